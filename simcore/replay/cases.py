"""A case of a trace becomes an experiment.

One operation may become several events: the error grids set a policy, read it back and reset
it. Each event knows the operation that it came from. Addresses that name a mapping are looked
up here, and the occupancy that later operations show is given to the touches before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simcore.errors import SpecError
from simcore.replay.context import Context, Decoder, Fields, Op
from simcore.replay.grids import GRIDS
from simcore.replay.operations import OPERATIONS
from simcore.replay.proposed import PROPOSED
from simcore.replay.words import TraceError
from simcore.spec import Experiment, decode

__all__ = ("Case", "decode_case")

_DECODERS: Mapping[str, Decoder] = {**OPERATIONS, **GRIDS, **PROPOSED}
_PASSED_OVER = ("not allowed here", "not in any kernel")
"""Why an operation was not done where the trace was recorded."""


@dataclass(frozen=True, slots=True)
class Case:
    """An experiment with its expected answers; ``ops`` has the operation of each event."""

    name: str
    experiment: Experiment
    ops: tuple[int, ...]
    skipped: tuple[str, ...] = ()


def decode_case(world: Fields, case: Op) -> Case:
    """The experiment of a case, on top of what the whole file says. Raises TraceError."""
    name = str(case.get("case"))
    context = Context()
    events: list[Fields] = []
    numbers: list[int] = []
    skipped: list[str] = []
    for number, op in enumerate(_list(case.get("ops"), name)):
        if isinstance(op, dict) and op.get("skipped") in _PASSED_OVER:
            skipped.append(str(op.get("op")))
            continue
        try:
            context.task = op.get("task", context.task)
            made = list(_events_of(context, op))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise TraceError(_why(op, error), name, number) from None
        events += made
        numbers += [number] * len(made)
    document = world | {
        "tasks": _tasks(world["tasks"], case.get("tasks"), name),
        "events": events,
        "expect": {"exit": case.get("exit", 0), "signal": case.get("signal", 0)},
    }
    return Case(name, _decoded(document, name, numbers), tuple(numbers), tuple(skipped))


def _list(value: object, case: str, what: str = "ops") -> list[Any]:
    if not isinstance(value, list):
        raise TraceError(f"has no list of {what}", case)
    return value


def _tasks(given: list[Any], own: object, case: str) -> list[Any]:
    """The tasks of a case: the file's one, or those that it names, in whose place they are."""
    if own is None:
        return given
    tasks = _list(own, case, "tasks")
    if not all(isinstance(task, Mapping) for task in tasks):
        raise TraceError("has tasks that are no objects", case)
    return [*({**given[0], **task} for task in tasks)]


def _why(op: object, error: Exception) -> str:
    if not isinstance(op, dict) or "op" not in op:
        return "is no operation: an object with an op"
    if isinstance(error, KeyError):
        missing = error.args[0]
        if missing == op["op"]:
            return f"the operation {missing!r} is not known"
        return f"{op['op']} lacks {missing!r}"
    return f"{op['op']} cannot be read: {error}"


def _decoded(document: Fields, case: str, numbers: list[int]) -> Experiment:
    try:
        return decode(document)
    except SpecError as error:
        problem = error.problems[0]
        place = re.match(r"/events/([0-9]+)", problem.pointer)
        op = numbers[int(place[1])] if place else None
        raise TraceError(f"{problem.pointer} {problem.detail}", case, op) from None


def _events_of(context: Context, op: Op) -> Iterator[Fields]:
    for event in _DECODERS[op["op"]](context, op):
        given: Fields = dict(event.get("given", {}))
        if context.traced:
            given |= {n: op[n] for n in ("allocs", "slab_steps", "step_callers") if n in op}
            given["traced"] = True
            if "expect" in event and event["op"] in _STEPPING:
                event["expect"]["steps"] = op.get("steps", [])
        if given:
            event["given"] = given
        yield event


_STEPPING = frozenset({"bpfmap", "fork", "get_node", "next", "pwrite", "step", "touch"})
