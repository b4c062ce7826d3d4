"""The one way in: bytes or plain data become an Experiment, or every problem is told.

``decode`` validates, checks the parts against each other and writes out what was left to
defaults, so that two documents with the same meaning become equal values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, from_json

from simcore.errors import Problem, SpecError, pointer
from simcore.spec.checks import Parts, problems_between
from simcore.spec.complete import complete
from simcore.spec.events import OPS, Event
from simcore.spec.experiment import Experiment, Sysfs, TaskList, Workload
from simcore.spec.limits import MAX_EVENTS
from simcore.spec.machine import Machine

__all__ = ("decode", "parse_json", "problems_of", "validated")

Words = TypeVar("Words", bound=BaseModel)

_MANY = 100
"""No more problems than this are told at once."""


def parse_json(data: bytes | str) -> Any:
    """Plain data from JSON text.

    Refuses NaN, infinities, broken UTF-8 and hostile nesting. Raises SpecError.
    """
    try:
        return from_json(data, allow_inf_nan=False)
    except ValueError as error:
        raise SpecError.at("", f"is no JSON text: {error}") from None


def decode(document: Any) -> Experiment:
    """The experiment that plain data describes, complete and canonical. Raises SpecError."""
    if not isinstance(document, Mapping):
        raise SpecError.at("", "must be a JSON object: an experiment")
    try:
        experiment = Experiment.model_validate(document)
    except ValidationError as error:
        known = _without_unknown_fields(document, error)
        problems = [*problems_of(error), *problems_between(_readable_parts(known))]
        raise SpecError(problems[:_MANY]) from None
    problems = list(problems_between(_parts(experiment)))
    if problems:
        raise SpecError(problems[:_MANY])
    return complete(experiment)


def validated(model: type[Words], document: Any) -> Words:
    """Plain data as a strict value. Raises SpecError with each of pydantic's problems."""
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise SpecError(problems_of(error)) from None


def _parts(experiment: Experiment) -> Parts:
    return Parts(
        machine=experiment.machine,
        sysfs=experiment.sysfs,
        tasks=experiment.tasks,
        events=tuple(enumerate(experiment.events)),
        workload=experiment.workload,
    )


_ADAPTERS: Mapping[str, TypeAdapter[Any]] = {
    "machine": TypeAdapter(Machine),
    "sysfs": TypeAdapter(Sysfs),
    "tasks": TypeAdapter(TaskList),
    "event": TypeAdapter(Event),
    "workload": TypeAdapter(Workload),
}


def _read(name: str, value: Any) -> Any:
    try:
        return _ADAPTERS[name].validate_python(value)
    except ValidationError:
        return None


def _without_unknown_fields(document: Mapping[str, Any], error: ValidationError) -> dict[str, Any]:
    """The document less the fields that nobody knows: they hide no other problem."""
    copy: dict[str, Any] = dict(document)
    copied: dict[tuple[str | int, ...], Any] = {(): copy}
    for detail in error.errors(include_url=False):
        if detail["type"] == "extra_forbidden":
            *path, last = _path(detail)
            # Copied along the path only: what lies beside may be as deep as it likes.
            for depth in range(len(path)):
                above, here = tuple(path[:depth]), tuple(path[: depth + 1])
                if here not in copied:
                    inner = copied[above][path[depth]]
                    own = dict(inner) if isinstance(inner, Mapping) else list(inner)
                    copied[here] = copied[above][path[depth]] = own
            del copied[tuple(path)][last]
    return copy


def _readable_parts(document: Mapping[str, Any]) -> Parts:
    """What can be read of a document that is wrong somewhere."""
    listed = document.get("events", [])
    listed = listed[:MAX_EVENTS] if isinstance(listed, list) else []
    events = tuple((i, event) for i, raw in enumerate(listed) if (event := _read("event", raw)))
    return Parts(
        machine=_read("machine", document.get("machine")),
        sysfs=_read("sysfs", document["sysfs"]) if "sysfs" in document else Sysfs(),
        tasks=_read("tasks", document.get("tasks")),
        events=events,
        workload=_read("workload", document.get("workload")),
        all_events_read=len(events) == len(listed),
    )


def problems_of(error: ValidationError) -> Iterator[Problem]:
    """Each of pydantic's errors as a problem, in our words."""
    alternatives: set[tuple[str | int, ...]] = set()
    for detail in error.errors(include_url=False):
        path = _path(detail)
        place = detail["loc"][: _first_mark(detail["loc"])]
        if len(place) < len(detail["loc"]):
            # Of the alternatives of a union the first one is told, the one people write.
            if place in alternatives:
                continue
            alternatives.add(place)
        yield Problem(pointer(*path), _sentence(detail))


def _first_mark(loc: tuple[str | int, ...]) -> int:
    return next((i for i, part in enumerate(loc) if _is_mark(part)), len(loc))


_MARKS = ("function-", "literal[", "constrained-", "tuple[")
"""How the names begin that pydantic gives to the alternatives of a union."""


def _is_mark(part: str | int) -> bool:
    return isinstance(part, str) and part.startswith(_MARKS)


def _path(detail: ErrorDetails) -> list[str | int]:
    """The place of an error without the marks that pydantic adds for unions and keys."""
    path = [part for part in detail["loc"] if not _is_mark(part)]
    if path[-1:] == ["[key]"] and detail["type"] != "extra_forbidden":
        path.pop()
    if len(path) > 2 and path[0] == "events" and path[2] in OPS:
        del path[2]
    return path


def _context(template: str) -> Callable[[ErrorDetails], str]:
    return lambda detail: template.format(**detail.get("ctx", {}))


_SENTENCES: Mapping[str, Callable[[ErrorDetails], str]] = {
    "rule": _context("{rule}"),
    "missing": _context("is required"),
    "extra_forbidden": _context("is not a field of this object"),
    "int_type": _context("must be a whole number"),
    "int_from_float": _context("must be a whole number"),
    "int_parsing_size": _context("is too large a number"),
    "string_type": _context("must be text"),
    "bool_type": _context("must be true or false"),
    "tuple_type": _context("must be a list"),
    "dict_type": _context("must be an object"),
    "model_type": _context("must be an object"),
    "model_attributes_type": _context("must be an object"),
    "literal_error": _context("must be {expected}"),
    "greater_than_equal": _context("must be at least {ge}"),
    "greater_than": _context("must be more than {gt}"),
    "less_than_equal": _context("must be at most {le}"),
    "less_than": _context("must be less than {lt}"),
    "too_long": _context("must hold at most {max_length} entries, not {actual_length}"),
    "too_short": _context("must hold at least {min_length} entries, not {actual_length}"),
    "string_too_long": _context("must have at most {max_length} characters"),
    "string_too_short": _context("must not be empty"),
    "string_pattern_mismatch": _context("must match {pattern}"),
    "union_tag_invalid": _context("op {tag!r} is unknown; known are {expected_tags}"),
    "union_tag_not_found": _context("must be an object with an op"),
}


def _sentence(detail: ErrorDetails) -> str:
    sentence = _SENTENCES.get(detail["type"])
    if sentence is not None:
        return sentence(detail)
    message = detail["msg"]
    return message[:1].lower() + message[1:]
