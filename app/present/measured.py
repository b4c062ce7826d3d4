"""What was measured beside what the model says: pages by node, latency by rate.

A measured curve that names no node is compared with the first node that has CPUs and memory: a
tool starts there; people can say another.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.present import text
from app.present.lookalike import small_ratio
from app.present.views import View
from simcore.bandwidth.constants import GB_PER_S_PER_MIB_PER_S
from simcore.nodemask import NodeMask

__all__ = (
    "MeasuredPoint",
    "PagesBeside",
    "latency_beside",
    "latency_warning",
    "measured_points",
    "on_the_same_scale",
    "pages_beside",
    "pages_told",
)

_STRAY = 0.005
"""A node with a smaller share holds what others left there: libraries, a stack."""
_CLOSE = 0.01
"""Regions whose sizes differ by no more are compared by pages."""
_ABOUT = 0.03
"""Measured rates may exceed the machine's by so much before they are of more than one node."""


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


def on_the_same_scale(beside: Sequence[PagesBeside]) -> bool:
    """Whether as many pages were measured as are simulated, so that counts can be compared."""
    measured, simulated = (
        sum(each.measured for each in beside),
        sum(each.simulated for each in beside),
    )
    return abs(measured - simulated) <= _CLOSE * simulated


def measured_points(view: View) -> Iterator[tuple[int | None, list[tuple[float, int]]]]:
    """Each measured curve: the node that it is of, and its points in GB/s and ns."""
    for curve in view.state.measured.curves if view.state.measured else ():
        node = curve.node if curve.node is not None else _first_local(view)
        yield node, [(rate * GB_PER_S_PER_MIB_PER_S, latency) for rate, latency in curve.points]


def latency_beside(view: View) -> list[MeasuredPoint]:
    """Every measured point beside the model's latency of that node at that rate."""
    curves = {curve.node: curve.points for curve in view.result.latency}
    carries = {node: _carries(view, node) for node, _ in measured_points(view)}
    return [
        MeasuredPoint(
            node,
            rate,
            latency,
            None
            if _is_beyond(rate, carries[node])
            else _at(curves.get(-1 if node is None else node, ()), rate),
        )
        for node, points in measured_points(view)
        for rate, latency in points
    ]


def latency_warning(view: View) -> str:
    """Says that a curve is of more than the node that it is compared with; "" where it is not."""
    for node, points in measured_points(view):
        most, carried = max((rate for rate, _ in points), default=0.0), _carries(view, node)
        if carried is not None and _is_beyond(most, carried):
            rates = {
                "most": text.gb_per_s(most, view.words),
                "carried": text.gb_per_s(carried, view.words),
            }
            return view.words("overlay.beyond", node=node, **rates)
    return ""


def _is_beyond(rate: float, carried: float | None) -> bool:
    return carried is not None and rate > carried * (1 + _ABOUT)


def _carries(view: View, node: int | None) -> float | None:
    """GB/s of reads that a node can give: its own rate, or the best measured way to it."""
    machine = view.experiment.machine
    ways = [each.read_mib_per_s for each in machine.access or () if each.target == node]
    own = [each.read_mib_per_s for each in machine.nodes if each.id == node]
    known = [rate for rate in (*own, *ways) if rate]
    return max(known) * GB_PER_S_PER_MIB_PER_S if known else None


def pages_told(view: View) -> str:
    """What the measured pages look like, and what makes them unlike the simulated ones."""
    measured, say = view.state.measured, view.words
    if measured is None or not measured.pages:
        return ""
    beside = pages_beside(view)
    strange = NodeMask.of(each.node for each in beside if each.node not in view.kinds)
    told = [_look_like(view)]
    if strange:
        told.append(say("overlay.strange", n=len(strange), nodes=str(strange)))
    if len(measured.policies) > 1:
        told.append(say("overlay.mixed", policies="; ".join(measured.policies)))
    if not on_the_same_scale(beside):
        told.append(say("overlay.shares"))
    return " ".join(filter(None, told))


def _look_like(view: View) -> str:
    """The measured pages as weights in small numbers; "" where none come close."""
    measured = view.state.measured
    total = sum(measured.pages.values()) if measured else 0
    if measured is None or not total:
        return ""
    counts = {int(node): pages for node, pages in measured.pages.items()}
    counts = {node: pages for node, pages in sorted(counts.items()) if pages >= _STRAY * total}
    weights = small_ratio(list(counts.values()))
    if len(weights) < 2:
        return ""
    nodes = str(NodeMask.of(counts))
    return view.words("summary.measured_like", weights=text.ratio(weights), nodes=nodes)


def _first_local(view: View) -> int | None:
    """The first node with CPUs and memory."""
    nodes = view.experiment.machine.nodes
    return next((node.id for node in nodes if node.cpus and node.mib), None)


def _at(points: Sequence[tuple[float, float]], rate: float) -> float | None:
    """The latency at a rate, between the points of a curve; None beyond its end."""
    place = bisect_left(points, (rate,))
    if place == len(points):
        return None
    if place == 0:
        return points[0][1]
    (low, before), (high, after) = points[place - 1 : place + 1]
    return before + (after - before) * (rate - low) / (high - low)
