"""The bandwidth engine once more: slow, scalar, station by station, written from the laws."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simcore.bandwidth import Resource, Stream, System
from simcore.bandwidth.constants import DEVICE_NS, KINDS, LINE_BYTES


@dataclass(frozen=True)
class TwinStation:
    """A station as the laws describe it, one by one."""

    place: int
    by_read: float
    by_write: float
    a_read: float
    rise_ns: float
    queue_ns: float

    def cost(self, read_share: float) -> float:
        return self.by_read * read_share + self.by_write * (1 - read_share)

    def waiting(self, use: float, burst_ns: float) -> float:
        return self.rise_ns * use + (self.queue_ns + burst_ns) * use**2 / (1 - use)


def twin_stations(resource: Resource, mix: float, place: int = 0) -> list[TwinStation]:
    """The stations of a resource whose traffic has the read share ``mix``."""
    kind = KINDS[resource.kind]
    read = resource.read_gb_per_s or math.inf
    write = resource.write_gb_per_s or read * kind.write_ratio
    total = resource.total_gb_per_s or (read * kind.total_ratio if kind.total_ratio else math.inf)
    stretch = 1.0 if kind.is_link else min(1.0, resource.idle_ns / DEVICE_NS)
    rise, queue = kind.rise_ns * stretch, kind.queue_ns * stretch
    found = []
    if kind.law == "bus":
        turn = 4 * kind.turnaround / read
        by_read, by_write = 1 / read + turn * (1 - mix) ** 2, 1 / write + turn * mix**2
        of_mix = by_read * mix + by_write * (1 - mix)
        worth = mix + (1 - mix) / kind.write_ratio + 4 * kind.turnaround * mix * (1 - mix)
        found.append(TwinStation(place, by_read, by_write, of_mix / worth, rise, queue))
        found.append(TwinStation(place, 1 / total, 1 / total, 1 / total, 0.0, queue))
    else:
        apart = 0.0 if math.isfinite(total) else rise
        sent, asked = kind.completion_load / read, kind.request_load / write
        found.append(TwinStation(place, 1 / read, sent, 1 / read, apart, queue))
        found.append(TwinStation(place, asked, 1 / write, 1 / write, apart, queue))
        found.append(TwinStation(place, 1 / total, 1 / total, 1 / total, rise, queue))
    return [station for station in found if station.a_read > 0]


class Twin:
    """The closed loop of several streams, in plain loops."""

    def __init__(self, system: System, tasks: tuple[Stream, ...]) -> None:
        self.system, self.tasks = system, tasks
        self.stations, self.burst_ns = [], []
        for place, resource in enumerate(system.resources):
            mix = self.mean(place, [task.read_share for task in tasks])
            ahead = [
                0.5 * (task.lines_in_flight_per_thread - 0.5) * (1 - self.crossing(s, place))
                for s, task in enumerate(tasks)
            ]
            for station in twin_stations(resource, mix, place):
                self.stations.append(station)
                self.burst_ns.append(self.mean(place, ahead) * LINE_BYTES * station.a_read)

    def in_flight(self, s: int) -> float:
        return self.tasks[s].threads * self.tasks[s].lines_in_flight_per_thread * LINE_BYTES

    def crossing(self, s: int, place: int) -> float:
        """Part of the traffic of stream ``s`` that crosses a resource."""
        shares, nodes = self.tasks[s].shares, len(self.system.nodes)
        if place < nodes:
            return shares[place]
        paths = self.system.paths[s]
        crossed = sum(
            share for share, path in zip(shares, paths, strict=True) if place - nodes in path
        )
        return min(1.0, crossed)

    def mean(self, place: int, of: list[float]) -> float:
        """Mean over the streams, weighed by what they keep in flight through a resource."""
        weights = [self.in_flight(s) * self.crossing(s, place) for s in range(len(self.tasks))]
        if sum(weights) == 0:
            return 0.0
        return sum(w * value for w, value in zip(weights, of, strict=True)) / sum(weights)

    def use(self, station: TwinStation, rates: list[float]) -> float:
        return sum(
            rate * self.crossing(s, station.place) * station.cost(self.tasks[s].read_share)
            for s, rate in enumerate(rates)
        )

    def time(self, s: int, rates: list[float]) -> float:
        """Time per line of stream ``s``; infinite when a station on its way is full."""
        task, waits = self.tasks[s], [0.0] * len(self.system.resources)
        for place, resource in enumerate(self.system.resources):
            waits[place] = resource.idle_ns
        for station, burst in zip(self.stations, self.burst_ns, strict=True):
            use = self.use(station, rates)
            if use >= 1:
                return math.inf
            need = station.cost(task.read_share) / station.a_read
            waits[station.place] += need * station.waiting(use, burst)
        mean = square = 0.0
        for node, share in enumerate(task.shares):
            links = self.system.paths[s][node] if self.system.paths else ()
            delay = waits[node] + sum(waits[len(self.system.nodes) + link] for link in links)
            mean, square = mean + share * delay, square + share * delay**2
        overlap = min(task.lines_in_flight_per_thread - 1, 1.0)
        return task.think_ns + (1 - overlap) * mean + overlap * math.sqrt(square)

    def rate(self, s: int, rates: list[float]) -> float:
        """Rate of stream ``s`` by bisection, the others' being given."""
        low, high = 0.0, 4000.0
        for _ in range(64):
            rates[s] = 0.5 * (low + high)
            if rates[s] * self.time(s, rates) < self.in_flight(s):
                low = rates[s]
            else:
                high = rates[s]
        rates[s] = low
        return low

    def pair(self) -> list[float]:
        """Rates of two streams: bisection for the first, each try answered by the second."""
        low, high, rates = 0.0, 4000.0, [0.0, 0.0]
        for _ in range(64):
            rates[0] = 0.5 * (low + high)
            self.rate(1, rates)
            if rates[0] * self.time(0, rates) < self.in_flight(0):
                low = rates[0]
            else:
                high = rates[0]
        rates[0] = low
        return [low, self.rate(1, rates)]
