"""Experiments beside each other: a page for what an address names, an answer for a body."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic_core import to_json

from app import wire
from app.deps import CatalogDep, JsonBodyDep, PagesDep, RunsDep, WordsDep
from app.present.comparing.page import compare, compare_page, entries_of, unknown_page
from app.routers.common import FRESH, json_body, refusals
from app.services.comparing import EXAMPLE, FEWEST, MOST, named, pair, read_compared
from simcore.spec import parse_json

__all__ = ("router",)

router = APIRouter()


@router.get("/compare", include_in_schema=False)
def get_compare(request: Request, catalog: CatalogDep, runs: RunsDep, pages: PagesDep) -> Response:
    """What ``?x=…&x=…`` names, side by side; stored results are read and not computed again.

    When it names something wrong, nothing is compared: another experiment would take its letter.
    """
    asked = [item.strip() for item in request.query_params.getlist("x") if item.strip()]
    presets = {preset.name: preset.title(pages.words) for preset in catalog}
    found, wrong = named(asked or EXAMPLE, catalog, runs, pages.words)
    if wrong:
        refused = unknown_page(wrong, pages.words, sources=asked, presets=presets)
        return pages.page("pages/compare_unknown.html", refused, status=404, headers=FRESH)
    notices = [pages.words("compare.many")] if len(asked) > MOST else []
    if len(found) < FEWEST:
        found[:], told = pair(found[0], runs)
        notices.append(pages.words(told))
    page = compare_page(
        [(each.title, each.experiment, each.result) for each in found],
        pages.words,
        hrefs=[each.href for each in found],
        sources=[each.source for each in found],
        notices=notices,
        presets=presets,
        address=str(request.url),
    )
    return pages.page("pages/compare.html", page, headers=FRESH)


@router.post(
    "/api/v1/compare",
    tags=["api"],
    summary="Experiments side by side",
    responses={
        200: {"model": wire.CompareAnswer, "description": "Differences, results, first page"},
        **refusals(413, 415, 422),
    },
    openapi_extra=json_body("CompareRequest"),
)
def post_compare(body: JsonBodyDep, runs: RunsDep, words: WordsDep) -> Response:
    """Compare two to four experiments with the first of them; store nothing.

    The answer tells what is set differently, the results side by side, and the first page that
    lands on another node, found from the segments of the page maps.
    """
    asked = read_compared(parse_json(body))
    told = [(title, experiment, runs.remembered(experiment)) for title, experiment in asked]
    answer = compare(entries_of(told, words), words).plain()
    return Response(to_json(answer), media_type="application/json")
