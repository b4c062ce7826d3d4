"""Why one page is where it is: the question in, the chain of decisions out."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, ValidationError

from app.present.explaining import explanation_payload
from app.words import ENGLISH, Words
from simcore.errors import SpecError
from simcore.explain import explain
from simcore.spec import decode
from simcore.spec.base import Model, RegionName
from simcore.spec.decode import problems_of
from simcore.spec.limits import MAX_PAGES

__all__ = ("ExplainRequest", "explained")


class ExplainRequest(Model):
    """An experiment, one of its regions and a page of it."""

    experiment: Any
    region: RegionName
    page: Annotated[int, Field(ge=0, lt=MAX_PAGES)]


def explained(document: Any, words: Words = ENGLISH) -> dict[str, Any]:
    """Plain data: the node, and a step for each decision in words. Raises SpecError."""
    try:
        asked = ExplainRequest.model_validate(document)
    except ValidationError as error:
        raise SpecError(problems_of(error)) from None
    try:
        experiment = decode(asked.experiment)
    except SpecError as error:
        raise error.below("/experiment") from None
    return explanation_payload(explain(experiment, asked.region, asked.page), words)
