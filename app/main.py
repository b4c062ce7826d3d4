"""The application, put together. Everything it does is elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy import Engine

from app import errors
from app.apidocs import DescribedApp
from app.assets import Asset, Assets, plotly_script
from app.db.drafts import DraftStore
from app.db.engine import open_engine
from app.db.lineage import Lineage
from app.db.migrate import migrate
from app.db.store import Store
from app.kept import PAGES, PREVIEWS, Kept
from app.routers import (
    api,
    card,
    compare,
    drafts,
    embed,
    exports,
    files,
    gallery,
    interfaces,
    lineage,
    operating,
    pages,
    shares,
)
from app.services.catalog import Catalog
from app.services.drafting import Drafts
from app.services.gallery import Exhibits, Gallery
from app.services.run import Runs, Simulate
from app.settings import CHECKOUT, Settings
from app.templating import Templates
from app.web.fence import fence
from app.web.security import HEADERS
from app.words import LANGUAGES
from simcore.simulate import simulate as run_experiment

__all__ = ("create_app",)


def create_app(
    settings: Settings, simulate: Simulate = run_experiment, exhibits: Exhibits | None = None
) -> FastAPI:
    """The application on a database brought up to date.

    ``simulate`` is what computes; ``exhibits`` hang in the gallery, ours where none are given.
    """
    engine = open_engine(settings.store_url)
    migrate(engine)
    plotly = plotly_script()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        plotly.prepare()
        yield
        engine.dispose()

    app = DescribedApp(
        title="ilx",
        summary="Explorer of Linux NUMA memory policies",
        version="1",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
        lifespan=lifespan,
    )
    _hold(app, settings, engine, simulate=simulate, exhibits=exhibits or Exhibits.read())
    errors.install(app, HEADERS)
    fence(app, settings, engine)
    for part in (
        *(api, card, compare, drafts, embed, lineage, exports, gallery),
        *(interfaces, shares, files, operating, pages),
    ):
        app.include_router(part.router)
    return app


def _hold(
    app: FastAPI, settings: Settings, engine: Engine, *, simulate: Simulate, exhibits: Exhibits
) -> None:
    """What routes may ask for (``app.deps``)."""
    store, assets, plotly = Store(engine), Assets(CHECKOUT / "static"), plotly_script()
    app.state.store = store
    app.state.public_url = settings.public_url
    app.state.runs = Runs(store, simulate)
    app.state.lineage = Lineage(engine)
    app.state.drafts = Drafts(DraftStore(engine), app.state.runs, idle_days=settings.draft_days)
    app.state.catalog = Catalog()
    app.state.gallery = Gallery.opened(
        store, app.state.catalog, exhibits, takes=not settings.read_only
    )
    app.state.public = app.state.gallery.public  # shares that may be listed and indexed
    app.state.kept_pages = Kept[Asset](PAGES)
    app.state.kept_previews = Kept[bytes](PREVIEWS)
    app.state.assets = assets
    app.state.plotly = plotly
    app.state.templates = Templates(
        CHECKOUT / "templates",
        {
            "static_url": assets.url,
            "plotly_url": plotly.url,
            "languages": LANGUAGES,
            "read_only": settings.read_only,
        },
    )
