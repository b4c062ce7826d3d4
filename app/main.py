"""The application, put together. Everything it does is elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app import errors
from app.apidocs import DescribedApp
from app.assets import Asset, Assets, plotly_script
from app.db.engine import open_engine
from app.db.migrate import migrate
from app.db.store import Store
from app.head import HeadAsGet
from app.kept import PAGES, PREVIEWS, Kept
from app.packing import PackedGets
from app.routers import api, card, compare, exports, files, gallery, interfaces, pages, shares
from app.security import HEADERS, BodyLimit, SecureHeaders
from app.services.catalog import Catalog
from app.services.gallery import Exhibits, Gallery
from app.services.run import Runs, Simulate
from app.settings import CHECKOUT, Settings
from app.templating import Templates
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
    store = Store(engine)
    assets = Assets(CHECKOUT / "static")
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
    app.state.store = store
    app.state.runs = Runs(store, simulate)
    app.state.catalog = Catalog()
    app.state.gallery = Gallery.opened(store, app.state.catalog, exhibits or Exhibits.read())
    app.state.public = app.state.gallery.public  # shares that may be listed and indexed
    app.state.kept_pages = Kept[Asset](PAGES)
    app.state.kept_previews = Kept[bytes](PREVIEWS)
    app.state.assets = assets
    app.state.plotly = plotly
    app.state.templates = Templates(
        CHECKOUT / "templates",
        {"static_url": assets.url, "plotly_url": plotly.url, "languages": LANGUAGES},
    )
    errors.install(app, HEADERS)
    for middleware in (BodyLimit, PackedGets, HeadAsGet, SecureHeaders):  # the last is outermost
        app.add_middleware(middleware)
    for part in (api, card, compare, exports, gallery, interfaces, shares, files, pages):
        app.include_router(part.router)
    return app
