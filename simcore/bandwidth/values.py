"""Values that go into the bandwidth engine and come out of it.

Plain frozen values, checked where they are built; the engine knows no experiment. Rates are
decimal GB/s (which is bytes per ns), times ns.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from simcore.bandwidth.constants import GB_PER_S_PER_MIB_PER_S, kind_of

__all__ = (
    "LatencyCurve",
    "Load",
    "Resource",
    "Solution",
    "Stream",
    "StreamResult",
    "System",
    "gb_per_s",
)


def gb_per_s(mib_per_s: float) -> float:
    """Decimal GB/s of a rate in MiB/s."""
    return mib_per_s * GB_PER_S_PER_MIB_PER_S


@dataclass(frozen=True, slots=True, kw_only=True)
class LatencyCurve:
    """A measured loaded latency: ``latency_ns`` at shares of the capacity, both ascending.

    Between knots the latency is interpolated on a line; past the last knot it follows the
    hyperbola through it that has its pole at full use, so that it is finite below 1.
    """

    utilisation: tuple[float, ...]
    latency_ns: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.utilisation) != len(self.latency_ns) or not self.utilisation:
            raise ValueError("a curve needs as many latencies as utilisations, at least one")
        if self.utilisation[0] < 0 or self.utilisation[-1] >= 1 or self.latency_ns[0] <= 0:
            raise ValueError("a curve runs from 0 to below 1 and its latencies are positive")
        if any(a >= b for a, b in pairwise(self.utilisation)):
            raise ValueError("the utilisations of a curve must ascend")
        if any(a > b for a, b in pairwise(self.latency_ns)):
            raise ValueError("the latencies of a curve must not fall")

    @classmethod
    def from_points(
        cls, points: list[tuple[float, float]], capacity_gb_per_s: float
    ) -> LatencyCurve:
        """Curve through (GB/s, ns) points, made monotone; points above 98 % use are dropped."""
        knots: dict[float, float] = {}
        highest = 0.0
        for rate, latency in sorted(points):
            highest = max(highest, latency)
            if rate <= 0.98 * capacity_gb_per_s:
                knots[max(rate, 0.0) / capacity_gb_per_s] = highest
        return cls(utilisation=tuple(knots), latency_ns=tuple(knots.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A node or a link: what it can carry and how long one line takes when it is idle.

    A read rate of None is no limit (a link that nobody measured). ``idle_ns`` is the idle
    latency of a node, and the added latency of a link.
    """

    name: str
    kind: str
    read_gb_per_s: float | None
    write_gb_per_s: float | None = None
    total_gb_per_s: float | None = None
    idle_ns: float = 0.0
    curve: LatencyCurve | None = None

    def __post_init__(self) -> None:
        kind_of(self.kind)
        for rate in (self.read_gb_per_s, self.write_gb_per_s, self.total_gb_per_s):
            if rate is not None and not (math.isfinite(rate) and rate > 0):
                raise ValueError(f"{self.name}: a rate must be a positive number")
        if not (math.isfinite(self.idle_ns) and self.idle_ns >= 0):
            raise ValueError(f"{self.name}: a latency must not be negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Threads that access memory alike; ``shares`` is their traffic per node and sums to 1.

    ``think_ns`` is the time per line a thread computes without a request in flight. ``band`` is
    the lowest and highest believable number of lines in flight per thread; None if it is known.
    ``overlap`` is how far the lines of a thread wait for each other (``closed_loop.overlap``);
    None derives it from their number.
    """

    threads: float
    lines_in_flight_per_thread: float = 10.0
    read_share: float = 1.0
    think_ns: float = 0.0
    shares: tuple[float, ...]
    band: tuple[float, float] | None = None
    overlap: float | None = None

    def __post_init__(self) -> None:
        numbers = (self.threads, self.lines_in_flight_per_thread, self.think_ns, *self.shares)
        if not all(math.isfinite(number) and number >= 0 for number in numbers):
            raise ValueError("threads, lines, times and shares must not be negative")
        if not 0 <= self.read_share <= 1:
            raise ValueError("a read share lies between 0 and 1")
        if self.overlap is not None and not 0 <= self.overlap <= 1:
            raise ValueError("an overlap lies between 0 and 1")
        if not math.isclose(sum(self.shares), 1.0, abs_tol=1e-9):
            raise ValueError("the shares of a stream must sum to 1")
        if self.band is not None and not 0 < self.band[0] <= self.band[1] < math.inf:
            raise ValueError("a band runs from a low to a high number of lines")


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Nodes, links, and per stream and node the indices of the links that are crossed.

    ``paths`` may be empty when there are no links.
    """

    nodes: tuple[Resource, ...]
    links: tuple[Resource, ...] = ()
    paths: tuple[tuple[tuple[int, ...], ...], ...] = ()

    def __post_init__(self) -> None:
        if not self.nodes:
            raise ValueError("a system needs a node")
        if any(node.curve is None and node.idle_ns <= 0 for node in self.nodes):
            raise ValueError("a node needs an idle latency or a curve")
        if any(node.read_gb_per_s is None for node in self.nodes):
            raise ValueError("a node needs a read rate")
        if any(len(of_stream) != len(self.nodes) for of_stream in self.paths):
            raise ValueError("a path is needed for every node")
        crossed = {link for of_stream in self.paths for path in of_stream for link in path}
        if crossed and not 0 <= min(crossed) <= max(crossed) < len(self.links):
            raise ValueError("a path crosses a link that does not exist")

    @property
    def resources(self) -> tuple[Resource, ...]:
        """Nodes, then links."""
        return self.nodes + self.links


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamResult:
    """What a stream gets. ``latency_ns`` is the mean of its lines, think time not counted.

    ``low`` and ``high`` bound the rate by the band; ``min_law_gb_per_s`` is the rate at which,
    alone on the machine, its first resource would be full.
    """

    gb_per_s: float
    low_gb_per_s: float
    high_gb_per_s: float
    latency_ns: float
    bottleneck: str
    min_law_gb_per_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a node or a link carries; ``latency_ns`` is idle plus waiting at this load."""

    name: str
    gb_per_s: float
    read_gb_per_s: float
    utilisation: float
    latency_ns: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The state in which all streams agree; ``residual`` is the worst relative disagreement.

    It is 0 when all equations hold, and small when no rate would have to move to make them hold.
    """

    streams: tuple[StreamResult, ...]
    nodes: tuple[Load, ...]
    links: tuple[Load, ...]
    residual: float
    iterations: int

    @property
    def converged(self) -> bool:
        """Whether the disagreement is below one part in a million."""
        return self.residual <= 1e-6
