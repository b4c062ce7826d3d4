"""States of a race and the moves between them; each move is computed once.

A state is a system (by number) and what each actor was answered so far (by number); the second
also says how far the actor is and what its registers hold. What a step does to a system does
not depend on what anybody remembers, so systems and histories are kept apart: many states share
one run of the engine.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from simcore.errors import SpecError, pointer
from simcore.placement.choose import Placing
from simcore.races.plan import Atom, Plan
from simcore.races.statekey import MAX_PARTS, Asked, asked_by, frozen, size_of, state_key
from simcore.races.takes import Untakable, fill
from simcore.result import EventResult
from simcore.spec.events import Event
from simcore.system import System, run_event
from simcore.system.clone import clone

__all__ = ("Answer", "History", "Move", "Node", "Placed", "States", "answer_of", "issued")

Node = tuple[int, ...]
"""A state: the number of its system, then the number of each actor's history."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a step gave back; ``skipped`` says why it was not issued."""

    ret: int | None = None
    errno: int | None = None
    signal: int | None = None
    answer: Mapping[str, Any] = field(default_factory=dict)
    skipped: str | None = None

    @property
    def key(self) -> Hashable:
        """The same as a hashable value."""
        return self.ret, self.errno, self.signal, frozen(self.answer), self.skipped

    @property
    def succeeded(self) -> bool:
        """Whether the call was issued and not refused."""
        return self.skipped is None and self.errno is None and self.signal is None

    @property
    def kept(self) -> dict[str, Any]:
        """What a register holds of it; nothing after a call that failed."""
        return {**self.answer, "ret": self.ret} if self.succeeded else {}


@dataclass(frozen=True, slots=True)
class Placed:
    """A page that a step brought in, and everything that decided where it may lie."""

    region: str
    page: int
    node: int
    ruled_by: Hashable
    shares: str
    """The weights of the nodes that pages were spread over."""


@dataclass(frozen=True, slots=True)
class Move:
    """What a step does: the system after it, its answer, the pages it placed."""

    target: int
    answer: int
    ended: bool = False
    """Whether a signal ended the race."""
    placed: tuple[Placed, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """An actor's past: answers (by number) and what its registers hold."""

    answers: tuple[int, ...] = ()
    registers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class States:
    """All systems, answers and histories that were come to so far."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.systems: list[System] = []
        self.answers: list[Answer] = []
        self.histories: list[tuple[int, History]] = []
        self.runs = 0
        """How often the engine ran a step."""
        self._system_ids: dict[Hashable, int] = {}
        self._answer_ids: dict[Hashable, int] = {}
        self._history_ids: dict[tuple[int, int, int], int] = {}
        self._moves: dict[tuple[int, int], Move] = {}
        self._events: dict[int, tuple[int, Event | None, str]] = {}
        self._event_ids: dict[Hashable, int] = {}
        events = [atom.event for own in plan.atoms for atom in own]
        experiment = plan.race.experiment
        self.asked: Asked = asked_by(experiment.machine, [*experiment.events, *events])
        self.root: Node = self._root()

    def _root(self) -> Node:
        system = System.boot(self.plan.race.experiment)
        for place, event in enumerate(self.plan.race.experiment.events):
            if run_event(system, event).signal is not None:
                where = pointer("experiment", "events", place)
                raise SpecError.at(where, "ends in a signal: nobody is left to race")
        if size_of(system) > MAX_PARTS:
            rule = f"leave more than {MAX_PARTS} regions, policies and runs of pages behind"
            raise SpecError.at("/experiment/events", rule)
        for actor in range(len(self.plan.atoms)):
            self.histories.append((actor, History()))
        return (self._system(system), *range(len(self.plan.atoms)))

    def next_atom(self, history: int) -> Atom | None:
        """What an actor does next, None when it is through."""
        actor, past = self.histories[history]
        own = self.plan.atoms[actor]
        return own[len(past.answers)] if len(past.answers) < len(own) else None

    def event(self, history: int) -> tuple[int, Event | None, str]:
        """The next event of an actor with its number; None and the reason if it has to pass."""
        known = self._events.get(history)
        if known is None:
            known = self._events[history] = self._resolved(history)
        return known

    def _resolved(self, history: int) -> tuple[int, Event | None, str]:
        atom = self.next_atom(history)
        assert atom is not None
        event, why = issued(atom, self.histories[history][1].registers)
        taken = event and tuple(frozen(getattr(event, n, None)) for n in sorted(atom.takes))
        key = (atom.actor, atom.step, atom.part, taken, why)
        return self._event_ids.setdefault(key, len(self._event_ids)), event, why

    def move(self, system: int, history: int) -> Move:
        """What the next step of an actor does to a system."""
        number, event, why = self.event(history)
        known = self._moves.get((system, number))
        if known is None:
            known = self._moved(system, event, why)
            self._moves[system, number] = known
        return known

    def _moved(self, number: int, event: Event | None, why: str) -> Move:
        if event is None:
            return Move(number, self._answer(Answer(skipped=why)))
        before = self.systems[number]
        after = clone(before)
        self.runs += 1
        result = run_event(after, event)
        answer = self._answer(answer_of(event, result))
        placed = tuple(_placed(before, after, event))
        return Move(self._system(after), answer, result.signal is not None, placed)

    def follow(self, node: Node, actor: int) -> tuple[Move, Node]:
        """The move of an actor, and the state after it. A signal ends everybody's steps."""
        history = node[actor + 1]
        move = self.move(node[0], history)
        after = list(node)
        after[0] = move.target
        after[actor + 1] = self._history(history, move.answer)
        return move, tuple(after)

    def _history(self, history: int, answer: int) -> int:
        key = (history, answer, 0)
        known = self._history_ids.get(key)
        if known is None:
            known = self._history_ids[key] = len(self.histories)
            self.histories.append(self._longer(history, answer))
        return known

    def _longer(self, history: int, answer: int) -> tuple[int, History]:
        actor, past = self.histories[history]
        atom = self.next_atom(history)
        assert atom is not None
        registers = past.registers
        if atom.register is not None:
            registers = {**registers, atom.register: self.answers[answer].kept}
        return actor, History((*past.answers, answer), registers)

    def _system(self, system: System) -> int:
        key = state_key(system, self.asked)
        known = self._system_ids.get(key)
        if known is None:
            known = self._system_ids[key] = len(self.systems)
            self.systems.append(system)
        return known

    def _answer(self, answer: Answer) -> int:
        known = self._answer_ids.get(answer.key)
        if known is None:
            known = self._answer_ids[answer.key] = len(self.answers)
            self.answers.append(answer)
        return known


def issued(atom: Atom, registers: Mapping[str, Mapping[str, Any]]) -> tuple[Event | None, str]:
    """The event that an atom issues; None and the reason when it cannot issue any."""
    try:
        return fill(atom.event, atom.takes, registers), ""
    except Untakable as error:
        return None, str(error)


def answer_of(event: Event, result: EventResult) -> Answer:
    """What the caller learns. A write to sysfs tells only how much was written."""
    known = {} if event.op == "sysfs_write" else result.answer
    return Answer(result.ret, result.errno, result.signal, known)


_PLACING_OPS = frozenset({"touch", "step", "pwrite", "get_node"})


def _placed(before: System, after: System, event: Any) -> list[Placed]:
    """Pages of the event's region that were not there before."""
    if event.op not in _PLACING_OPS:
        return []
    had, has = before.regions[event.id].map, after.regions[event.id].map
    placed: list[Placed] = []
    for segment in has:
        for first, count in _new_runs(had, segment.first, segment.end):
            part = segment.cut(first, first + count)
            decision = after.causes[segment.cause]
            if part.node_of(first) >= 0 and isinstance(decision, Placing):
                ruled_by = (decision.pattern, frozen(dict(decision.orders)))
                node, text = part.node_of(first), _shares(decision)
                placed.append(Placed(event.id, first, node, ruled_by, text))
    return placed


def _shares(decision: Placing) -> str:
    """Nodes that a decision spreads pages over, with their weights: 0:4 1:1."""
    return " ".join(f"{node}:{share}" for node, share in decision.pattern.share.items())


def _new_runs(had: Any, first: int, end: int) -> list[tuple[int, int]]:
    """Parts of [first, end) that held no page on a node."""
    at, new = first, []
    for node, count in had.runs(first, end - first):
        if node < 0:
            new.append((at, count))
        at += count
    return new
