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
from typing import Any

from simcore.errors import SpecError
from simcore.interfaces.acting import Acted, act, read_back, state_after
from simcore.interfaces.distance import gb_per_s, pages_apart
from simcore.interfaces.intent import Intent
from simcore.interfaces.linux import linux
from simcore.interfaces.plan import Ask, Plan, Reason, Step, Way
from simcore.interfaces.posted import mempolicy2
from simcore.interfaces.ways import WAYS
from simcore.kernel.profiles import profile_of
from simcore.syscalls.calls import Status
from simcore.syscalls.structs import LAYOUTS

__all__ = ("Answer", "Between", "Comparison", "Distance", "ReadBack", "compare")

NOT_TOLD = ("mode", "flags", "nodes", "home_node", "weights")
"""The parts of a policy, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Distance:
    """How far the nearest policy is from the wanted one: pages on other nodes, and the rate.

    ``gb_per_s`` is what the workload gets, ``percent`` its distance; None without a workload.
    """

    pages_elsewhere: int
    pages: int
    gb_per_s: float | None
    percent: float | None


@dataclass(frozen=True, slots=True)
class Between:
    """A half-made state: after which step, what is in force then, pages placed wrongly by it.

    ``pages_elsewhere`` counts the pages of the experiment that would lie on another node if it
    stayed so.
    """

    after: int
    line: str
    state: str
    pages_elsewhere: int


@dataclass(frozen=True, slots=True)
class ReadBack:
    """How a policy is read back, and which of its parts nothing tells."""

    steps: tuple[Step, ...]
    untold: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether everything that was asked for can be read."""
        return not self.untold

    @property
    def calls(self) -> int:
        """System calls."""
        return sum(step.kind == "call" for step in self.steps)

    @property
    def files(self) -> int:
        """Files that are read."""
        return sum(step.kind == "file" for step in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one interface makes of an intent; no distance where its steps cannot be run."""

    way: Way
    kernel: str
    series: str
    steps: tuple[Step, ...]
    cannot: tuple[Reason, ...]
    notes: tuple[Reason, ...]
    refused: tuple[str, ...]
    read_back: ReadBack
    distance: Distance | None
    nearest: str
    between: tuple[Between, ...]

    @property
    def says_it(self) -> bool:
        """Whether the interface can express all of it."""
        return not self.cannot and not self.refused

    @property
    def bytes(self) -> int:
        """Bytes that the kernel is given."""
        return sum(step.bytes for step in self.steps)

    def count(self, *kinds: str) -> int:
        """Steps of these kinds."""
        return sum(step.kind in kinds for step in self.steps)

    def plain(self) -> dict[str, Any]:
        """Plain data, for programs."""
        return {
            "interface": self.way.name,
            "title": self.way.title,
            "status": self.way.label,
            "source": self.way.source,
            "kernel": self.kernel,
            "series": self.series,
            "says_it": self.says_it,
            "cannot": [_reason(reason) for reason in self.cannot],
            "notes": [_reason(reason) for reason in self.notes],
            "refused": list(self.refused),
            "set": {
                "calls": self.count("call", "command"),
                "writes": self.count("write"),
                "bytes": self.bytes,
                "steps": [_step(step) for step in self.steps],
            },
            "read_back": {
                "calls": self.read_back.calls,
                "files": self.read_back.files,
                "whole": self.read_back.whole,
                "untold": list(self.read_back.untold),
                "steps": [_step(step) for step in self.read_back.steps],
            },
            "nearest": self.nearest,
            "distance": None if self.distance is None else _distance(self.distance),
            "half_made": [
                {
                    "after_step": each.after,
                    "line": each.line,
                    "state": each.state,
                    "pages_elsewhere": each.pages_elsewhere,
                }
                for each in self.between
            ],
        }


def _reason(reason: Reason) -> dict[str, str]:
    return {"rule": reason.rule, "text": reason.text}


def _distance(distance: Distance) -> dict[str, Any]:
    return {
        "pages_elsewhere": distance.pages_elsewhere,
        "pages": distance.pages,
        "gb_per_s": distance.gb_per_s,
        "percent": distance.percent,
    }


def _step(step: Step) -> dict[str, Any]:
    plain: dict[str, Any] = {"kind": step.kind, "line": step.line, "bytes": step.bytes}
    plain["events"] = [dict(event) for event in step.events]
    if step.struct is not None:
        struct = step.struct
        plain["struct"] = {
            "name": struct.name,
            "size": struct.size,
            "fields": dict(struct.fields),
            "hex": struct.hex,
            "arrays": dict(struct.arrays),
        }
    return plain


@dataclass(frozen=True, slots=True)
class Comparison:
    """An intent with the answer of every interface; ``gb_per_s`` is the wanted policy's rate."""

    intent: Intent
    revision: str
    pages: int
    gb_per_s: float | None
    answers: tuple[Answer, ...]

    def answer(self, name: str) -> Answer:
        """The answer of one interface. Raises KeyError."""
        for each in self.answers:
            if each.way.name == name:
                return each
        raise KeyError(name)

    def plain(self) -> dict[str, Any]:
        """Plain data, for programs."""
        intent = self.intent.model_dump(mode="json", exclude={"experiment"})
        return {
            "schema": 1,
            "wanted": {
                "words": str(self.intent),
                "intent": intent,
                "pages": self.pages,
                "gb_per_s": self.gb_per_s,
            },
            "revision": self.revision,
            "series": LAYOUTS[self.revision].source,
            "interfaces": [answer.plain() for answer in self.answers],
        }


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The intent, and its experiment under the wanted policy."""

    intent: Intent
    revision: str
    acted: Acted

    def distance(self, acted: Acted) -> Distance:
        apart, total = pages_apart(self.acted.result, acted.result)
        rate, wanted = gb_per_s(acted.result), gb_per_s(self.acted.result)
        percent = None if rate is None or not wanted else 100 * (rate / wanted - 1)
        return Distance(apart, total, rate, percent)


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
        cannot=tuple(plan.cannot),
        notes=tuple(plan.notes),
        refused=best.refused,
        read_back=ReadBack(tuple(plan.reads), _untold(intent, told)),
        distance=wanted.distance(acted) if acted else None,
        nearest=states[-1][0] if states else "",
        between=tuple(_between(plan, states)),
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
    return tuple(part for part in NOT_TOLD if part in asked - told)


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
    """States that are neither the old one nor the new one."""
    ends = {state for state, _ in (*states[:1], *states[-1:])}
    return [
        Between(done, plan.steps[done - 1].line, state, apart)
        for done, (state, apart) in enumerate(states)
        if state not in ends
    ]
