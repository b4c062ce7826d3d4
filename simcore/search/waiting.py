"""What a page on a node costs: the equation of the closed loop as a sum over nodes.

A stream delivers more than X exactly if, at the rate X, a line holds its place for less than
``lines * 64 / X`` ns. The hold is the mean of the nodes' latencies (one line in flight) or their
root mean square (two and more), so its first or second power is a sum over the nodes,

    sum over nodes of share * latency(share)^power,

and a node's latency depends on its own share, and on the share of its group where a link is
shared. Links lead away from one place, so their groups form a tree: two of them are nested or
apart. That is what makes an exact search cheap (``allocate``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from simcore.bandwidth.closed_loop import burst_lines, overlap
from simcore.bandwidth.constants import LINE_BYTES
from simcore.bandwidth.laws import Floats, Stations
from simcore.bandwidth.routes import Routes, routes_of
from simcore.search.problem import Problem

__all__ = ("Branch", "Part", "Tree", "tree_of")


_PER_STATION = ("owner", "read_cost", "write_cost", "rate", "rise_ns", "queue_ns")


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some stations that are used in proportion to one share, and what a line needs of them."""

    stations: Stations
    cost: Floats
    need: Floats
    lines: float

    def wait_ns(self, rate: float, share: Floats) -> Floats:
        """Waiting of a line where ``share`` of the traffic passes; infinite where it is full."""
        use = rate * share[..., np.newaxis] * self.cost
        fits = use.max(axis=-1, initial=0.0) < 1
        ahead = burst_lines(np.array(self.lines), share)[..., np.newaxis]
        burst_ns = ahead * LINE_BYTES / self.stations.rate
        safe = np.where(fits[..., np.newaxis], use, 0.0)
        return np.where(fits, self.stations.delay(safe, burst_ns) @ self.need, np.inf)


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """Nodes behind one shared way: those directly behind it, and branches that begin there."""

    way: Part
    nodes: tuple[int, ...]
    below: tuple[Branch, ...]

    @property
    def members(self) -> tuple[int, ...]:
        """All nodes behind the way: its own, then those of its branches."""
        return self.nodes + tuple(node for branch in self.below for node in branch.members)

    @property
    def depth(self) -> int:
        """How many shared ways are passed at most, this one counted."""
        return 1 + max((branch.depth for branch in self.below), default=0)


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """Everything about one stream's equation but rate and shares; nodes by their place."""

    in_flight: float  # bytes
    think_ns: float
    power: int
    idle_ns: Floats
    own: tuple[Part, ...]
    root: Branch

    def target(self, rate: float) -> float:
        """The sum over nodes must be below this for a stream to deliver more than ``rate``."""
        hold = self.in_flight / rate - self.think_ns
        return hold**self.power if hold > 0 else -np.inf

    def latency_ns(self, node: int, rate: float, share: Floats) -> Floats:
        """Latency of a node at a share of the traffic, without the shared ways."""
        latency: Floats = self.idle_ns[node] + self.own[node].wait_ns(rate, share)
        return latency


def tree_of(problem: Problem) -> Tree | None:
    """The equation of a problem with one stream; None where it is no sum over a tree of links."""
    if len(problem.streams) != 1 or problem.allowed or len(problem.nodes) < 2:
        return None
    stream = problem.streams[0]
    lines = stream.lines_in_flight_per_thread
    hold = float(overlap(stream, lines))
    cutter = _Cutter.of(problem)
    groups = cutter.groups()
    if hold not in (0.0, 1.0) or groups is None or stream.threads * lines == 0:
        return None
    everyone = frozenset(range(len(problem.nodes)))
    return Tree(
        in_flight=stream.threads * lines * LINE_BYTES,
        think_ns=stream.think_ns,
        power=1 + int(hold),
        idle_ns=cutter.routes.idle_ns[list(problem.columns)],
        own=tuple(cutter.part(frozenset((node,))) for node in sorted(everyone)),
        root=_branch(everyone, groups, cutter),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Cutter:
    """Cuts the stations of a system into parts by the nodes behind them."""

    routes: Routes
    lines: float
    users: tuple[frozenset[int], ...]  # by resource

    @classmethod
    def of(cls, problem: Problem) -> _Cutter:
        stream, system = problem.streams[0], problem.system
        mix = np.full(len(system.resources), stream.read_share)
        routes = routes_of(system, Stations.of(system.resources, mix), stream, 0)
        crossed = routes.path[list(problem.columns)] > 0
        users = tuple(frozenset(map(int, np.flatnonzero(column))) for column in crossed.T)
        return cls(routes, stream.lines_in_flight_per_thread, users)

    def groups(self) -> list[frozenset[int]] | None:
        """Nodes behind a shared link, the largest groups first; None if two cross each other."""
        shared = {nodes for nodes in self.users if len(nodes) > 1}
        if any(a & b and not (a <= b or b <= a) for a, b in combinations(shared, 2)):
            return None
        return sorted(shared, key=lambda nodes: (-len(nodes), sorted(nodes)))

    def part(self, behind: frozenset[int]) -> Part:
        """The stations of all resources that exactly these nodes are behind."""
        stations = self.routes.stations
        resources = [r for r, nodes in enumerate(self.users) if nodes == behind]
        chosen = np.flatnonzero(np.isin(stations.owner, resources))
        cost = self.routes.cost[chosen]
        return Part(_only(stations, chosen), cost, stations.rate[chosen] * cost, self.lines)


def _only(stations: Stations, chosen: NDArray[np.intp]) -> Stations:
    """Some of the stations; their resources stay numbered as they were."""
    arrays = {name: getattr(stations, name)[chosen] for name in _PER_STATION}
    places = {int(old): new for new, old in enumerate(chosen)}
    curves = tuple((places[i], curve) for i, curve in stations.curves if i in places)
    return replace(stations, **arrays, curves=curves)


def _branch(members: frozenset[int], groups: Sequence[frozenset[int]], cutter: _Cutter) -> Branch:
    """The branch of some members; ``groups`` come with the largest first."""
    inner = [group for group in groups if group < members]
    largest = [g for g in inner if not any(g < other for other in inner)]
    covered = frozenset[int]().union(*largest)
    return Branch(
        way=cutter.part(members),
        nodes=tuple(sorted(members - covered)),
        below=tuple(_branch(group, inner, cutter) for group in largest),
    )
