"""The JSON interface, /api/v1. Bodies are read by hand, once, by the core's own decoder."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic_core import to_json

from app import wire
from app.deps import (
    CatalogDep,
    FiguresDep,
    ImportDep,
    JsonBodyDep,
    PicturesDep,
    RunsDep,
    WordsDep,
)
from app.kept import Kept
from app.routers.common import json_body as _body
from app.routers.common import refusals as _refusals
from app.services.advising import advised
from app.services.explaining import explained
from app.services.importing import import_text
from app.services.preview import preview
from app.services.sharing import read_share
from simcore.spec import Experiment, parse_json

__all__ = ("router",)

router = APIRouter(prefix="/api/v1", tags=["api"])

_LONG: Final = 8 * 1024
"""Bytes of an experiment that may take long; a shorter one is done before a thread takes over."""
_CACHED: Final = {"Cache-Control": "public, max-age=300"}


def _json(content: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(content, status, headers, media_type="application/json")


@router.post(
    "/preview",
    summary="Compute, store nothing",
    responses={
        200: {"model": wire.PreviewAnswer, "description": "The result and all that shows it"},
        **_refusals(413, 415, 422),
    },
    openapi_extra=_body("PreviewRequest", "Experiment"),
)
async def post_preview(
    request: Request, body: JsonBodyDep, words: WordsDep, figures: FiguresDep, *, drawn: PicturesDep
) -> Response:
    """Run an experiment and answer with its result, its figures and its tables.

    A view may stand beside it: the page that the strip shows, the moment that is looked at.
    ``?figures=bandwidth,latency`` asks for some figures and their tables only;
    ``?pictures=machine,bandwidth,strip,distribution`` for SVG besides.
    """
    kept: Kept[bytes] = request.app.state.kept_previews
    key = (hashlib.sha256(body).digest(), words.language, figures, drawn)
    simulate = request.app.state.runs.simulate
    make = partial(preview, body, simulate, words, figures=figures, drawn=drawn)
    if len(body) > _LONG:
        return _json(await kept.made_aside(key, make))
    return _json(kept.made(key, make))


@router.post(
    "/advise",
    summary="The best weights",
    responses={
        200: {"model": wire.AdviceAnswer, "description": "Words, commands, tables and figures"},
        **_refusals(413, 415, 422),
    },
    openapi_extra=_body("Experiment"),
)
def post_advise(body: JsonBodyDep, words: WordsDep) -> Response:
    """Search the best integer weights, and tell what lies around them.

    The search is exact within its bound; other choices stand beside it with their distance.
    """
    return _json(to_json(advised(parse_json(body), words)))


@router.post(
    "/explain",
    summary="Why a page is where it is",
    responses={
        200: {"model": wire.ExplainAnswer, "description": "The node, and a step per decision"},
        **_refusals(413, 415, 422),
    },
    openapi_extra=_body("ExplainRequest"),
)
def post_explain(body: JsonBodyDep, words: WordsDep) -> Response:
    """Tell the chain of decisions that put one page of a region on its node."""
    return _json(to_json(explained(parse_json(body), words)))


@router.post(
    "/experiments",
    summary="Compute and store",
    status_code=201,
    responses={
        200: {"model": wire.SharedAnswer, "description": "It was stored before"},
        201: {"model": wire.SharedAnswer, "description": "It is stored now"},
        **_refusals(413, 415, 422),
    },
    openapi_extra=_body("ShareRequest", "Experiment"),
)
def post_experiment(body: JsonBodyDep, runs: RunsDep) -> Response:
    """Store an experiment with its result for good, and answer with its short address.

    The same experiment with the same words has the same address, however often it is sent.
    """
    shared = runs.run_once(read_share(parse_json(body)))
    url = f"/x/{shared.sid}"
    answer = to_json({"sid": shared.sid, "url": url, "content": shared.content})
    return _json(answer, 201 if shared.created else 200, {"Location": url})


@router.post(
    "/import",
    summary="Text from a real machine to an experiment",
    responses={
        200: {"model": wire.ImportAnswer, "description": "Questions, or an experiment"},
        **_refusals(413, 415, 422),
    },
    openapi_extra=_body("ImportRequest"),
)
def post_import(wanted: ImportDep) -> Response:
    """Read what numactl, lscpu, lstopo, mlc and others printed; store nothing.

    Formats are found out, and several texts are merged: each cell of the answer tells where its
    value came from and what else is said of it. While something is open that only a person can
    tell, the answer asks for it and holds no experiment. A text may also be the whole body, as
    text/plain, with the kinds in the address.
    """
    return _json(to_json(import_text(wanted).plain()))


@router.get(
    "/presets",
    summary="Presets",
    responses={200: {"model": wire.PresetList, "description": "Names, titles, summaries"}},
)
async def get_presets(catalog: CatalogDep, words: WordsDep) -> Response:
    """All presets by name."""
    listed = [
        {
            "name": preset.name,
            "title": preset.title(words),
            "summary": preset.summary(words),
        }
        for preset in catalog
    ]
    return _json(to_json({"presets": listed}), headers={**_CACHED, "Vary": "Accept-Language"})


@router.get(
    "/presets/{name}",
    summary="One preset",
    responses={200: {"model": Experiment, "description": "The experiment"}, **_refusals(404)},
)
async def get_preset(name: str, catalog: CatalogDep) -> Response:
    """A preset as an experiment, complete, ready to be sent to /preview."""
    return _json(catalog.preset(name).text, headers=_CACHED)


@router.get("/schema", summary="Schema of an experiment", response_description="JSON schema")
async def get_schema() -> Response:
    """JSON schema of an experiment; rules between its parts are checked beyond it."""
    return _json(to_json(Experiment.model_json_schema()), headers=_CACHED)
