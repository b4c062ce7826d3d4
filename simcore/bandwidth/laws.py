"""The two laws of a resource: how much it carries, and how long a line waits at that load.

A resource is one to three *stations*, each used in proportion to the reads and writes that pass:

* bus (DRAM): one station that carries reads and writes in turn. Its time per line is that of a
  read or of a write, plus turnarounds, which are most at equal shares.
* duplex (CXL, links): a station for each direction. A read also sends a request against the
  writes, a write a completion against the reads.
* total: what reads and writes share behind either, mostly the memory itself.

Where no station is full, all traffic flows; the capacity is the rate that fills the first one.
A line that needs a station for twice the time of a read there also waits twice as long (the time is
shared, as in a processor-sharing queue), so a read does not wait for the write direction. It waits

    rise * u + queue * u^2 / (1 - u)        at use u, per read's worth of need.

The rise is the conflict of banks. It is a time, not a part of the idle latency: published curves
agree on it within a third from 67 ns (local) to 140 ns (remote), which is why far memory looks
flat. The pole is at the capacity, which is never exceeded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simcore.bandwidth.constants import DEVICE_NS, Kind, Law, kind_of
from simcore.bandwidth.values import LatencyCurve, Resource

__all__ = ("Floats", "Stations", "capacity", "curve_delay", "loaded_latency")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Stations:
    """The stations of some resources at their mixes of reads and writes. Build with ``of``.

    All arrays are over stations but ``idle_ns``, which is over resources. ``read_cost`` and
    ``write_cost`` are uses per GB/s; ``rate`` times a cost is the need of a line, in reads.
    """

    owner: NDArray[np.intp]
    read_cost: Floats
    write_cost: Floats
    rate: Floats
    rise_ns: Floats
    queue_ns: Floats
    idle_ns: Floats
    curves: tuple[tuple[int, LatencyCurve], ...]

    @classmethod
    def of(cls, resources: tuple[Resource, ...], mix: Floats) -> Stations:
        """Stations of ``resources`` whose traffic has the read shares ``mix``.

        The mix fixes the turnarounds of a bus: at this mix they are exact, elsewhere the
        straight line that touches them is above them.
        """
        return _stations(resources, tuple(map(float, mix)))

    def cost(self, read_share: float) -> Floats:
        """Use of each station per GB/s of its resource's traffic at a read share."""
        mixed: Floats = self.read_cost * read_share + self.write_cost * (1 - read_share)
        return mixed

    def delay(self, use: Floats, burst_ns: Floats | float = 0.0) -> Floats:
        """Waiting in ns at a use below 1; the last axis runs over stations."""
        delay = self.rise_ns * use + (self.queue_ns + burst_ns) * (use * use / (1 - use))
        for index, curve in self.curves:
            delay[..., index] += curve_delay(curve, use[..., index]) - curve.latency_ns[0]
        return delay

    def slope(self, use: Floats, burst_ns: Floats | float = 0.0) -> Floats:
        """Growth of the waiting with the use."""
        slope = self.rise_ns + (self.queue_ns + burst_ns) * (1 / (1 - use) ** 2 - 1)
        for index, curve in self.curves:
            slope[..., index] += _curve_slope(curve, use[..., index])
        return slope


def capacity(resource: Resource, read_share: float) -> float:
    """Most that a resource carries at a read share, GB/s; infinite where nothing limits it."""
    most = float(_alone(resource, read_share).cost(read_share).max(initial=0.0))
    return 1 / most if most > 0 else float("inf")


def loaded_latency(resource: Resource, gb_per_s: Floats | float, read_share: float) -> Floats:
    """Mean latency in ns of one resource at delivered rates; infinite from its capacity on."""
    stations = _alone(resource, read_share)
    cost = stations.cost(read_share)
    use = np.asarray(gb_per_s, dtype=np.float64)[..., np.newaxis] * cost
    fits = use.max(axis=-1, initial=0.0) < 1
    waiting = stations.delay(np.where(fits[..., np.newaxis], use, 0.0)) @ (stations.rate * cost)
    return np.where(fits, stations.idle_ns[0] + waiting, np.inf)


def curve_delay(curve: LatencyCurve, use: Floats) -> Floats:
    """Latency of a measured curve: lines between knots, a hyperbola past the last one."""
    last_use, last_ns = curve.utilisation[-1], curve.latency_ns[-1]
    inside = np.interp(use, curve.utilisation, curve.latency_ns)
    return np.where(use > last_use, last_ns * (1 - last_use) / (1 - use), inside)


def _curve_slope(curve: LatencyCurve, use: Floats) -> Floats:
    """Derivative of ``curve_delay``; 0 below the first knot."""
    last_use, last_ns = curve.utilisation[-1], curve.latency_ns[-1]
    knots = np.array(curve.utilisation)
    steps = np.diff(np.array(curve.latency_ns)) / np.diff(knots)
    inside = np.concatenate(([0.0], steps, [0.0]))[np.searchsorted(knots, use)]
    return np.where(use > last_use, last_ns * (1 - last_use) / (1 - use) ** 2, inside)


@lru_cache(maxsize=1024)
def _stations(resources: tuple[Resource, ...], mix: tuple[float, ...]) -> Stations:
    """As ``Stations.of``; kept, for one machine is asked about many times and does not change."""
    found = [
        (index, *row)
        for index, (resource, share) in enumerate(zip(resources, mix, strict=True))
        for row in _rows(resource, share)
    ]
    table = np.array(found).reshape(-1, 6)
    table.setflags(write=False)
    owner = table[:, 0].astype(np.intp)
    return Stations(
        owner=owner,
        read_cost=table[:, 1],
        write_cost=table[:, 2],
        rate=table[:, 3],
        rise_ns=table[:, 4],
        queue_ns=table[:, 5],
        idle_ns=np.array([_idle_ns(resource) for resource in resources]),
        curves=tuple(
            (int(np.flatnonzero(owner == index)[0]), resource.curve)
            for index, resource in enumerate(resources)
            if resource.curve is not None
        ),
    )


def _alone(resource: Resource, read_share: float) -> Stations:
    return Stations.of((resource,), np.array([read_share]))


def _idle_ns(resource: Resource) -> float:
    """Latency without load; that of a measured curve is its first."""
    return resource.idle_ns if resource.curve is None else resource.curve.latency_ns[0]


def _rows(resource: Resource, mix: float) -> Iterator[tuple[float, float, float, float, float]]:
    """Read cost, write cost, rate, rise and queue of each station of a resource.

    With a measured curve the station that is tightest at the mix takes all of it, and a line of
    the mix needs it once; the others only keep their pole.
    """
    kind = kind_of(resource.kind)
    stretch = 1.0 if kind.is_link else min(1.0, resource.idle_ns / DEVICE_NS)
    limits = [one for one in _LIMITS[kind.law](resource, kind, mix) if one.read + one.write > 0]
    if resource.curve is not None:
        limits.sort(key=lambda one: -one.at(mix))
    for place, one in enumerate(limits):
        measured = resource.curve is not None and place == 0
        rise = kind.rise_ns * stretch if one.rises and resource.curve is None else 0.0
        queue = 0.0 if measured else kind.queue_ns * stretch
        yield one.read, one.write, 1 / (one.at(mix) if measured else one.unit), rise, queue


class _Limit(NamedTuple):
    """Use per GB/s of reads and of writes; ``unit`` is the use that counts as a read's worth."""

    read: float
    write: float
    unit: float
    rises: bool

    def at(self, mix: float) -> float:
        """Use per GB/s of a mix."""
        return self.read * mix + self.write * (1 - mix)


def _bus(resource: Resource, kind: Kind, mix: float) -> list[_Limit]:
    """One station for both, and a total if one was given.

    What a line of the mix is worth in reads is taken from the kind and not from the rates, so
    that faster reads do not lengthen the waiting of writes.
    """
    read, write, total = _costs(resource, kind)
    turn = 4 * kind.turnaround * read
    bus = _Limit(read + turn * (1 - mix) ** 2, write + turn * mix**2, 1.0, rises=True)
    worth = mix + (1 - mix) / kind.write_ratio + 4 * kind.turnaround * mix * (1 - mix)
    return [
        bus._replace(unit=bus.at(mix) / worth),
        _Limit(total, total, total, rises=False),
    ]


def _duplex(resource: Resource, kind: Kind, mix: float) -> list[_Limit]:  # noqa: ARG001 - as _bus
    """A station for each direction and one for what is behind them, which is where banks are."""
    read, write, total = _costs(resource, kind)
    bare = total == 0
    return [
        _Limit(read, read * kind.completion_load, read, rises=bare),
        _Limit(write * kind.request_load, write, write, rises=bare),
        _Limit(total, total, total, rises=True),
    ]


_LIMITS: Final[Mapping[Law, Callable[[Resource, Kind, float], list[_Limit]]]] = MappingProxyType(
    {"bus": _bus, "duplex": _duplex}
)


def _costs(resource: Resource, kind: Kind) -> tuple[float, float, float]:
    """Use per GB/s of reads, of writes, and of both against the total; 0 is no limit."""
    known = (resource.read_gb_per_s, resource.write_gb_per_s, resource.total_gb_per_s)
    read, write, total = (None if rate is None else 1 / rate for rate in known)
    own = 0.0 if read is None else read
    assumed = 0.0 if kind.total_ratio is None else own / kind.total_ratio
    return (
        own,
        own / kind.write_ratio if write is None else write,
        assumed if total is None else total,
    )
