"""Stored experiments: saving without scripts, the page of a link, and its JSON twin."""

from __future__ import annotations

import json
from typing import Final

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from app import wire
from app.assets import Asset
from app.db.store import SavedShare
from app.deps import CatalogDep, FormDep, PagesDep, RunsDep
from app.errors import KINDS
from app.kept import Kept
from app.present.state import ViewState
from app.present.workbench import ShareInfo, workbench_page
from app.routers.common import FOR_GOOD, FRESH, preset_choices
from app.services.catalog import Catalog
from app.services.run import Stored
from app.services.sharing import read_share
from app.templating import Pages
from simcore.spec import parse_json

__all__ = ("router",)

router = APIRouter()

_LEVEL: Final = 5
"""How hard a page is compressed, once."""


@router.post("/x", include_in_schema=False)
def post_share(form: FormDep, runs: RunsDep) -> Response:
    """Save without scripts: store, then go to the page of what was stored."""
    said = {name: form[name] for name in ("title", "notes") if name in form}
    document = {
        "experiment": parse_json(form.get("experiment", "")),
        "parent": form.get("parent") or None,
        **said,
    }
    shared = runs.run_once(read_share(document))
    return RedirectResponse(f"/x/{shared.sid}", status_code=303)


@router.get(
    "/x/{sid}.json",
    tags=["api"],
    summary="A stored experiment with its stored result",
    responses={
        200: {"model": wire.SavedAnswer, "description": "What was stored, unchanged"},
        404: wire.PROBLEM | {"description": KINDS[404].title},
    },
)
async def get_share_twin(sid: str, request: Request, runs: RunsDep) -> Response:
    """A stored experiment as JSON: the stored texts, put together and not read."""
    kept: Kept[Asset] = request.app.state.kept_pages
    twin = kept.get(sid)
    if twin is None:
        twin = await run_in_threadpool(kept.made, sid, lambda: _twin(runs.saved(sid)))
    return twin.response(request, FOR_GOOD)


def _twin(share: SavedShare) -> Asset:
    text = _twin_text(share).encode()
    etag = f'"{share.digest[:20]}"'
    return Asset.holding(text, "application/json", level=_LEVEL, etag=etag)


def _twin_text(share: SavedShare) -> str:
    said = json.dumps(
        {
            "sid": share.sid,
            "content": share.content,
            "model": share.model,
            "title": share.title,
            "notes": share.notes,
            "parent": share.parent,
            "created": share.created,
        },
        ensure_ascii=False,
    )
    return (
        f'{said[:-1]}, "view": {share.view_text}, "experiment": {share.experiment_text}, '
        f'"result": {share.result_text}}}'
    )


@router.get("/x/{sid}", include_in_schema=False)
async def get_share(
    sid: str, request: Request, catalog: CatalogDep, *, runs: RunsDep, pages: PagesDep
) -> Response:
    """The workbench on a stored experiment, with the result that was stored.

    The page follows from the share, the language and the static files, so it is made once.
    """
    kept: Kept[Asset] = request.app.state.kept_pages
    key = (sid, pages.words.language, request.app.state.assets.url("favicon.svg"))
    page = kept.get(key)
    if page is None:
        page = await run_in_threadpool(
            kept.made, key, lambda: _page(runs.stored(sid), catalog, pages)
        )
    said = {"Content-Language": pages.words.language, "Vary": "Accept-Encoding, Accept-Language"}
    return page.response(request, FRESH["Cache-Control"], **said)


def _page(stored: Stored, catalog: Catalog, pages: Pages) -> Asset:
    share = stored.share
    page = workbench_page(
        stored.experiment,
        stored.result,
        presets=preset_choices(catalog, pages.words),
        state=ViewState.lenient(json.loads(share.view_text)),
        words=pages.words,
        share=ShareInfo(
            sid=share.sid,
            title=share.title,
            notes=share.notes,
            created=share.created,
            parent=share.parent,
            model=share.model,
        ),
    )
    html = pages.page("pages/workbench.html", page)
    return Asset.holding(bytes(html.body), html.headers["content-type"], level=_LEVEL)
