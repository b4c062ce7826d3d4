"""An intent in every interface, measured: each is run and held against what was wanted.

What was wanted is the policy as v6 of the posted series can say it whole: it has a place for
everything. A home node of a whole task, which nothing can say, is given to every region.
Where an interface has one table of weights and several are wanted, the nearest is taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from simcore.errors import SpecError
from simcore.interfaces.acting import Acted, act, read_back, state_after
from simcore.interfaces.answers import Answer, Between, Comparison, Distance, Reading
from simcore.interfaces.distance import gb_per_s, pages_apart, pages_to_move
from simcore.interfaces.intent import Intent
from simcore.interfaces.linux import linux
from simcore.interfaces.plan import Ask, Plan, Step, Way
from simcore.interfaces.posted import mempolicy2
from simcore.interfaces.ways import WAYS
from simcore.kernel.profiles import profile_of
from simcore.spec import Experiment
from simcore.syscalls.calls import Status

__all__ = ("compare", "said_by")

_PARTS = ("mode", "flags", "nodes", "home_node", "weights")
"""The parts of a policy, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The intent, and its experiment under the wanted policy."""

    intent: Intent
    revision: str
    acted: Acted

    def distance(self, acted: Acted) -> Distance:
        apart, total = pages_apart(self.acted.result, acted.result)
        moves = pages_to_move(self.acted.result, acted.result)
        rate, wanted = gb_per_s(acted.result), gb_per_s(self.acted.result)
        percent = None if rate is None or not wanted else 100 * (rate / wanted - 1)
        return Distance(apart, moves, total, rate, percent)


def compare(intent: Intent, revision: str = "v6", ways: Sequence[Way] = WAYS) -> Comparison:
    """Every interface's answer to an intent. ``revision`` is the shape of the posted calls.

    Raises SpecError when even the posted calls refuse the wanted policy.
    """
    acted = _reference(intent)
    wanted = _Wanted(intent, revision, acted)
    pages = sum(region.pages for region in acted.result.regions.values())
    answers = tuple(_answer(way, wanted) for way in ways)
    return Comparison(intent, revision, pages, gb_per_s(acted.result), answers)


def _reference(intent: Intent) -> Acted:
    """The experiment with the wanted policy, by the calls of v6, else by those of Linux.

    Linux takes a combination of flags that was not there yet when v6 was posted.
    """
    own = intent.model_copy(update={"who": "self"})
    if intent.home_node is not None and not intent.ranges:
        own = own.model_copy(update={"ranges": intent.regions})
    ask = Ask(own, "v6", own.tables[0])
    first = act(own, "mempolicy2-v6", mempolicy2(ask).steps)
    if not first.refused:
        return first
    second = act(own, "linux-7.2", linux(ask).steps)
    if second.refused:
        raise SpecError.at("", f"no kernel takes such a policy: {first.refused[0]}")
    return second


def said_by(intent: Intent, way: str, revision: str = "v6") -> Experiment:
    """The intent's experiment with what an interface can say of it. Raises KeyError, SpecError."""
    chosen = {each.name: each for each in WAYS}[way]
    (answer,) = compare(intent, revision, (chosen,)).answers
    if answer.experiment is None:
        raise SpecError.at("", answer.errors[0])
    return answer.experiment


@dataclass(frozen=True, slots=True)
class _Try:
    """A plan that was run; no ``acted`` where its steps make no experiment."""

    plan: Plan
    acted: Acted | None
    refused: tuple[str, ...]

    def apart(self, wanted: _Wanted) -> float:
        return inf if self.acted is None else wanted.distance(self.acted).pages_elsewhere


def _answer(way: Way, wanted: _Wanted) -> Answer:
    """The answer; with one table of weights for everybody that of the nearest table."""
    intent, kernel = wanted.intent, _kernel(way, wanted)
    tables = intent.tables if way.one_table else intent.tables[:1]
    plans = (way.plan(Ask(intent, wanted.revision, table)) for table in tables)
    tries = [_Try(plan, *_tried(intent, kernel, plan.steps)) for plan in plans]
    best = min(tries, key=lambda each: each.apart(wanted))
    plan, acted = best.plan, best.acted
    states = _states(wanted, kernel, plan) if acted else []
    told = read_back(intent, acted, plan.reads) if acted else frozenset()
    return Answer(
        way=way,
        kernel=kernel,
        series=profile_of(kernel).source,
        steps=tuple(plan.steps),
        unsaid=tuple(plan.cannot),
        notes=tuple(plan.notes),
        errors=best.refused,
        reading=Reading(tuple(plan.reads), _untold(intent, told)),
        distance=wanted.distance(acted) if acted else None,
        nearest=states[-1][0] if states else "",
        between=tuple(_between(plan, states)),
        experiment=acted.experiment if acted else None,
    )


def _kernel(way: Way, wanted: _Wanted) -> str:
    """The experiment's own release for what is merged, else what the way asks for."""
    own = wanted.intent.experiment.kernel
    merged = way.status is Status.MERGED and profile_of(own).merged
    return own if merged else way.kernel(wanted.revision)


def _tried(
    intent: Intent, kernel: str, steps: Sequence[Step]
) -> tuple[Acted | None, tuple[str, ...]]:
    try:
        acted = act(intent, kernel, steps)
    except SpecError as error:
        return None, tuple(problem.detail for problem in error.problems[:1])
    return acted, tuple(Counter(acted.refused))


def _untold(intent: Intent, told: frozenset[str]) -> tuple[str, ...]:
    """The parts of the wanted policy that were not told."""
    asked = {"mode", "nodes"}
    asked |= {"flags"} if intent.flags else set()
    asked |= {"home_node"} if intent.home_node is not None else set()
    asked |= {"weights"} if intent.mode == "weighted_interleave" else set()
    return tuple(part for part in _PARTS if part in asked - told)


_State = tuple[str, int]


def _states(wanted: _Wanted, kernel: str, plan: Plan) -> list[_State]:
    """What is in force before the first step and after each, and the pages that it misplaces."""
    states: list[_State] = []
    for done in range(len(plan.steps) + 1):
        acted = act(wanted.intent, kernel, plan.steps[:done], workload=False)
        apart = wanted.distance(acted).pages_elsewhere
        states.append((state_after(wanted.intent, acted), apart))
    return states


def _between(plan: Plan, states: Sequence[_State]) -> list[Between]:
    """States that are neither the old one nor the new one, each after the step that makes it."""
    ends = {state for state, _ in (*states[:1], *states[-1:])}
    return [
        Between(done, plan.steps[done - 1].line, state, apart)
        for done, (state, apart) in enumerate(states)
        if state not in ends and state != states[done - 1][0]
    ]
