"""An intent's experiment with an interface's steps in it, run: placement, refusals, states.

Steps for a range come right after the mapping that they name, all others before the first
event. A step that reaches into another task is made by a task of its own that may.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from simcore.interfaces.intent import Intent, PageSpan, ratio
from simcore.interfaces.plan import Step
from simcore.kernel.errno import Errno
from simcore.kernel.modes import MemPolicy
from simcore.result import EventResult, Result
from simcore.simulate import simulate
from simcore.spec import Experiment, decode
from simcore.system import System, run_events
from simcore.system.policy_calls import vma_policy_at

__all__ = ("Acted", "act", "read_back", "state_after")

_GLOBAL = ("weights", "node_attribute", "readweights")
"""Events of nobody."""
_CAPS = ["sys_nice", "sys_ptrace"]


@dataclass(frozen=True, slots=True)
class Acted:
    """What became of it: the experiment, its result, and what the kernel refused."""

    experiment: Experiment
    result: Result
    refused: tuple[str, ...]


def act(intent: Intent, kernel: str, steps: Sequence[Step], *, workload: bool = True) -> Acted:
    """Run the experiment with the steps. Raises SpecError where they make no document."""
    experiment, own = _composed(intent, kernel, steps)
    if not workload:
        idle = experiment.workload.model_copy(update={"streams": ()})
        experiment = experiment.model_copy(update={"workload": idle})
    result = simulate(experiment)
    refused = tuple(
        text
        for place, answer in enumerate(result.events)
        if place in own and (text := _refusal(experiment.events[place].op, answer))
    )
    return Acted(experiment, result, refused)


def _refusal(op: str, answer: EventResult) -> str:
    return "" if answer.errno is None else f"{op}: {Errno(answer.errno).name}, {answer.check}"


def _composed(
    intent: Intent, kernel: str, steps: Sequence[Step]
) -> tuple[Experiment, frozenset[int]]:
    """The experiment, and where in it the steps' events stand."""
    plain = intent.experiment.model_dump(mode="json", by_alias=True, exclude_none=True)
    names = {each["name"] for each in plain["tasks"]}
    caller = "outsider"
    while caller in names:
        caller += "_"
    events = [_by(event, caller, intent.task) for step in steps for event in step.events]
    if any(event.get("task") == caller for event in events):
        plain["tasks"].append({"name": caller, "cpu": plain["tasks"][0]["cpu"], "caps": _CAPS})
    made: list[Mapping[str, Any]] = [event for event in events if "id" not in event]
    own = set(range(len(made)))
    waiting = [event for event in events if "id" in event]
    for event in plain["events"]:
        made.append(event)
        if event["op"] != "mmap":
            continue
        now = [each for each in waiting if each["id"] == event["id"]]
        waiting = [each for each in waiting if each["id"] != event["id"]]
        own |= set(range(len(made), len(made) + len(now)))
        made += now
    return decode(plain | {"kernel": kernel, "events": made}), frozenset(own)


def _by(event: Mapping[str, Any], caller: str, task: str) -> dict[str, Any]:
    if event["op"] in _GLOBAL:
        return dict(event)
    return dict(event) | {"task": caller if "target" in event else task}


def read_back(intent: Intent, acted: Acted, reads: Sequence[Step]) -> frozenset[str]:
    """The fields of the policy that the reads told in the end; -1 is no home node."""
    asked = [_by(event, intent.task, intent.task) for step in reads for event in step.events]
    plain = acted.experiment.model_dump(mode="json", by_alias=True, exclude_none=True)
    made = decode(plain | {"events": [*plain["events"], *asked], "workload": {"streams": []}})
    told = {name for step in reads for name in step.tells}
    for answer in islice(run_events(System.boot(made), made.events), len(plain["events"]), None):
        told |= {name for name, value in answer.answer.items() if value is not None}
        if answer.answer.get("home_node") == -1:
            told.discard("home_node")
    return frozenset(told)


def state_after(intent: Intent, acted: Acted) -> str:
    """The policy that is in force at the end, in words, with the weights that it goes by."""
    system = System.boot(acted.experiment)
    for _ in run_events(system, acted.experiment.events):
        pass
    return "; ".join(_state(intent, system))


def _state(intent: Intent, system: System) -> Iterator[str]:
    task = system.tasks[intent.task]
    if not intent.ranges or task.policy:
        yield f"task {task.policy or 'default'}"
    for span in intent.ranges or intent.regions:
        policy = _policy_of(intent, system, span)
        if policy or intent.ranges:
            yield f"{span} {policy or 'default'}"
    if intent.mode == "weighted_interleave" and intent.mask:
        yield f"sysfs {ratio({node: system.weights.get(node, 1) for node in intent.mask})}"
    if system.attributes:
        yield f"attribute on {system.attributes}"


def _policy_of(intent: Intent, system: System, span: PageSpan) -> MemPolicy | None:
    region = system.regions.get(str(span.id))
    if region is None:
        return None
    piece = system.tasks[intent.task].space.at(region.base + (span.first or 0))
    return None if piece is None else vma_policy_at(piece, piece.first)
