"""The best weights as words, tables and figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.present import text
from app.present.advised import expected, paragraph, surroundings, verdict
from app.present.figures.frontier import frontier_figure
from app.present.figures.landscape import slices_figure, ternary_figure
from app.present.figures.room import room_figure
from app.present.figures.shifts import shifts_figure
from app.present.home.numactl import needs, numactl_command, pinned
from app.present.home.programs import names, programs
from app.present.home.start import main_task, program_cpus, threads_told
from app.present.home.weights import writes
from app.present.kinds import node_label
from app.present.tables import Table
from app.words import Words
from simcore.nodemask import NodeMask
from simcore.search import (
    Advice,
    Compromise,
    Findings,
    Point,
    Rate,
    Rival,
    Shift,
    Spot,
    distance_percent,
)
from simcore.spec.experiment import Experiment

__all__ = ("Around", "advice_payload")

_UNITS = ("GB/s", "ns")


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What lies around the best; empty where a search for it would take too long."""

    nodes: Sequence[int] = ()
    grid: Sequence[Spot] = ()
    slices: Sequence[Sequence[Spot]] = ()
    centre: Sequence[int] = ()
    latency: Sequence[Point] = ()
    room: Sequence[Point] = ()
    room_node: int = 0
    shifts: Sequence[Shift] = ()
    together: Compromise | None = None


def advice_payload(
    experiment: Experiment, advice: Advice, around: Around, words: Words
) -> dict[str, Any]:
    """Plain data for the API and the page."""
    found, tell = advice.findings, _Teller(experiment, advice.findings, around, words)
    made = tell.tables()
    kinds = {node.id: node.kind for node in experiment.machine.nodes}
    rate = found.now if found.stays and found.now else Rate(found.gb_per_s, *found.band)
    figures = {
        "room": room_figure(around.room, around.room_node, words),
        "frontier": frontier_figure(around.latency, around.room[:1], words),
        "shifts": shifts_figure(around.shifts, words),
        "ternary": ternary_figure(around.grid, around.nodes, words),
        "slices": slices_figure(
            around.slices, [(node, kinds[node]) for node in around.nodes], words
        ),
    }
    return {
        "verdict": verdict(found, words),
        "expected": expected(found, words),
        "surroundings": surroundings(found, words),
        "text": paragraph(found, words),
        "commands": _commands(experiment, found),
        "weights": {} if found.stays else {str(n): weight for n, weight in found.used.items()},
        "gb_per_s": rate.expected,
        "gb_per_s_band": (rate.low, rate.high),
        "tables": {name: table.plain() for name, table in made.items() if table.rows},
        "figures": {name: figure for name, figure in figures.items() if figure is not None},
        "summaries": _summaries(found, around, words),
    }


def _commands(experiment: Experiment, found: Findings) -> list[str]:
    """What to type for the advised weights, in the form of the output to take home."""
    if found.stays:
        return []
    nodes, weights = NodeMask.of(found.used), set(found.used.values())
    alike = "bind" if len(found.used) == 1 else "interleave"
    mode = "weighted_interleave" if len(weights) > 1 else alike
    lines = writes(found.used) if len(weights) > 1 else []
    started = [*programs(experiment, main_task(experiment))]
    at_once = ["# the rate is of all these programs at once:"] if len(started) > 1 else []
    for first, *others in started:
        command = pinned(program_cpus(experiment, first)) + numactl_command(mode, (), nodes)
        app = f"   # {names([first, *others])}" if len(started) > 1 else ""
        at_once += [command + app, *threads_told(experiment, first, "numactl")]
    return [*lines, *needs(mode), *at_once]


def _summaries(found: Findings, around: Around, say: Words) -> dict[str, str]:
    """Each figure in one sentence."""
    said: dict[str, str] = {}
    if around.room:
        most = max(around.room, key=lambda point: point.share)
        least = min(around.room, key=lambda point: point.share)
        said["room"] = say(
            "best.says_room",
            least_share=text.percent(least.share, say),
            node=around.room_node,
            least=text.gb_per_s(least.gb_per_s, say),
            most=text.gb_per_s(most.gb_per_s, say),
            most_share=text.percent(most.share, say),
        )
    if around.latency:
        fast, quick = around.latency[0], around.latency[-1]
        said["frontier"] = say(
            "best.says_frontier",
            fast=text.ratio(fast.weights),
            rate=text.gb_per_s(fast.gb_per_s, say),
            quick=text.ratio(quick.weights),
            latency=text.nanoseconds(quick.latency_ns),
        )
    if around.shifts:
        worst = max(shift.loss_percent for shift in around.shifts)
        kept, loss = text.ratio(found.weights), text.decimal(worst, ".1f", say)
        said["shifts"] = say("best.says_shifts", weights=kept, loss=loss)
    if around.grid:
        best = max(around.grid, key=lambda spot: spot.gb_per_s)
        rate, weights = text.gb_per_s(best.gb_per_s, say), text.ratio(best.weights)
        said["ternary"] = say("best.says_ternary", n=len(around.grid), weights=weights, rate=rate)
    if around.slices:
        said["slices"] = say("best.says_slices", weights=text.ratio(around.centre))
    return said


@dataclass(frozen=True, slots=True)
class _Teller:
    """The tables of an advice in one language."""

    experiment: Experiment
    findings: Findings
    around: Around
    words: Words

    def tables(self) -> dict[str, Table]:
        """All tables by name; some have no rows."""
        return {
            "rivals": self._rivals(),
            "near": self._compared("best.near", self.findings.near),
            "room": self._room(),
            "latency": self._latency(),
            "sensitivity": self._shifts(),
            "tasks": self._tasks(),
            "landscape": self._landscape(),
        }

    def _rate(self, rate: float) -> str:
        return text.gb_per_s(rate, self.words)

    def _tenths(self, percent: float) -> str:
        return text.decimal(percent, ".1f", self.words)

    def _below(self, percent: float) -> str:
        """Tenths; what is less, though not nothing, is told so."""
        return f"<\u202f{self._tenths(0.1)}" if 0.0 < percent < 0.05 else self._tenths(percent)

    def _heads(self, *names: str) -> tuple[str, ...]:
        """Heads by their words; units stand for themselves."""
        return tuple(
            name if name in _UNITS else self.words(f"best.{name}", node=self.around.room_node)
            for name in names
        )

    def _compared(self, caption: str, rivals: Sequence[Rival]) -> Table:
        rows = tuple(
            (
                self.words(f"best.rival_{rival.name}"),
                text.ratio(rival.weights) or "–",
                self._rate(rival.gb_per_s),
                self._below(rival.below_percent),
            )
            for rival in rivals
        )
        head = self._heads("choice", "weights", "GB/s", "below")
        return Table(self.words(caption), head, rows, (False, False, True, True))

    def _rivals(self) -> Table:
        best = self.findings.best
        below = distance_percent(best.gb_per_s, self.findings.most_gb_per_s)
        first = Rival(
            name="best", weights=best.weights, gb_per_s=best.gb_per_s, below_percent=below
        )
        others = self.findings.rivals
        if self.findings.stays:
            others = tuple(rival for rival in others if rival.name != "advised")
        return self._compared("best.rivals", (first, *others))

    def _points(self, points: Sequence[Point], *, share: bool) -> tuple[tuple[str, ...], ...]:
        return tuple(
            (
                text.ratio(point.weights),
                self._rate(point.gb_per_s),
                text.nanoseconds(point.latency_ns),
                *((text.percent(point.share, self.words),) if share else ()),
            )
            for point in points
        )

    def _room(self) -> Table:
        return Table(
            self.words("best.room_on", node=self.around.room_node),
            self._heads("weights", "GB/s", "ns", "pages_on"),
            self._points(self.around.room, share=True),
            (False, True, True, True),
        )

    def _latency(self) -> Table:
        return Table(
            self.words("best.latency"),
            self._heads("weights", "GB/s", "ns"),
            self._points(self.around.latency, share=False),
            (False, True, True),
        )

    def _shifts(self) -> Table:
        kinds = {node.id: node.kind for node in self.experiment.machine.nodes}
        return Table(
            self.words("findings.shifts"),
            self._heads("node", "off_by", "best_weights", "GB/s", "lost_by_keeping"),
            tuple(
                (
                    node_label(shift.node, kinds[shift.node], self.words),
                    f"{text.signed((shift.factor - 1) * 100, '.0f')}{text.THIN}%",
                    text.ratio(shift.weights),
                    self._rate(shift.gb_per_s),
                    self._tenths(shift.loss_percent),
                )
                for shift in self.around.shifts
            ),
            (False, True, False, True, True),
        )

    def _landscape(self) -> Table:
        """The grid's fastest ratios, or all slices."""
        spots = sorted(self.around.grid, key=lambda spot: -spot.gb_per_s)[:40]
        spots += [spot for line in self.around.slices for spot in line]
        rows = tuple((text.ratio(spot.weights), self._rate(spot.gb_per_s)) for spot in spots)
        head = self._heads("weights", "GB/s")
        return Table(self.words("best.landscape"), head, rows, (False, True))

    def _tasks(self) -> Table:
        together = self.around.together
        return Table(
            self.words("best.together"),
            self._heads("task", "own", "with_own", "with_one", "lost"),
            tuple(
                (
                    choice.task,
                    text.ratio(choice.weights),
                    self._rate(choice.local_gb_per_s),
                    self._rate(choice.global_gb_per_s),
                    self._tenths(choice.loss_percent),
                )
                for choice in (together.tasks if together else ())
            ),
            (False, False, True, True, True),
        )
