"""Shared experiments elsewhere: the preview picture, oEmbed, and the frame in other pages."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic_core import to_json

from app import wire
from app.deps import PagesDep, RunsDep, WordsDep
from app.present.embedding.card import oembed_document
from app.present.embedding.options import read_options
from app.present.embedding.page import embed_page
from app.present.picture import picture
from app.present.state import ViewState
from app.present.views import View
from app.public import public_base
from app.routers.common import FRESH, lasting, refusals
from app.services.carrying import carried_text
from app.services.embedding import named_share
from app.services.run import Stored
from app.words import ENGLISH, LANGUAGES, Words
from simcore.errors import SpecError

__all__ = ("router",)

router = APIRouter()

Most = Annotated[int | None, Query(ge=1, le=10_000)]


@router.get(
    "/x/{sid}.png",
    tags=["api"],
    summary="A stored experiment as a picture",
    response_class=Response,
    responses={
        200: {"content": {"image/png": {}}, "description": "1200 × 630, for previews of links"},
        **refusals(404, 410),
    },
)
def get_share_picture(sid: str, request: Request, runs: RunsDep) -> Response:
    """The preview of a link. The PNG carries the experiment: dropped on the page, it opens."""
    share = runs.saved(sid)
    headers = {"Cache-Control": lasting(share.draft is not None), "ETag": f'"{share.digest[:20]}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    stored = runs.stored(sid)
    drawn = picture(
        _view(stored, ENGLISH), title=share.title, carried=carried_text(share), sid=share.sid
    )
    return Response(drawn, headers=headers, media_type="image/png")


def _view(stored: Stored, words: Words) -> View:
    state = ViewState.lenient(json.loads(stored.share.view_text))
    return View(stored.experiment, stored.result, state, words)


@router.get(
    "/oembed",
    tags=["api"],
    summary="How other sites place a stored experiment",
    responses={
        200: {"model": wire.OEmbedAnswer, "description": "An iframe and a picture"},
        **refusals(404, 410, 422),
    },
)
def get_oembed(
    url: str,
    request: Request,
    runs: RunsDep,
    words: WordsDep,
    *,
    maxwidth: Most = None,
    maxheight: Most = None,
    format: str = "json",  # noqa: A002  # it is called so in oEmbed
) -> Response:
    """Answer as oEmbed 1.0 for ``/x/SID`` and ``/e/SID`` of this server; nothing is fetched."""
    if format != "json":
        raise SpecError.at("/query/format", f"must be json, not {format[:20]!r}")
    base = public_base(request)
    named = named_share(url, base)
    share = runs.saved(named.sid)
    document = oembed_document(
        share.title,
        share.sid,
        read_options(named.query, LANGUAGES),
        base=base,
        words=words,
        most=(maxwidth, maxheight),
    )
    headers = {"Cache-Control": "public, max-age=300", "Vary": "Accept-Language"}
    return Response(to_json(document), headers=headers, media_type="application/json")


@router.get("/e/{sid}", include_in_schema=False)
def get_frame(sid: str, request: Request, runs: RunsDep, pages: PagesDep) -> Response:
    """A stored experiment for a frame in somebody else's page."""
    stored = runs.stored(sid)
    options = read_options(request.query_params, LANGUAGES)
    view = _view(stored, pages.words)
    page = embed_page(view, options, title=stored.share.title, sid=sid)
    return pages.page("pages/embed.html", page, headers=FRESH)
