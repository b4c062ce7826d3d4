"""What may go wrong in a race, decided by rules that serial runs are the measure of.

- lost update: an actor said a value for a field, the call succeeded, and at the end the field
  has a value that it has in no serial run of this actor, and perhaps others, whose last actor
  meant to change the field.
- torn read: a read was answered what it is never answered when every other actor is whole or
  absent.
- half-made placement: a page was placed under policy and weights under which it never is when
  every other actor is whole or absent.
- mixed state: no update is lost, and yet all fields together are those of no serial run.

A serial run can lose an update, too: mbind() drops the home node that another actor set.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from simcore.races.graph import Edge
from simcore.races.serial import SerialRun, Views, serial_runs, whole_views
from simcore.races.settings import Cuts, Setting, cuts_of, layout_of, settings_of, written
from simcore.races.states import Answer, Node, Placed, States, issued

__all__ = ("RULES", "Anomaly", "Judge")

RULES: Mapping[str, str] = {
    "lost_update": "An update is gone, and nobody who came later meant to change that field.",
    "torn_read": "A read shows a state that no actor left behind.",
    "half_made_placement": "A page was placed under settings that were only half made.",
    "mixed_state": "The settings at the end are those of no order of the actors.",
}
"""Every rule with its sentence."""

_READS = frozenset({"get_mempolicy", "get_mempolicy2", "mems_allowed", "readweights"})
"""Steps that read settings."""


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Something that went wrong: the rule, a sentence, and the values that it names.

    ``schedules`` is how many of the outcome's schedules show it; ``schedule`` the plainest.
    """

    rule: str
    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)
    schedules: int = 0
    schedule: tuple[int, ...] = ()


class Judge:
    """Decides over ends and steps of one race."""

    def __init__(self, states: States, ends: Iterable[Node]) -> None:
        self.states = states
        self.runs: list[SerialRun] = serial_runs(states)
        numbers = {end[0] for end in ends} | {run.end[0] for run in self.runs}
        self._cuts: Cuts = cuts_of(states.systems[number] for number in sorted(numbers))
        self._views: dict[int, Views] = {}
        self._settings: dict[int, dict[Setting, Hashable]] = {}
        self._fair_values: dict[tuple[int, Setting], list[Hashable]] = {}
        self._said: dict[tuple[int, Hashable], set[Setting]] = {}
        self._layouts: dict[int, Hashable] = {}

    def views(self, actor: int) -> Views:
        """What an actor sees of whole actors."""
        if actor not in self._views:
            self._views[actor] = whole_views(self.states, actor)
        return self._views[actor]

    @cached_property
    def full_runs(self) -> list[SerialRun]:
        """Serial runs of all actors."""
        return [run for run in self.runs if len(run.order) == len(self.states.plan.atoms)]

    def half_made(self, node: Node, edge: Edge) -> Placed | None:
        """The first page that a step placed under settings that nobody left behind."""
        if not edge.move.placed:
            return None
        step = len(self.states.histories[node[edge.actor + 1]][1].answers)
        known = self.views(edge.actor).rules.get(step)
        if known is None:  # whole actors never let it come so far: there is no measure
            return None
        return next((page for page in edge.move.placed if page.ruled_by not in known), None)

    def of_end(self, end: Node) -> list[Anomaly]:
        """Anomalies that follow from the end alone; where a signal cut it short, from answers."""
        if not self._through(end):
            return self._torn(end)
        lost = self._lost(end)
        return [*lost, *self._torn(end), *([] if lost else self._mixed(end))]

    def _through(self, end: Node) -> bool:
        """Whether everybody did all steps."""
        return all(self.states.next_atom(history) is None for history in end[1:])

    def settings(self, node: Node) -> dict[Setting, Hashable]:
        """All fields of a state."""
        known = self._settings.get(node[0])
        if known is None:
            known = settings_of(self.states.systems[node[0]], self._cuts)
            self._settings[node[0]] = known
        return known

    def _lost(self, end: Node) -> list[Anomaly]:
        final = self.settings(end)
        found: dict[tuple[int, str, str, str], Anomaly] = {}
        for actor in range(len(self.states.plan.atoms)):
            for setting in sorted(self._gone(end, actor)):
                key = (actor, setting.kind, setting.name, setting.field)
                fair = self._fair(actor, setting)
                found.setdefault(key, self._lost_update(actor, setting, fair, final))
        return list(found.values())

    def _gone(self, end: Node, actor: int) -> Iterator[Setting]:
        """Fields that an actor said a value for, with a value at the end that is not fair."""
        final = self.settings(end)
        for setting in self.said(end, actor):
            fair = self._fair(actor, setting)
            if fair and setting in final and final[setting] not in fair:
                yield setting

    def _fair(self, actor: int, setting: Setting) -> list[Hashable]:
        """Values that serial runs of the actor leave, whose last actor meant the field."""
        if (actor, setting) not in self._fair_values:
            self._fair_values[actor, setting] = [
                self.settings(run.end).get(setting)
                for run in self.runs
                if actor in run.order and setting in self.said(run.end, run.order[-1])
            ]
        return self._fair_values[actor, setting]

    def _lost_update(
        self,
        actor: int,
        setting: Setting,
        fair: list[Hashable],
        final: Mapping[Setting, Hashable],
    ) -> Anomaly:
        name = self.states.plan.names[actor]
        wanted, left = _shown(fair[0]), _shown(final[setting])
        where = _where(setting)
        sentence = (
            f"{name} set {where} to {wanted}; at the end it is {left}, and nobody meant that."
        )
        values: dict[str, Any] = {"actor": name, "field": setting.field, "kind": setting.kind}
        values |= {"name": setting.name, "wanted": wanted, "left": left, "first": setting.first}
        return Anomaly("lost_update", sentence, values)

    def _torn(self, end: Node) -> list[Anomaly]:
        torn: list[Anomaly] = []
        for actor, own in enumerate(self.states.plan.atoms):
            answers = self.states.histories[end[actor + 1]][1].answers
            for step, number in enumerate(answers):
                event = own[step].event
                known = self.views(actor).answers.get(step)
                if event.op in _READS and known is not None and number not in known:
                    torn.append(self._torn_read(actor, step, self.states.answers[number]))
        return torn

    def _torn_read(self, actor: int, step: int, answer: Answer) -> Anomaly:
        name, atom = self.states.plan.names[actor], self.states.plan.atoms[actor][step]
        whole = [self.states.answers[number].answer for number in self.views(actor).answers[step]]
        odd = {
            key: value
            for key, value in answer.answer.items()
            if all(other.get(key) != value for other in whole)
        }
        read = (f"{key} {_shown(value)}" for key, value in (odd or answer.answer).items())
        told = ", ".join(read) or f"errno {answer.errno}"
        sentence = f"{name} read {told}: no actor left such a state behind."
        values = {"actor": name, "op": atom.event.op, "step": atom.step, "answer": told}
        return Anomaly("torn_read", sentence, values)

    def _mixed(self, end: Node) -> list[Anomaly]:
        final = self.settings(end)
        serial = [self.settings(run.end) for run in self.full_runs]
        if final in serial:
            return []
        odd = sorted(
            setting
            for setting in final
            if any(values.get(setting) != final[setting] for values in serial)
        )
        shown = [f"{_where(setting)} is {_shown(final[setting])}" for setting in odd]
        sentence = f"{', '.join(shown)}: no order of the actors leaves that."
        return [Anomaly("mixed_state", sentence, {"settings": shown})]

    def said(self, end: Node, actor: int) -> set[Setting]:
        """Fields that an actor said a value for, in calls that succeeded."""
        key = (end[actor + 1], self._layout(end[0]))
        if key not in self._said:
            self._said[key] = self._fields_said(end, actor)
        return self._said[key]

    def _layout(self, number: int) -> Hashable:
        """Where a system has which memory: all that it takes to know which part is meant."""
        if number not in self._layouts:
            self._layouts[number] = layout_of(self.states.systems[number])
        return self._layouts[number]

    def _fields_said(self, end: Node, actor: int) -> set[Setting]:
        said: set[Setting] = set()
        registers: dict[str, Mapping[str, Any]] = {}
        system = self.states.systems[end[0]]
        answers = self.states.histories[end[actor + 1]][1].answers
        for atom, number in zip(self.states.plan.atoms[actor], answers, strict=False):
            answer = self.states.answers[number]
            event, _ = issued(atom, registers)
            if event is not None and answer.succeeded:
                said |= written(atom, event, system, self._cuts)
            if atom.register is not None:
                registers[atom.register] = answer.kept
        wanted = self.states.plan.race.actors[actor].intent.fields
        return {each for each in said if wanted is None or each.field in wanted}


_NAMES: Mapping[str, str] = {
    "mode": "the mode",
    "flags": "the flags",
    "nodes": "the nodes",
    "home_node": "the home node",
    "weights": "the weights",
    "cpu_node": "the CPU's node",
    "mems_allowed": "the allowed nodes",
}


def _where(setting: Setting) -> str:
    """A field in words."""
    if setting.kind in ("weight", "attribute"):
        return f"the {setting.kind} of node {setting.name}"
    of = "task " if setting.kind == "task" else ""
    part = f" from page {setting.first} on" if setting.first else ""
    return f"{_NAMES[setting.field]} of {of}{setting.name}{part}"


def _shown(value: Any) -> str:
    if value is None or value in ((), ""):
        return "none"
    if isinstance(value, Mapping):
        return " ".join(f"{key}:{inner}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
