"""The gallery: a page of cards, and the same as JSON, page by page."""

from __future__ import annotations

import hashlib
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic_core import to_json

from app import wire
from app.deps import PagesDep, WordsDep
from app.present.gallery import GalleryPage, TagLink
from app.routers.common import FRESH, refusals
from app.services.browsing import Found, find, page_after
from app.services.gallery import Gallery

__all__ = ("router",)

router = APIRouter()


async def _gallery(request: Request) -> Gallery:
    gallery: Gallery = request.app.state.gallery
    return gallery


GalleryDep = Annotated[Gallery, Depends(_gallery)]
Asked = Annotated[str, Query(max_length=200, description="Words that all have to occur")]
TagAsked = Annotated[str, Query(max_length=40, description="A tag")]
Limit = Annotated[int, Query(ge=1, le=100, description="How many at most")]
Cursor = Annotated[str | None, Query(max_length=200, description="From `next`; opaque")]


@router.get("/gallery", include_in_schema=False)
def get_gallery_page(request: Request, gallery: GalleryDep, pages: PagesDep) -> Response:
    """Every card that the address asks for; words and tag are those of the form."""
    say, asked = pages.words, request.query_params
    q, tag = asked.get("q", "")[:200], asked.get("tag", "")[:40]
    found = find(gallery.cards(say), q, tag, say)
    page = GalleryPage(
        title=say("gallery.title"),
        description=say("gallery.lead"),
        q=q,
        tag=tag,
        cards=found.cards,
        tags=_tag_links(found, asked.get("lang", ""), q, tag),
        everything=_address(asked.get("lang", ""), q, ""),
        found=say("gallery.found", n=len(found.cards)),
    )
    return pages.page("pages/gallery.html", page, headers=FRESH)


def _tag_links(found: Found, language: str, q: str, tag: str) -> tuple[TagLink, ...]:
    return tuple(
        TagLink(name, count, _address(language, q, name), name == tag)
        for name, count in found.tags.items()
    )


def _address(language: str, q: str, tag: str) -> str:
    said = {"q": q, "tag": tag, "lang": language}
    query = urlencode({name: text for name, text in said.items() if text})
    return f"/gallery?{query}" if query else "/gallery"


@router.get(
    "/api/v1/gallery",
    tags=["api"],
    summary="The gallery, page by page",
    responses={
        200: {"model": wire.GalleryAnswer, "description": "Experiments and races chosen by hand"},
        304: {"description": "Unchanged since the ETag that was sent"},
        **refusals(422),
    },
)
def get_gallery(
    request: Request,
    gallery: GalleryDep,
    words: WordsDep,
    *,
    q: Asked = "",
    tag: TagAsked = "",
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Response:
    """Curated experiments, each an ordinary share, and races that `/interfaces` walks.

    `?lang=` or Accept-Language chooses the language. While there is more, `next` in the body and
    the Link header hold the address of the next page.
    """
    found = find(gallery.cards(words), q, tag, words)
    page, after = page_after(found.cards, cursor, limit)
    following = None
    if after is not None:
        asked = {**request.query_params, "cursor": after}
        following = f"/api/v1/gallery?{urlencode(asked)}"
    body = to_json(
        {
            "items": [card.plain() for card in page],
            "total": len(found.cards),
            "tags": found.tags,
            "next": following,
        }
    )
    headers = {
        "Cache-Control": "public, max-age=300",
        "Vary": "Accept-Language",
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:20]}"',
    }
    if following is not None:
        headers["Link"] = f'<{following}>; rel="next"'
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")
