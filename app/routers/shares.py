"""Stored experiments: saving without scripts, the page of a link, and its JSON twin."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from app import wire
from app.assets import Asset
from app.db.store import SavedShare, Standing
from app.deps import CatalogDep, FormDep, PagesDep, RunsDep
from app.kept import Kept
from app.present.drift import drift_of
from app.present.moments import Moments, moment_told
from app.present.state import ViewState
from app.present.workbench import workbench_page
from app.public import public_base
from app.routers.common import FRESH, lasting, preset_choices, refusals
from app.services.catalog import Catalog
from app.services.run import Runs, Stored
from app.services.sharing import read_share
from app.services.twin import share_info, twin_text
from app.templating import Pages
from simcore.result import MODEL_VERSION
from simcore.spec import parse_json

__all__ = ("router",)

router = APIRouter()

_LEVEL: Final = 5
"""How hard a page is compressed, once."""


async def _standing(sid: str, runs: RunsDep) -> Standing:
    """How the share of the address stands; what hardly changes is not asked of the store again."""
    known = runs.settled(sid)
    return await run_in_threadpool(runs.standing, sid) if known is None else known


StandingDep = Annotated[Standing, Depends(_standing)]


@router.post("/x", include_in_schema=False)
def post_share(form: FormDep, runs: RunsDep, pages: PagesDep) -> Response:
    """Save without scripts: store, then go to the page of what was stored."""
    said = {name: form[name].replace("\r\n", "\n") for name in ("title", "notes") if name in form}
    document = {
        "experiment": parse_json(form.get("experiment", "")),
        "parent": form.get("parent") or None,
        "listed": "listed" in form,
        **said,
    }
    shared = runs.run_once(read_share(document))
    return pages.sent_on(f"/x/{shared.sid}")


@router.post("/x/{sid}/recompute", include_in_schema=False)
def post_recompute(sid: str, runs: RunsDep, pages: PagesDep) -> Response:
    """Compute an experiment of an older model again; the page then shows both."""
    runs.recompute(sid)
    return pages.sent_on(f"/x/{sid}")


@router.get(
    "/x/{sid}.json",
    tags=["api"],
    summary="A stored experiment with its stored result",
    responses={
        200: {"model": wire.SavedAnswer, "description": "What was stored, unchanged"},
        **refusals(404, 410),
    },
)
async def get_share_twin(
    sid: str, request: Request, runs: RunsDep, standing: StandingDep
) -> Response:
    """A stored experiment as JSON: the stored texts, put together and not read."""
    kept: Kept[Asset] = request.app.state.kept_pages
    twin = await kept.made_aside((sid, "json"), lambda: _twin(runs.saved(sid)))
    return twin.response(request, lasting(standing.withdrawable))


def _twin(share: SavedShare) -> Asset:
    etag = f'"{share.digest[:20]}"'
    return Asset.holding(twin_text(share).encode(), "application/json", level=_LEVEL, etag=etag)


@router.get("/x/{sid}", include_in_schema=False)
async def get_share(
    sid: str,
    request: Request,
    catalog: CatalogDep,
    runs: RunsDep,
    *,
    pages: PagesDep,
    standing: StandingDep,
) -> Response:
    """The workbench on a stored experiment, with the result that was stored.

    The page follows from the share, the language and who chose it, the static files, the site's
    address and from whether the present model has computed it, too: it is made once for each.
    """
    kept: Kept[Asset] = request.app.state.kept_pages
    base = public_base(request)
    static = request.app.state.assets.url("favicon.svg")
    pages = replace(pages, query="")
    key = (sid, pages.words.language, pages.asked, static, base, standing.fresh)
    page = await kept.made_aside(
        key, lambda: _page(runs.stored(sid), runs, catalog, pages=pages, base=base)
    )
    said = {"Content-Language": pages.words.language, "Vary": "Accept-Encoding, Accept-Language"}
    return page.response(request, FRESH["Cache-Control"], **said)


def _page(stored: Stored, runs: Runs, catalog: Catalog, *, pages: Pages, base: str) -> Asset:
    share = stored.share
    drift = drift_of(
        stored.experiment,
        stored.result,
        None if share.model == MODEL_VERSION else runs.fresh(share),
        model=MODEL_VERSION,
        words=pages.words,
    )
    state = ViewState.lenient(json.loads(share.view_text))
    page = workbench_page(
        stored.experiment,
        stored.result,
        presets=preset_choices(catalog, pages.words),
        state=state,
        moments=Moments(later=moment_told(stored.experiment, state.moment, pages.words)),
        words=pages.words,
        share=share_info(share, drift),
        base=base,
    )
    html = pages.page("pages/workbench.html", page)
    return Asset.holding(bytes(html.body), html.headers["content-type"], level=_LEVEL)
