"""What a preview asks for: an experiment and how somebody looks at it.

The body is a wrapper ``{"experiment": …, "view": …}``, or a bare experiment. Every problem is
told by its place in the body as it was sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.present.state import NOTHING_CHOSEN, ViewState
from app.present.views import View
from app.services.run import Simulate
from app.services.unwrapping import is_wrapped, unwrap
from app.words import ENGLISH, Words
from simcore.moment import until
from simcore.spec import Experiment, decode
from simcore.spec.base import Model

__all__ = ("PreviewRequest", "Viewed", "looked_at", "read_viewed")


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


def looked_at(viewed: Viewed, simulate: Simulate, words: Words = ENGLISH) -> View:
    """What is shown beside its result; at an earlier moment the whole is run, too."""
    whole, shown = viewed.experiment, viewed.shown
    if shown.events == whole.events:
        return View(whole, simulate(whole), viewed.state, words)
    return View(shown, simulate(shown), viewed.state, words, whole=(whole, simulate(whole)))


def read_viewed(document: Any) -> Viewed:
    """The experiment and the view in plain data. Raises SpecError with every problem."""
    if not is_wrapped(document):
        return Viewed(decode(document), NOTHING_CHOSEN)
    experiment, request = unwrap(document, PreviewRequest)
    return Viewed(experiment, request.view)
