"""The best weights as words, tables and figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.present import text
from app.present.figures.frontier import frontier_figure
from app.present.figures.landscape import slices_figure, ternary_figure
from app.present.figures.room import room_figure
from app.present.figures.shifts import shifts_figure
from app.present.kinds import node_label
from app.present.tables import Table
from simcore.search import Advice, Compromise, Point, Rival, Shift, Spot
from simcore.spec.experiment import Experiment

__all__ = ("Around", "advice_payload")

_RIVALS = {
    "plain": "plain interleave",
    "proportional": "by bandwidth, rounded by hand",
    "auto": "the kernel's auto mode (6.16 and newer)",
    "attribute": "attribute flags (a reading, never specified)",
    "dram": "one DRAM node alone",
    "single": "the best single node",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What lies around the best; empty where a search for it would take too long."""

    nodes: Sequence[int] = ()
    grid: Sequence[Spot] = ()
    slices: Sequence[Sequence[Spot]] = ()
    latency: Sequence[Point] = ()
    room: Sequence[Point] = ()
    room_node: int = 0
    shifts: Sequence[Shift] = ()
    together: Compromise | None = None


def advice_payload(experiment: Experiment, advice: Advice, around: Around) -> dict[str, Any]:
    """Plain data for the API and the page."""
    made = {
        "rivals": _rivals(advice),
        "near": _near(advice),
        "room": _room(around),
        "latency": _latency(around),
        "sensitivity": _shifts(experiment, around),
        "tasks": _tasks(around),
        "landscape": _landscape(around),
    }
    kinds = {node.id: node.kind for node in experiment.machine.nodes}
    figures = {
        "room": room_figure(around.room, around.room_node),
        "frontier": frontier_figure(around.latency),
        "shifts": shifts_figure(around.shifts),
        "ternary": ternary_figure(around.grid, around.nodes),
        "slices": slices_figure(around.slices, [(node, kinds[node]) for node in around.nodes]),
    }
    return {
        "verdict": advice.verdict,
        "text": advice.text,
        "commands": list(advice.commands),
        "weights": {str(node): weight for node, weight in advice.findings.used.items()},
        "gb_per_s": advice.findings.gb_per_s,
        "gb_per_s_band": advice.findings.band,
        "tables": {name: table.plain() for name, table in made.items() if table.rows},
        "figures": {name: figure for name, figure in figures.items() if figure is not None},
        "summaries": _summaries(around),
    }


def _summaries(around: Around) -> dict[str, str]:
    """Each figure in one sentence."""
    said: dict[str, str] = {}
    if around.room:
        most = max(around.room, key=lambda point: point.share)
        least = min(around.room, key=lambda point: point.share)
        said["room"] = (
            f"With {text.percent(least.share)} of the pages on node {around.room_node}"
            f" {text.gb_per_s(least.gb_per_s)} GB/s are left of the"
            f" {text.gb_per_s(most.gb_per_s)} with {text.percent(most.share)}."
        )
    if around.latency:
        fast, quick = around.latency[0], around.latency[-1]
        said["frontier"] = (
            f"{_weights(fast.weights)} gives most, {text.gb_per_s(fast.gb_per_s)} GB/s;"
            f" {_weights(quick.weights)} answers soonest, in {quick.latency_ns:.0f} ns."
        )
    if around.shifts:
        worst = max(around.shifts, key=lambda shift: shift.loss_percent)
        said["shifts"] = (
            f"Keeping the weights loses at most {worst.loss_percent:.1f} % when one bandwidth"
            " is 10 % off."
        )
    if around.grid:
        best = max(around.grid, key=lambda spot: spot.gb_per_s)
        said["ternary"] = (
            f"Of {len(around.grid)} ratios {_weights(best.weights)} is the fastest,"
            f" {text.gb_per_s(best.gb_per_s)} GB/s; the ring marks it."
        )
    if around.slices:
        said["slices"] = "Each line varies the weight of one node and holds the others at the best."
    return said


def _weights(weights: Sequence[int]) -> str:
    return text.ratio(list(weights))


def _row(rival: Rival) -> tuple[str, str, str, str]:
    return (
        _RIVALS.get(rival.name, rival.name),
        _weights(rival.weights),
        text.gb_per_s(rival.gb_per_s),
        f"{rival.below_percent:.1f}",
    )


def _rivals(advice: Advice) -> Table:
    best = advice.findings.best
    first = ("the best there is", _weights(best.weights), text.gb_per_s(best.gb_per_s), "0.0")
    return Table(
        "The best weights and others",
        ("choice", "weights", "GB/s", "% below"),
        (first, *(_row(rival) for rival in advice.findings.rivals)),
        (False, False, True, True),
    )


def _near(advice: Advice) -> Table:
    return Table(
        "Neighbours of the advised weights",
        ("choice", "weights", "GB/s", "% below"),
        tuple(_row(rival) for rival in advice.findings.near),
        (False, False, True, True),
    )


def _points(points: Sequence[Point], share: bool) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            _weights(point.weights),
            text.gb_per_s(point.gb_per_s),
            text.nanoseconds(point.latency_ns),
            *((text.percent(point.share),) if share else ()),
        )
        for point in points
    )


def _room(around: Around) -> Table:
    return Table(
        f"Bandwidth against room kept free on node {around.room_node}",
        ("weights", "GB/s", "ns", f"pages on node {around.room_node}"),
        _points(around.room, share=True),
        (False, True, True, True),
    )


def _latency(around: Around) -> Table:
    return Table(
        "Bandwidth against mean latency",
        ("weights", "GB/s", "ns"),
        _points(around.latency, share=False),
        (False, True, True),
    )


def _shifts(experiment: Experiment, around: Around) -> Table:
    kinds = {node.id: node.kind for node in experiment.machine.nodes}
    return Table(
        "If a bandwidth is 10 % off",
        ("node", "off by", "best weights", "GB/s", "lost by not changing, %"),
        tuple(
            (
                node_label(shift.node, kinds[shift.node]),
                f"{(shift.factor - 1) * 100:+.0f} %",
                _weights(shift.weights),
                text.gb_per_s(shift.gb_per_s),
                f"{shift.loss_percent:.1f}",
            )
            for shift in around.shifts
        ),
        (False, True, False, True, True),
    )


def _landscape(around: Around) -> Table:
    """The grid's fastest ratios, or all slices."""
    spots = sorted(around.grid, key=lambda spot: -spot.gb_per_s)[:40]
    spots += [spot for line in around.slices for spot in line]
    rows = tuple((_weights(spot.weights), text.gb_per_s(spot.gb_per_s)) for spot in spots)
    return Table("Rates around the best weights", ("weights", "GB/s"), rows, (False, True))


def _tasks(around: Around) -> Table:
    choices = around.together.tasks if around.together else ()
    return Table(
        "One set of weights for all tasks against weights of their own",
        ("task", "own weights", "GB/s with them", "GB/s with one set", "lost, %"),
        tuple(
            (
                choice.task,
                _weights(choice.weights),
                text.gb_per_s(choice.local_gb_per_s),
                text.gb_per_s(choice.global_gb_per_s),
                f"{choice.loss_percent:.1f}",
            )
            for choice in choices
        ),
        (False, False, True, True, True),
    )
