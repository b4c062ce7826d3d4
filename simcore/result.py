"""The result of an experiment: exact integers for pages, floats only for rates and times.

It is closed under presentation: whatever a page shows is in here. Rates are decimal GB/s
(10^9 bytes), times nanoseconds. What could not be computed is null and ``notes`` says why.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

__all__ = (
    "ABSENT",
    "MODEL_VERSION",
    "EventResult",
    "LatencyCurve",
    "LinkResult",
    "NodeLoad",
    "NodeResult",
    "RegionResult",
    "Result",
    "SolverResult",
    "StreamResult",
    "WeightCurve",
    "turn_runs",
)

MODEL_VERSION = "1.3"
"""Rises whenever the same experiment may get another answer."""


ABSENT = -2
"""Stands for a page that is not present, as move_pages(2) reports it (-ENOENT)."""


def turn_runs(turn: str) -> list[tuple[int, int]]:
    """Runs (node, length) of a turn's text: ``0x9 1`` → [(0, 9), (1, 1)]."""
    pairs = (part.partition("x") for part in turn.split())
    return [(int(node), int(length or 1)) for node, _, length in pairs]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EventResult(_Value):
    """What one event answered, and what it changed: pointer → (before, after).

    ``rule`` names the check that failed in the call's list, ``check`` says it in words.
    ``answer`` holds what a call gave back beside its return value, by the names of the op's
    answer fields; ``extra_steps`` how many counter steps were taken from a recording.
    """

    ret: int | None = None
    errno: int | None = None
    check: str | None = None
    rule: str | None = None
    signal: int | None = None
    at_page: int | None = None
    answer: dict[str, Any] = Field(default_factory=dict)
    extra_steps: int = 0
    changes: dict[str, tuple[Any, Any]] = Field(default_factory=dict)


class NodeResult(_Value):
    """A node after the last event, and under the workload's load.

    ``pages`` is what the regions show of it: a page that two of them show counts for both.
    ``latency_ns`` is what the workload's threads wait for a line of it, links on the way included.
    """

    id: int
    pages: int
    free_pages: int
    gb_per_s: float | None = None
    utilisation: float | None = None
    latency_ns: float | None = None


class NodeLoad(NamedTuple):
    """What a node carries: GB/s, share of its capacity, loaded latency."""

    gb_per_s: float
    utilisation: float
    latency_ns: float


class LinkResult(_Value):
    """A link under the workload's load."""

    id: str
    gb_per_s: float
    utilisation: float


class RegionResult(_Value):
    """A region's pages: counts by node, and segments [first, count, one turn, phase].

    The turn is run-length text, ``0x9 1``: nine pages on node 0, one on node 1. ``asked_on``
    counts the nodes that the pages asked for when they came; results stored before it was kept
    lack it.
    """

    pages: int
    pages_on: dict[str, int]
    segments: list[tuple[int, int, str, int]]
    asked_on: dict[str, int] | None = None

    def window(self, first: int, count: int) -> list[int]:
        """Nodes of the pages from ``first`` on, ABSENT where nothing is present."""
        count = min(count, self.pages - first)
        nodes = [ABSENT] * count
        for start, length, turn, phase in self.segments:
            low, high = max(start, first), min(start + length, first + count)
            if low < high:
                cells = [node for node, run in turn_runs(turn) for _ in range(run)]
                nodes[low - first : high - first] = [
                    cells[(phase + page - start) % len(cells)] for page in range(low, high)
                ]
        return nodes

    def asked_for(self) -> dict[int, float]:
        """Pages that each node would hold if none had been full.

        Without ``asked_on`` it is an estimate from the first turn of nodes.
        """
        if self.asked_on is not None:
            return {int(node): float(pages) for node, pages in self.asked_on.items()}
        turns = (turn_runs(turn) for _, _, turn, _ in self.segments)
        runs = next((runs for runs in turns if all(node >= 0 for node, _ in runs)), None)
        if runs is None:
            return {}
        present = sum(self.pages_on.values())
        period = sum(run for _, run in runs)
        shares: dict[int, float] = {}
        for node, run in runs:
            shares[node] = shares.get(node, 0.0) + present * run / period
        return shares


class StreamResult(_Value):
    """What a stream of the workload gets; the band is for 0.8 to 1.6 times its lines in flight."""

    task: str
    gb_per_s: float
    gb_per_s_band: tuple[float, float]
    latency_ns: float
    min_law_gb_per_s: float
    bottleneck: str


class LatencyCurve(_Value):
    """Loaded latency of a node at the workload's mix of reads and writes: (GB/s, ns) points.

    It is seen by the threads: what the links on the way add at the present load is in it.
    """

    node: int
    capacity_gb_per_s: float
    points: list[tuple[float, float]]


class SolverResult(_Value):
    """How the rates were found: the worst relative error of an equation, and Newton's steps.

    A single stream is solved between brackets first; then there is often no step left.
    """

    residual: float
    iterations: int


class WeightCurve(_Value):
    """Bandwidth of all streams over the weight of one node, the others held.

    Computed for pages spread exactly by the weights; of several streams those follow that lie so.
    ``points`` are (weight, GB/s, lower and upper end of the band, min-law ceiling); ``alone`` is
    GB/s with all pages on one node. ``streams`` is how many the rates are of: results stored
    before several were summed up hold the first one's curve. ``held`` are the places of streams
    whose pages stay where they lie.
    """

    node: int
    weights: dict[str, int]
    points: list[tuple[int, float, float, float, float]]
    alone: dict[str, float]
    streams: int = 1
    held: list[int] = Field(default_factory=list)


class Result(_Value):
    """Everything that follows from an experiment."""

    format: Literal[1] = 1
    model: str = MODEL_VERSION
    content: str
    events: list[EventResult]
    nodes: list[NodeResult]
    links: list[LinkResult]
    regions: dict[str, RegionResult]
    streams: list[StreamResult]
    curve: WeightCurve | None = None
    latency: list[LatencyCurve] = Field(default_factory=list)
    solver: SolverResult | None = None
    notes: list[str] = Field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Plain data; fields that say nothing are left out."""
        return self.model_dump(mode="json", exclude_defaults=True) | {
            "format": self.format,
            "model": self.model,
        }
