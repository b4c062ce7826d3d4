"""For those who run the server, and for crawlers."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from app.errors import UnknownError
from app.web.indexing import ROBOTS

__all__ = ("router",)

router = APIRouter(include_in_schema=False)


@router.get("/robots.txt")
async def get_robots() -> Response:
    """What crawlers may fetch."""
    return PlainTextResponse(ROBOTS, headers={"Cache-Control": "public, max-age=3600"})


@router.get("/metrics")
def get_metrics(request: Request) -> Response:
    """Figures for Prometheus."""
    metrics = request.app.state.metrics
    if metrics is None:
        raise UnknownError("This server shows no metrics.")
    headers = {"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
    return Response(metrics.text(), headers=headers)
