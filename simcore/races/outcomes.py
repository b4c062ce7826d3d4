"""A race explored: schedules grouped by how they end. ``explore(race)`` is the way in.

Two schedules have the same outcome when policies, weights and pages are the same at the end and
every step of every actor was answered the same.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from simcore.errors import SpecError
from simcore.races.anomalies import Anomaly, Judge
from simcore.races.collecting import rarely
from simcore.races.document import Race
from simcore.races.graph import Edge, Graph, TooLarge, search_all, search_reduced
from simcore.races.plan import plan_of
from simcore.races.settings import final_state
from simcore.races.statekey import frozen
from simcore.races.states import Node, States
from simcore.races.ways import Schedule, count_ways, plainest, switches

__all__ = ("MAX_STATES", "MAX_TRANSITIONS", "Outcome", "Report", "StepAnswer", "explore")

MAX_STATES: Final = 50_000
"""States up to which every schedule is followed."""
MAX_TRANSITIONS: Final = 120_000
"""Steps up to which the reduced search goes on after that."""


@dataclass(frozen=True, slots=True)
class StepAnswer:
    """What one step of an actor was answered; ``part`` of ``parts`` where it was cut."""

    step: int
    part: int
    parts: int
    op: str
    ret: int | None
    errno: int | None
    signal: int | None
    answer: Mapping[str, Any]
    skipped: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A way in which the race can end.

    ``state`` holds policies, pages and weights; ``answers`` each actor's steps; ``schedules``
    how many schedules end so, ``schedule`` the plainest; ``serial_orders`` the orders in which
    the actors, each running whole, end so.
    """

    state: Mapping[str, Any]
    answers: Mapping[str, tuple[StepAnswer, ...]]
    schedules: int
    schedule: Schedule
    switches: int
    serial_orders: tuple[tuple[str, ...], ...]
    anomalies: tuple[Anomaly, ...]

    @property
    def serial(self) -> bool:
        """Whether running one actor after another can end so."""
        return bool(self.serial_orders)


@dataclass(frozen=True, slots=True)
class Report:
    """A race explored.

    ``schedules`` counts all schedules; without ``exact`` only independent steps that change
    places are left out of the counts, and every count is a lower bound.
    """

    race: Race
    outcomes: tuple[Outcome, ...]
    schedules: int
    exact: bool
    states: int
    transitions: int
    runs: int

    def plain(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        names = [actor.name for actor in self.race.actors]
        return {
            "title": self.race.title,
            "about": self.race.about,
            "actors": names,
            "schedules": self.schedules,
            "exact": self.exact,
            "states": self.states,
            "transitions": self.transitions,
            "outcomes": [_plain(outcome, names) for outcome in self.outcomes],
        }


def explore(
    race: Race, *, max_states: int = MAX_STATES, max_transitions: int = MAX_TRANSITIONS
) -> Report:
    """Every outcome, those of most schedules first.

    Above ``max_states`` schedules that differ by independent steps are left out; above
    ``max_transitions`` of what is left the race is refused. Raises SpecError.
    """
    states = States(plan_of(race))
    with rarely:
        try:
            graph = search_all(states, max_states)
        except TooLarge:
            graph = _reduced(states, max_transitions)
        return _Grouping(states, graph).report()


def _reduced(states: States, limit: int) -> Graph:
    try:
        return search_reduced(states, limit)
    except TooLarge:
        rule = f"take more than {limit} steps to explore: leave some out, or touch fewer pages"
        raise SpecError.at("/actors", rule) from None


class _Grouping:
    """The ends of a graph, grouped."""

    def __init__(self, states: States, graph: Graph) -> None:
        self.states = states
        self.graph = graph
        self.judge = Judge(states, graph.ends)
        self.ways = count_ways(graph)
        self.clean = count_ways(graph, avoid=self._half_made)
        self.paths = plainest(graph)
        self.odd_paths = plainest(graph, shows=self._half_made) if self._any_half_made() else {}
        self.state_keys: dict[int, Hashable] = {}
        self.serial: dict[Hashable, list[tuple[str, ...]]] = {}
        for run in self.judge.full_runs:
            names = tuple(states.plan.names[actor] for actor in run.order)
            self.serial.setdefault(self._key(run.end), []).append(names)

    def _half_made(self, node: Node, edge: Edge) -> bool:
        return self.judge.half_made(node, edge) is not None

    def _any_half_made(self) -> bool:
        return any(self.clean.get(end, 0) != self.ways[end] for end in self.graph.ends)

    def _key(self, end: Node) -> Hashable:
        """What makes two ends one outcome; histories hold the answers."""
        return self._state_key(end[0]), tuple(
            self.states.histories[history][1].answers for history in end[1:]
        )

    def _state_key(self, number: int) -> Hashable:
        if number not in self.state_keys:
            self.state_keys[number] = frozen(final_state(self.states.systems[number]))
        return self.state_keys[number]

    def report(self) -> Report:
        groups: dict[Hashable, list[Node]] = {}
        for end in self.graph.ends:
            groups.setdefault(self._key(end), []).append(end)
        outcomes = [self._outcome(key, ends) for key, ends in groups.items()]
        outcomes.sort(key=lambda each: (-each.schedules, each.switches, each.schedule))
        return Report(
            race=self.states.plan.race,
            outcomes=tuple(outcomes),
            schedules=sum(outcome.schedules for outcome in outcomes),
            exact=self.graph.complete,
            states=len(self.graph.edges),
            transitions=self.graph.transitions,
            runs=self.states.runs,
        )

    def _outcome(self, key: Hashable, ends: list[Node]) -> Outcome:
        schedule = _plainest_of(self.paths, ends)
        schedules = sum(self.ways[end] for end in ends)
        anomalies = [
            replace(anomaly, schedules=schedules, schedule=schedule)
            for anomaly in self.judge.of_end(ends[0])
        ]
        return Outcome(
            state=final_state(self.states.systems[ends[0][0]]),
            answers=self._answers(ends[0]),
            schedules=schedules,
            schedule=schedule,
            switches=switches(schedule),
            serial_orders=tuple(self.serial.get(key, ())),
            anomalies=(*anomalies, *self._placements(ends, schedules)),
        )

    def _placements(self, ends: list[Node], schedules: int) -> list[Anomaly]:
        """Half-made placements on the way to an outcome."""
        odd = schedules - sum(self.clean.get(end, 0) for end in ends)
        if not odd:
            return []
        schedule = _plainest_of(self.odd_paths, ends)
        node, edge = self._first_odd(schedule)
        page = self.judge.half_made(node, edge)
        assert page is not None
        names = self.states.plan.names
        values = {"actor": names[edge.actor], "region": page.region, "page": page.page}
        values |= {"node": page.node, "shares": page.shares, "half_done": self._half_done(node)}
        others = [name for name in self._half_done(node) if name != names[edge.actor]]
        sentence = (
            f"Page {page.page} of {page.region} went to node {page.node} by the weights "
            f"{page.shares}, while {' and '.join(others) or 'another actor'} was half done."
        )
        return [Anomaly("half_made_placement", sentence, values, odd, schedule)]

    def _first_odd(self, schedule: Schedule) -> tuple[Node, Edge]:
        node = self.states.root
        for actor in schedule:
            edge = Edge(actor, *self.states.follow(node, actor))
            if self._half_made(node, edge):
                return node, edge
            node = edge.target
        raise AssertionError("unreachable: the schedule was chosen because it shows one")

    def _half_done(self, node: Node) -> list[str]:
        plan = self.states.plan
        done = [len(self.states.histories[history][1].answers) for history in node[1:]]
        return [
            name
            for name, steps, atoms in zip(plan.names, done, plan.atoms, strict=True)
            if 0 < steps < len(atoms)
        ]

    def _answers(self, end: Node) -> dict[str, tuple[StepAnswer, ...]]:
        found: dict[str, tuple[StepAnswer, ...]] = {}
        for actor, atoms in enumerate(self.states.plan.atoms):
            numbers = self.states.histories[end[actor + 1]][1].answers
            found[self.states.plan.names[actor]] = tuple(
                StepAnswer(
                    step=atom.step,
                    part=atom.part,
                    parts=atom.parts,
                    op=atom.event.op,
                    ret=answer.ret,
                    errno=answer.errno,
                    signal=answer.signal,
                    answer=answer.answer,
                    skipped=answer.skipped,
                )
                for atom, answer in zip(
                    atoms, (self.states.answers[number] for number in numbers), strict=False
                )
            )
        return found


def _plainest_of(paths: Mapping[Node, Schedule], ends: Iterable[Node]) -> Schedule:
    found = [paths[end] for end in ends if end in paths]
    return min(found, key=lambda schedule: (switches(schedule), schedule))


def _plain(outcome: Outcome, names: list[str]) -> dict[str, Any]:
    return {
        "schedules": outcome.schedules,
        "serial_orders": [list(order) for order in outcome.serial_orders],
        "schedule": [names[actor] for actor in outcome.schedule],
        "switches": outcome.switches,
        "anomalies": [
            {
                "rule": anomaly.rule,
                "sentence": anomaly.sentence,
                "values": dict(anomaly.values),
                "schedules": anomaly.schedules,
                "schedule": [names[actor] for actor in anomaly.schedule],
            }
            for anomaly in outcome.anomalies
        ],
        "answers": {
            name: [_plain_answer(answer) for answer in answers]
            for name, answers in outcome.answers.items()
        },
        "state": dict(outcome.state),
    }


def _plain_answer(answer: StepAnswer) -> dict[str, Any]:
    plain = {name: getattr(answer, name) for name in StepAnswer.__dataclass_fields__}
    return {name: value for name, value in plain.items() if value not in (None, {})}
