"""A race cut into what nothing can interrupt: one system call, one page fault, one sysfs write.

A touch of several pages becomes a fault for each page, in touch order; a write of several
weights or attribute bits becomes a write for each node.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simcore.pageranges import parse_pages
from simcore.races.document import Actor, Race, Step
from simcore.races.takes import Take
from simcore.spec.events import Event

__all__ = ("Atom", "Plan", "plan_of")


@dataclass(frozen=True, slots=True)
class Atom:
    """One uninterrupted step: whose, which of the actor's steps, and which part of that."""

    actor: int
    step: int
    part: int
    parts: int
    event: Event
    takes: Mapping[str, Take]
    register: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A race, and the atoms of each actor in order."""

    race: Race
    atoms: tuple[tuple[Atom, ...], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The actors' names."""
        return tuple(actor.name for actor in self.race.actors)


def plan_of(race: Race) -> Plan:
    """Cut every actor's steps into atoms."""
    return Plan(race, tuple(_atoms(i, actor) for i, actor in enumerate(race.actors)))


def _atoms(place: int, actor: Actor) -> tuple[Atom, ...]:
    atoms: list[Atom] = []
    for at, step in enumerate(actor.steps):
        events = _PARTS.get(step.event.op, _whole)(step)
        atoms += (
            Atom(place, at, part, len(events), event, step.takes, step.keep)
            for part, event in enumerate(events)
        )
    return tuple(atoms)


def _whole(step: Step) -> list[Event]:
    return [step.event]


def _pages(step: Step) -> list[Event]:
    event: Any = step.event
    pages = [page for part in parse_pages(event.pages) for page in part]
    return [event.model_copy(update={"pages": str(page)}) for page in pages]


def _nodes(step: Step) -> list[Event]:
    event: Any = step.event
    written = sorted(event.set.items(), key=lambda item: int(item[0]))
    return [event.model_copy(update={"set": dict([item])}) for item in written] or [event]


_PARTS: Mapping[str, Callable[[Step], list[Event]]] = {
    "touch": _pages,
    "weights": _nodes,
    "node_attribute": _nodes,
}
"""Events that are interrupted in the middle, and what they fall into."""
