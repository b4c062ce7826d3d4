"""Static files and the state of the server."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic_core import to_json

from app.assets import FOREVER
from app.deps import AssetsDep, PlotlyDep, StoreDep
from app.errors import UnknownError
from simcore.result import MODEL_VERSION

__all__ = ("router",)

router = APIRouter(include_in_schema=False)


@router.get("/static/plotly-{version}.min.js")
def get_plotly(version: str, request: Request, plotly: PlotlyDep) -> Response:
    """Plotly's script; an address with another version gets this one, but not for good."""
    current = plotly.url.endswith(f"plotly-{version}.min.js")
    return plotly.asset().response(request, FOREVER if current else "no-cache")


@router.get("/static/{path:path}")
async def get_static(path: str, request: Request, assets: AssetsDep) -> Response:
    found = assets.find(path)
    if found is None:
        raise UnknownError("There is no such file.")
    asset, cache = found
    return asset.response(request, cache)


@router.get("/favicon.svg")
async def get_favicon(request: Request, assets: AssetsDep) -> Response:
    return await get_static("favicon.svg", request, assets)


@router.get("/healthz")
def get_health(store: StoreDep) -> Response:
    """Whether the database answers, and which model computes."""
    store.check()
    state = {"status": "ok", "database": "ok", "model": MODEL_VERSION}
    return Response(
        to_json(state), media_type="application/json", headers={"Cache-Control": "no-store"}
    )
