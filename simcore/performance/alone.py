"""What the CPUs of one node get of one memory, alone, with reads: what tools measure by pairs.

This is the model's side of a matrix of latencies or bandwidths, and of a loaded latency.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simcore.bandwidth import PATTERN_LINES, Resource, System, capacity, loaded_latency, solve
from simcore.bandwidth import Stream as Traffic
from simcore.nodemask import NodeMask
from simcore.performance.engine import is_known, system_from
from simcore.spec.limits import MAX_CPUS
from simcore.spec.machine import Machine

__all__ = ("Alone", "alone_from")

_BELIEVED = 0.98
"""Part of the capacity up to which a latency is a number: at the capacity it is without bound."""


@dataclass(frozen=True, slots=True)
class Alone:
    """One memory from the CPUs of one node, with nothing else going on."""

    target: int
    idle_ns: float
    _system: System
    _place: int
    _threads: int

    @property
    def _way(self) -> tuple[Resource, ...]:
        path = self._system.paths[0][self._place] if self._system.paths else ()
        return (self._system.nodes[self._place], *(self._system.links[link] for link in path))

    @property
    def most_gb_per_s(self) -> float:
        """The highest rate of reads whose latency is believed, in GB/s."""
        return _BELIEVED * min(capacity(one, 1.0) for one in self._way)

    def gb_per_s(self) -> float:
        """What a thread on each of the CPUs reads in a stream, in GB/s; 0 without CPUs."""
        if not self._threads:
            return 0.0
        nodes = len(self._system.nodes)
        stream = Traffic(
            threads=float(self._threads),
            lines_in_flight_per_thread=PATTERN_LINES["stream"],
            shares=tuple(float(place == self._place) for place in range(nodes)),
        )
        return solve(self._system, (stream,)).streams[0].gb_per_s

    def latency_ns(self, rates: Sequence[float]) -> list[float | None]:
        """Mean latency of reads at rates in GB/s; None where the model has no number."""
        return [
            sum(float(loaded_latency(one, rate, 1.0)) for one in self._way)
            if rate <= self.most_gb_per_s
            else None
            for rate in rates
        ]


def alone_from(machine: Machine, initiator: int) -> Iterator[Alone]:
    """Every memory of which the machine tells rates, from the CPUs of a node."""
    known = [node for node in machine.nodes if is_known(node)]
    system = system_from(machine, [initiator], known)
    threads = len(NodeMask.parse(machine.node(initiator).cpus, MAX_CPUS))
    for place, node in enumerate(known):
        path = system.paths[0][place] if system.paths else ()
        idle = system.nodes[place].idle_ns + sum(system.links[link].idle_ns for link in path)
        yield Alone(node.id, idle, system, place, threads)
