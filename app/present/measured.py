"""What was measured beside what the model says: pages by node, latency by rate.

A measured curve that names no node is compared with the only node that has CPUs and memory;
where there are several it stands alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.present.views import View
from simcore.bandwidth.constants import GB_PER_S_PER_MIB_PER_S

__all__ = ("MeasuredPoint", "PagesBeside", "latency_beside", "measured_points", "pages_beside")


@dataclass(frozen=True, slots=True)
class PagesBeside:
    """Pages on a node: as simulated and as measured."""

    node: int
    simulated: int
    measured: int


@dataclass(frozen=True, slots=True)
class MeasuredPoint:
    """A measured latency; ``simulated_ns`` is None where the model has nothing to compare."""

    node: int | None
    gb_per_s: float
    measured_ns: int
    simulated_ns: float | None


def pages_beside(view: View) -> list[PagesBeside]:
    """Every node that holds pages of the region, or was measured to; nothing if nobody measured."""
    measured = view.state.measured
    if measured is None or not measured.pages:
        return []
    simulated = view.region[1].pages_on if view.region else {}
    nodes = sorted({*map(int, simulated), *map(int, measured.pages)})
    found = {int(node): pages for node, pages in measured.pages.items()}
    return [PagesBeside(n, simulated.get(str(n), 0), found.get(n, 0)) for n in nodes]


def measured_points(view: View) -> Iterator[tuple[int | None, list[tuple[float, int]]]]:
    """Each measured curve: the node that it is of, and its points in GB/s and ns."""
    for curve in view.state.measured.curves if view.state.measured else ():
        node = curve.node if curve.node is not None else _only_local(view)
        yield node, [(rate * GB_PER_S_PER_MIB_PER_S, latency) for rate, latency in curve.points]


def latency_beside(view: View) -> list[MeasuredPoint]:
    """Every measured point beside the model's latency of that node at that rate."""
    curves = {curve.node: curve.points for curve in view.result.latency}
    return [
        MeasuredPoint(node, rate, latency, _at(curves.get(-1 if node is None else node, ()), rate))
        for node, points in measured_points(view)
        for rate, latency in points
    ]


def _only_local(view: View) -> int | None:
    """The node with CPUs and memory, if there is only one."""
    local = [node.id for node in view.experiment.machine.nodes if node.cpus and node.mib]
    return local[0] if len(local) == 1 else None


def _at(points: Sequence[tuple[float, float]], rate: float) -> float | None:
    """The latency at a rate, between the points of a curve; None beyond its end."""
    place = bisect_left(points, (rate,))
    if place == len(points):
        return None
    if place == 0:
        return points[0][1]
    (low, before), (high, after) = points[place - 1 : place + 1]
    return before + (after - before) * (rate - low) / (high - low)
