"""An intent in every interface, measured: each way is run and held against what was wanted.

What was wanted is the policy as the posted series can say it whole: it has a place for
everything. For a home node of a whole task, which nothing can say, every region gets it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simcore.errors import SpecError
from simcore.interfaces.answers import Answer, Comparison
from simcore.interfaces.distance import gb_per_s, pages_apart, pages_to_move
from simcore.interfaces.intent import Intent, PageSpan
from simcore.interfaces.ways import WAYS, Plan, Step, Way
from simcore.kernel.errno import Errno
from simcore.result import Result
from simcore.simulate import simulate
from simcore.spec import Experiment, decode
from simcore.spec.events import Mmap

__all__ = ("compare", "said_by")


def compare(intent: Intent, revision: str = "v6", ways: Sequence[Way] = WAYS) -> Comparison:
    """Every interface's answer to an intent. ``revision`` is the shape of the posted calls.

    Raises SpecError when the wanted policy itself is refused by the kernel's rules for a document.
    """
    wanted = simulate(_reference(intent))
    rate = gb_per_s(wanted)
    answers = tuple(_answer(way, intent, revision, wanted) for way in ways)
    return Comparison(intent, revision, rate, answers)


def _reference(intent: Intent) -> Experiment:
    """The experiment with the wanted policy, said by the posted calls."""
    posted = next(way for way in WAYS if way.name == "mempolicy2")
    own = intent.model_copy(update={"who": "self"})
    if intent.home_node is not None and not intent.ranges:
        spans = tuple(PageSpan(id=e.id) for e in intent.experiment.events if isinstance(e, Mmap))
        own = own.model_copy(update={"ranges": spans})
    return _with_steps(intent, "mempolicy2-v6", posted.plan(own, "v6").steps)


def _with_steps(intent: Intent, kernel: str, steps: Sequence[Step]) -> Experiment:
    """The intent's experiment with the steps where they belong: ranges after their mmap."""
    task = intent.experiment.tasks[0].name
    plain = intent.experiment.model_dump(mode="json", by_alias=True, exclude_none=True)
    outside = any("target" in step.event for step in steps)
    caller = task
    if outside:
        caller = "outsider"
        names = {each["name"] for each in plain["tasks"]}
        while caller in names:
            caller += "_"
        plain["tasks"].append({"name": caller, "cpu": plain["tasks"][0]["cpu"]})
        plain["tasks"][-1]["caps"] = ["sys_nice", "sys_ptrace"]
    at_start = [_event(step, caller, task) for step in steps if "id" not in step.event]
    later = [_event(step, caller, task) for step in steps if "id" in step.event]
    mapped = [place for place, e in enumerate(plain["events"]) if e["op"] == "mmap"]
    cut = mapped[-1] + 1 if mapped and later else 0
    first_touch = next(
        (place for place, e in enumerate(plain["events"]) if e["op"] in {"touch", "step"}), cut
    )
    cut = min(cut, first_touch) if cut > first_touch >= _last_needed(plain, later) else cut
    events = [*at_start, *plain["events"][:cut], *later, *plain["events"][cut:]]
    return decode(plain | {"kernel": kernel, "events": events} | _without_quirks(plain))


def _without_quirks(plain: Mapping[str, Any]) -> dict[str, Any]:
    return {"quirks": None} if "quirks" in plain else {}


def _last_needed(plain: Mapping[str, Any], later: Sequence[Mapping[str, Any]]) -> int:
    """The place after the last mapping that a range names."""
    wanted = {event["id"] for event in later}
    places = [p for p, e in enumerate(plain["events"]) if e["op"] == "mmap" and e["id"] in wanted]
    return max(places, default=-1) + 1


def _event(step: Step, caller: str, task: str) -> dict[str, Any]:
    event = dict(step.event)
    if event["op"] in {"weights", "node_attribute"}:
        return event
    return event | {"task": caller if "target" in event else task}


def said_by(intent: Intent, way: str, revision: str = "v6") -> Experiment:
    """The intent's experiment with what an interface can say of it. Raises KeyError, SpecError."""
    chosen = {each.name: each for each in WAYS}[way]
    return _with_steps(intent, chosen.kernel(revision), chosen.plan(intent, revision).steps)


def _answer(way: Way, intent: Intent, revision: str, wanted: Result) -> Answer:
    plan = way.plan(intent, revision)
    errors: list[str] = []
    (apart, total), moves = pages_apart(wanted, wanted), 0
    rate, made = None, None
    try:
        made = _with_steps(intent, way.kernel(revision), plan.steps)
    except SpecError as error:
        errors.append(error.problems[0].detail)
    else:
        result = simulate(made)
        errors += _refusals(made, result, plan)
        (apart, total), moves = pages_apart(wanted, result), pages_to_move(wanted, result)
        rate = gb_per_s(result)
    return Answer(
        way=way,
        steps=tuple(plan.steps),
        cannot=tuple(plan.cannot),
        effects=tuple(plan.effects),
        reading=plan.reading,
        half_made=_half_made(plan),
        errors=tuple(errors),
        pages_elsewhere=apart,
        pages_to_move=moves,
        pages=total,
        gb_per_s=rate,
        percent=_percent(rate, gb_per_s(wanted)),
        experiment=made,
    )


def _percent(rate: float | None, wanted: float | None) -> float | None:
    return None if rate is None or not wanted else 100 * (rate / wanted - 1)


def _refusals(made: Experiment, result: Result, plan: Plan) -> list[str]:
    """Steps that the kernel refuses, with the check."""
    ops = {step.event["op"] for step in plan.steps}
    return [
        f"{event.op}: {Errno(answer.errno).name}, {answer.check}"
        for event, answer in zip(made.events, result.events, strict=False)
        if answer.errno is not None and event.op in ops
    ]


def _half_made(plan: Plan) -> tuple[str, ...]:
    """What can be seen between the steps, by the step that was done last."""
    count = len(plan.steps)
    return tuple(
        f"after step {done} of {count}: {step.line}" for done, step in enumerate(plan.steps[:-1], 1)
    )
