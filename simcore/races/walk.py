"""A schedule walked: whose turn, which event, its answer, and what it changed, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simcore.races.document import Race
from simcore.races.plan import Atom, plan_of
from simcore.races.settings import final_state
from simcore.races.states import answer_of, issued
from simcore.result import EventResult
from simcore.spec.events import Event
from simcore.system import System, run_event, run_events

__all__ = ("Moment", "walk")


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of a schedule.

    ``event`` is None when the step was not issued; ``skipped`` says why. ``changes`` is pointer
    to (before, after); ``state`` what policies, pages and weights are after the step.
    """

    number: int
    actor: str
    step: int
    part: int
    parts: int
    event: Event | None
    skipped: str
    result: EventResult
    registers: Mapping[str, Mapping[str, Any]]
    state: Mapping[str, Any]

    @property
    def changes(self) -> Mapping[str, tuple[Any, Any]]:
        """What the step changed."""
        return self.result.changes

    def plain(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        result = self.result.model_dump(mode="json", exclude_defaults=True)
        event = self.event and self.event.model_dump(mode="json", by_alias=True)
        plain = {"number": self.number, "actor": self.actor, "step": self.step, "event": event}
        plain |= {"part": self.part, "parts": self.parts} if self.parts > 1 else {}
        plain |= {"skipped": self.skipped} if self.skipped else {}
        return plain | {"result": result, "state": dict(self.state)}


def walk(race: Race, schedule: Sequence[int]) -> tuple[Moment, ...]:
    """The steps of a schedule, given as places of actors in the race.

    It may end early, and does where a signal ends it. Raises ValueError for a turn of somebody
    who is not there or has no step left.
    """
    plan = plan_of(race)
    system = System.boot(race.experiment)
    for _ in run_events(system, race.experiment.events):
        pass
    walker = _Walker(system, [iter(atoms) for atoms in plan.atoms], [{} for _ in plan.atoms])
    moments: list[Moment] = []
    for number, actor in enumerate(schedule):
        if not 0 <= actor < len(plan.atoms):
            raise ValueError(f"turn {number}: there is no actor {actor}")
        atom = next(walker.left[actor], None)
        if atom is None:
            raise ValueError(f"turn {number}: {plan.names[actor]} has no step left")
        moments.append(walker.step(number, plan.names[actor], atom))
        if moments[-1].result.signal is not None:
            break
    return tuple(moments)


@dataclass(slots=True)
class _Walker:
    """A system under way, what is left of each actor's steps, and its registers."""

    system: System
    left: list[Any]
    registers: list[dict[str, Mapping[str, Any]]]

    def step(self, number: int, name: str, atom: Atom) -> Moment:
        registers = self.registers[atom.actor]
        event, why = issued(atom, registers)
        result = EventResult() if event is None else run_event(self.system, event)
        if atom.register is not None:
            kept = {} if event is None else answer_of(event, result).kept
            registers[atom.register] = kept
        return Moment(
            number=number,
            actor=name,
            step=atom.step,
            part=atom.part,
            parts=atom.parts,
            event=event,
            skipped=why,
            result=result,
            registers=dict(registers),
            state=final_state(self.system),
        )
