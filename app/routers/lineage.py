"""Where a share comes from, what was made of it, and how any two experiments differ."""

from __future__ import annotations

import sys
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse, Response
from pydantic_core import to_json

from app import wire
from app.deps import CatalogDep, LineageDep, PagesDep, RunsDep
from app.present.comparing.columns import change_text
from app.present.lineage import lineage_page, lineage_plain
from app.routers.common import FRESH, refusals
from app.services.lineage import between, family_of

__all__ = ("router",)

router = APIRouter()

_NAME: Final = "The name of a stored experiment or of a preset"


@router.get("/x/{sid}/lineage", include_in_schema=False)
def get_lineage_page(sid: str, runs: RunsDep, lineage: LineageDep, pages: PagesDep) -> Response:
    """The history of a share as a list and as a tree."""
    page = lineage_page(family_of(sid, runs, lineage), pages.words)
    return pages.page("pages/lineage.html", page, headers=FRESH)


@router.get(
    "/api/v1/shares/{sid}/lineage",
    tags=["api"],
    summary="Ancestors and descendants of a share",
    responses={
        200: {"model": wire.LineageAnswer, "description": "Each with what it changed"},
        **refusals(404, 410),
    },
)
def get_lineage(sid: str, runs: RunsDep, lineage: LineageDep) -> Response:
    """All ancestors, the oldest first, and the listed descendants, each after its parent."""
    body = to_json(lineage_plain(family_of(sid, runs, lineage)))
    return Response(body, headers=FRESH, media_type="application/json")


@router.get(
    "/api/v1/difference",
    tags=["api"],
    summary="What leads from one experiment to another",
    responses={
        200: {
            "model": wire.DifferenceAnswer,
            "content": {"text/plain": {"schema": {"type": "string"}}},
            "description": "Every change; as text a sentence a line",
        },
        **refusals(404, 410, 422),
    },
)
def get_difference(
    before: Annotated[str, Query(alias="from", max_length=80, description=_NAME)],
    after: Annotated[str, Query(alias="to", max_length=80, description=_NAME)],
    *,
    catalog: CatalogDep,
    runs: RunsDep,
    pages: PagesDep,
    form: Annotated[Literal["json", "text"], Query(alias="as")] = "json",
) -> Response:
    """The semantic difference of two stored experiments or presets; the page of it is /compare."""
    changes = between(before, after, catalog, runs)
    sentences = [change_text(change, pages.words, sys.maxsize) for change in changes]
    if form == "text":
        lines = sentences or [pages.words("compare.no_change")]
        return PlainTextResponse("".join(f"{line}\n" for line in lines), headers=FRESH)
    told = [
        {**change.plain(), "text": text} for change, text in zip(changes, sentences, strict=True)
    ]
    body = to_json({"from": before, "to": after, "changes": told})
    return Response(body, headers=FRESH, media_type="application/json")
