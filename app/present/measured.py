"""What was measured beside what the model says: pages by node, latency by rate.

A measured curve that names no node is compared with the first node that has CPUs and memory: a
tool starts there; people can say another, or that all nodes with CPUs were loaded at once. Tools
measure latencies and rates with reads, whatever the workload does, so that the model is asked for
reads alone, from the memory's nearest CPUs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.present import text
from app.present.lookalike import small_ratio
from app.present.state import MeasuredCurve
from app.present.views import View
from simcore.bandwidth.constants import GB_PER_S_PER_MIB_PER_S
from simcore.interchange.declared import nearest
from simcore.nodemask import NodeMask
from simcore.performance import Alone, alone_from
from simcore.spec.limits import MAX_CPUS

__all__ = (
    "MeasuredPoint",
    "PagesBeside",
    "PairBeside",
    "latency_beside",
    "latency_told",
    "measured_points",
    "on_the_same_scale",
    "pages_beside",
    "pages_told",
    "pairs_beside",
    "pairs_told",
)

_STRAY = 0.005
"""A node with a smaller share holds what others left there: libraries, a stack."""
_CLOSE = 0.01
"""Regions whose sizes differ by no more are compared by pages."""
_ABOUT = 0.05
"""Measured rates may exceed those that are compared by so much, 3 % of the capacity, before they
are of more than one node."""


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


@dataclass(frozen=True, slots=True)
class PairBeside:
    """What CPUs get of a memory: measured values are None where they were not measured."""

    initiator: int
    target: int
    measured_ns: int | None
    simulated_ns: float
    measured_gb_per_s: float | None
    simulated_gb_per_s: float


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
    """Each measured curve: the node that it is of, and its points in GB/s of that node and ns."""
    for curve in view.state.measured.curves if view.state.measured else ():
        node = curve.node if curve.node is not None else _first_local(view)
        part = part_of(view) if curve.together else 1.0
        points = [(rate * GB_PER_S_PER_MIB_PER_S * part, ns) for rate, ns in curve.points]
        yield node, points


def part_of(view: View) -> float:
    """Of traffic from all CPUs to their own memory: the part on the first such node."""
    cpus = [
        len(NodeMask.parse(node.cpus, MAX_CPUS))
        for node in view.experiment.machine.nodes
        if node.cpus and node.mib
    ]
    return cpus[0] / sum(cpus) if cpus else 1.0


def latency_beside(view: View) -> list[MeasuredPoint]:
    """Every measured point beside the model's latency of that node at that rate of reads."""
    beside: list[MeasuredPoint] = []
    for node, points in measured_points(view):
        alone = _alone(view, node)
        rates = [rate for rate, _ in points]
        simulated = alone.latency_ns(rates) if alone else [None] * len(rates)
        beside += [
            MeasuredPoint(node, rate, latency, ns)
            for (rate, latency), ns in zip(points, simulated, strict=True)
        ]
    return beside


def latency_told(view: View) -> str:
    """What the measured latencies are compared with, and which are of more than their node."""
    say, told = view.words, []
    for (node, points), curve in zip(measured_points(view), _curves(view), strict=True):
        alone = _alone(view, node)
        if alone is None or not points:
            continue
        most = text.gb_per_s(max(rate for rate, _ in points), say)
        limit = text.gb_per_s(alone.most_gb_per_s, say)
        told.append(say("overlay.reads", node=node, limit=limit))
        if curve.together:
            told.append(say("overlay.together", part=text.percent(part_of(view), say), node=node))
        if max(rate for rate, _ in points) > alone.most_gb_per_s * (1 + _ABOUT):
            told.append(say("overlay.beyond", node=node, most=most, limit=limit))
    return " ".join(dict.fromkeys(told))


def pairs_beside(view: View) -> list[PairBeside]:
    """Every measured pair of CPUs and memory of this machine beside the model's values."""
    measured = view.state.measured
    machine = view.experiment.machine
    known = {node.id for node in machine.nodes}
    pairs = [each for each in (measured.pairs if measured else ()) if each.initiator in known]
    models = {
        (start, alone.target): alone
        for start in sorted({pair.initiator for pair in pairs})
        for alone in alone_from(machine, start)
    }
    return [
        PairBeside(
            pair.initiator,
            pair.target,
            pair.idle_ns,
            model.idle_ns,
            pair.read_mib_per_s and pair.read_mib_per_s * GB_PER_S_PER_MIB_PER_S,
            model.gb_per_s() if pair.read_mib_per_s else 0.0,
        )
        for pair in pairs
        if (model := models.get((pair.initiator, pair.target))) is not None
    ]


def pairs_told(view: View) -> str:
    """How the model's values of pairs are meant; "" where none were measured."""
    measured = view.state.measured
    if measured is None or not measured.pairs:
        return ""
    beside = pairs_beside(view)
    strange = len(measured.pairs) - len(beside)
    told = [view.words("overlay.pairs")] if beside else []
    return " ".join([*told, *([view.words("overlay.pairs_strange", n=strange)] if strange else [])])


def _curves(view: View) -> Sequence[MeasuredCurve]:
    return view.state.measured.curves if view.state.measured else ()


def _alone(view: View, target: int | None) -> Alone | None:
    """The model of a memory from the CPUs that are nearest to it."""
    machine = view.experiment.machine
    node = next((each for each in machine.nodes if each.id == target), None)
    start = nearest(machine, node) if node else None
    if start is None:
        return None
    return next((each for each in alone_from(machine, start) if each.target == target), None)


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
