"""Why one page is where it is: the question in, the chain of decisions out."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from app.present.explaining import explanation_payload
from app.present.state import Moment
from app.words import ENGLISH, Words
from simcore.errors import SpecError
from simcore.explain import explain
from simcore.moment import until
from simcore.spec import decode
from simcore.spec.base import Model, RegionName
from simcore.spec.decode import validated
from simcore.spec.limits import MAX_PAGES

__all__ = ("ExplainRequest", "explained")


class ExplainRequest(Model):
    """An experiment, one of its regions and a page of it; at a moment, or at the end."""

    experiment: Any
    region: RegionName
    page: Annotated[int, Field(ge=0, lt=MAX_PAGES)]
    moment: Moment | None = None


def explained(document: Any, words: Words = ENGLISH) -> dict[str, Any]:
    """Plain data: the node, and a step for each decision in words. Raises SpecError."""
    asked = validated(ExplainRequest, document)
    try:
        experiment = decode(asked.experiment)
    except SpecError as error:
        raise error.below("/experiment") from None
    if asked.moment is not None:
        experiment = until(experiment, asked.moment.event, asked.moment.pages)
    return explanation_payload(explain(experiment, asked.region, asked.page), words)
