"""A body that wraps an experiment: both are read, and every problem of both is told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from simcore.errors import Problem, SpecError
from simcore.spec import Experiment, decode
from simcore.spec.base import Model
from simcore.spec.decode import problems_of

__all__ = ("is_wrapped", "unwrap")

Wrapper = TypeVar("Wrapper", bound=Model)


def is_wrapped(document: Any) -> bool:
    """Whether plain data wraps an experiment; otherwise it can only be one itself."""
    return isinstance(document, Mapping) and "experiment" in document


def unwrap(
    document: Mapping[str, Any],
    kind: type[Wrapper],
    further: Callable[[Wrapper], Iterable[Problem]] = lambda _: (),
) -> tuple[Experiment, Wrapper]:
    """The experiment and what stands beside it. Raises SpecError.

    ``further`` are rules that the wrapper's own fields cannot say.
    """
    problems: list[Problem] = []
    experiment, wrapper = None, None
    try:
        experiment = decode(document["experiment"])
    except SpecError as error:
        problems += error.below("/experiment").problems
    try:
        # The experiment was looked at above; here it only has to be something.
        wrapper = kind.model_validate({**document, "experiment": {}})
        problems += further(wrapper)
    except ValidationError as error:
        problems += problems_of(error)
    if problems or experiment is None or wrapper is None:
        raise SpecError(problems)
    return experiment, wrapper
