"""What a preview asks for: an experiment and how somebody looks at it.

The body is a wrapper ``{"experiment": …, "view": …}``, or a bare experiment. Every problem is
told by its place in the body as it was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from app.present.state import NOTHING_CHOSEN, ViewState
from simcore.errors import Problem, SpecError
from simcore.moment import until
from simcore.spec import Experiment, decode
from simcore.spec.base import Model
from simcore.spec.decode import problems_of

__all__ = ("PreviewRequest", "Viewed", "read_viewed")


class PreviewRequest(Model):
    """An experiment, and how it is looked at."""

    experiment: dict[str, Any]
    view: ViewState = NOTHING_CHOSEN


@dataclass(frozen=True, slots=True)
class Viewed:
    """An experiment beside the way it is looked at."""

    experiment: Experiment
    state: ViewState

    @property
    def shown(self) -> Experiment:
        """The experiment up to the moment that is looked at."""
        moment = self.state.moment
        if moment is None:
            return self.experiment
        return until(self.experiment, moment.event, moment.pages)


def read_viewed(document: Any) -> Viewed:
    """The experiment and the view in plain data. Raises SpecError with every problem."""
    if not isinstance(document, Mapping) or "experiment" not in document:
        return Viewed(decode(document), NOTHING_CHOSEN)
    problems: list[Problem] = []
    experiment, request = None, None
    try:
        experiment = decode(document["experiment"])
    except SpecError as error:
        problems += error.below("/experiment").problems
    try:
        # The experiment was looked at above; here it only has to be something.
        request = PreviewRequest.model_validate({**document, "experiment": {}})
    except ValidationError as error:
        problems += problems_of(error)
    if problems or experiment is None or request is None:
        raise SpecError(problems)
    return Viewed(experiment, request.view)
