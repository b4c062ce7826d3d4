"""One case is run and compared, event by event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from simcore.errors import SimError
from simcore.replay.cases import Case
from simcore.replay.compare import Place, compare
from simcore.replay.occupancy import FollowedMemory, look_ahead, needs_occupancy
from simcore.replay.tally import Difference, Tally
from simcore.result import EventResult
from simcore.spec.events import Event
from simcore.system import HANDLERS, System, TaskState, run_event
from simcore.system.state import shown_counter
from simcore.system.stepping import take_steps

__all__ = ("replay_case",)

_FAILURES = (SimError, ArithmeticError, AssertionError, LookupError, TypeError, ValueError)
_PAGE_ANSWERS = frozenset({"nodes", "trace", "next", "vmalloc", "steps"})


def replay_case(case: Case, tally: Tally) -> System:
    """Run a case and count what it shows; the state after it."""
    run = _Run(case, tally)
    tally.cases += 1
    tally.skipped.update(case.skipped)
    called: set[int] = set()
    for number, event in enumerate(case.experiment.events):
        result = run.event(number, event)
        if _is_call(event) and case.ops[number] not in called:
            called.add(case.ops[number])
            tally.calls += 1
        if result.signal is not None:
            break
    run.finish()
    return run.system


def _is_call(event: Event) -> bool:
    """Whether the recording holds an answer that counts as a call's."""
    expect = getattr(event, "expect", None)
    return expect is not None and bool(
        expect.model_fields_set - _PAGE_ANSWERS or event.op == "get_mempolicy"
    )


class _Run:
    """A case on its way."""

    def __init__(self, case: Case, tally: Tally) -> None:
        self.case, self.tally = case, tally
        self.system = System.boot(case.experiment)
        self.events = case.experiment.events
        self.followed: FollowedMemory | None = None
        self.hidden = _HiddenSteps(self.system, case)
        self.signal = 0
        self.stopped_at = len(self.events)
        if needs_occupancy(self.events):
            self._follow()

    def _follow(self) -> None:
        """The case watches nodes fill up: take their occupancy from it."""
        occupancy = look_ahead(self.events)
        last: Mapping[str, int] = {}
        for event in self.events:
            if event.op == "meminfo" and event.given is not None:
                last = event.given.free_kib or {}
        machine = self.system.machine
        sizes = {n.id: machine.pages_of(n.mib) for n in machine.nodes}
        free = {int(node): kib // machine.page_kib for node, kib in last.items()}
        self.followed = FollowedMemory(sizes, free, occupancy)
        self.followed.free.update(self.system.free)
        self.system.memory = self.followed
        pages = sum(len(nodes) for _, _, nodes in occupancy.values())
        self.tally.given["page occupancies"] += pages

    def event(self, number: int, event: Event) -> EventResult:
        """Run one event and compare its answer."""
        expect = getattr(event, "expect", None)
        wanted = {} if expect is None else expect.model_dump(exclude_unset=True)
        self._prepare(number, event, wanted)
        self.hidden.begin(wanted)
        place = Place(self.tally, self.case.name, self.case.ops[number], event.op, _rule(event))
        try:
            result = run_event(self.system, event)
        except _FAILURES as error:
            # An operation that cannot be replayed counts as wrong, it is not left out.
            result = EventResult(check=f"{type(error).__name__}: {error}")
        if result.signal is not None:
            self.signal, self.stopped_at = result.signal, number
            return result
        result = self.hidden.resolved(event, wanted, result)
        self.tally.given["counter steps of other allocations"] += result.extra_steps
        if result.check:
            place = replace(place, rule=result.check)
        compare(place, wanted, result)
        return result

    def _prepare(self, number: int, event: Event, wanted: Mapping[str, Any]) -> None:
        if event.given is not None and event.given.ino is not None:
            self.tally.given["inode numbers"] += 1
        if self.followed is None:
            return
        self.followed.begin(number)
        last = number == len(self.events) - 1
        self.followed.killed_here = last and _expected_signal(self.case) != 0
        if event.op == "meminfo" and event.given is not None:
            self.tally.given["readings of free memory"] += 1
            self.followed.seen_free(event.given.free_kib or {}, self.system.machine.page_kib)
        if event.op == "move_pages":
            refused = wanted.get("errno") == 12
            self.followed.refuses(event.node, refused=refused)

    def finish(self) -> None:
        """Compare how the case ended."""
        expected = _expected_signal(self.case)
        self.tally.inexact += self.hidden.found
        if self.followed is not None:
            self.tally.inexact += self.followed.inexact
        if self.signal != expected:
            self._differs("signal", expected, self.signal)
        elif self.stopped_at < len(self.events) - 1:
            self._differs("operation that a signal ended", len(self.events) - 1, self.stopped_at)

    def _differs(self, what: str, expected: object, got: object) -> None:
        self.tally.wrong_calls += 1
        op = self.case.ops[min(self.stopped_at, len(self.events) - 1)]
        found = Difference(self.case.name, op, what, expected, got, "out_of_memory")
        self.tally.differences.append(found)


def _expected_signal(case: Case) -> int:
    return 0 if case.experiment.expect is None else case.experiment.expect.signal


def _rule(event: Event) -> str:
    """The kernel function that a handler follows, as its docstring names it."""
    return (HANDLERS[event.op].__doc__ or event.op).split("\n")[0]


class _HiddenSteps:
    """Slab refills that no trace shows: one counter step too many before an observation.

    Allowed only in cases without trace_on, and only if the observation agrees after one step.
    """

    def __init__(self, system: System, case: Case) -> None:
        self.found = 0
        self._system = system
        self._allowed = all(event.op != "trace_on" for event in case.experiment.events)
        self._expected: list[int] = []
        if self._allowed:
            system.observe = self._observe

    def begin(self, wanted: Mapping[str, Any]) -> None:
        """What the next event will be seen to show of the counter."""
        shown = wanted.get("next", ())
        trace = wanted.get("trace", ())
        self._expected = [entry[2] for entry in trace] or (
            [shown] if isinstance(shown, int) else list(shown)
        )

    def _observe(self, task: TaskState) -> int:
        expected = self._expected.pop(0) if self._expected else None
        return self._settled(task, expected)

    def _settled(self, task: TaskState, expected: int | None) -> int:
        shown = shown_counter(task)
        if expected is None or shown == expected or shown < 0:
            return shown
        before = task.counter
        take_steps(self._system, task, 1)
        if shown_counter(task) == expected:
            self.found += 1
            return expected
        task.counter = before
        return shown

    def resolved(self, event: Event, wanted: Mapping[str, Any], result: EventResult) -> EventResult:
        """The answer of a ``next`` after a hidden step, if that is what it takes."""
        if event.op != "next" or not self._allowed or "node" not in wanted:
            return result
        assert event.task is not None
        node = self._settled(self._system.tasks[event.task], wanted["node"])
        return result.model_copy(update={"answer": result.answer | {"node": node}})
