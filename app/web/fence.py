"""Everything that a request passes before a route, in order."""

from __future__ import annotations

from fastapi import FastAPI
from sqlalchemy import Engine

from app.db.size import stored_bytes
from app.settings import Settings
from app.web.addresses import Forwarded
from app.web.bodies import BodyInTime, PlainBody
from app.web.framed import OpenToFrames
from app.web.head import HeadAsGet
from app.web.hosts import HostCheck
from app.web.indexing import NoIndex
from app.web.metrics import Metrics
from app.web.packing import PackedGets
from app.web.rates import RateLimit
from app.web.reading_only import ReadOnly
from app.web.security import BodyLimit, SecureHeaders
from app.web.seen import RouteNoted
from app.web.watching import Observed

__all__ = ("fence",)


def fence(app: FastAPI, settings: Settings, engine: Engine) -> None:
    """Put up what stands between the net and the routes; the first is passed last."""
    metrics = Metrics(lambda: stored_bytes(engine))
    app.state.metrics = metrics if settings.metrics else None
    app.add_middleware(RouteNoted)
    app.add_middleware(PackedGets)
    app.add_middleware(BodyLimit)
    if settings.rates:
        app.add_middleware(RateLimit, rates=settings.rates, trusted=settings.trusted_proxies)
    if settings.read_only:
        app.add_middleware(ReadOnly)
    app.add_middleware(PlainBody)
    app.add_middleware(HeadAsGet)
    app.add_middleware(HostCheck, allowed=settings.allowed_hosts)
    app.add_middleware(BodyInTime, seconds=settings.body_seconds)
    app.add_middleware(NoIndex)
    app.add_middleware(Forwarded, trusted=settings.trusted_proxies)
    app.add_middleware(OpenToFrames)
    app.add_middleware(Observed, metrics=metrics)
    app.add_middleware(SecureHeaders)
