"""One line and one count for each request; a name for it that goes back to the client."""

from __future__ import annotations

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.metrics import Metrics
from app.web.seen import Seen, watch

__all__ = ("Observed",)

logger = logging.getLogger("ilx.request")


class Observed:
    """Watches each request to its end."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen, started = watch(scope), time.perf_counter()
        name = (b"x-request-id", seen.request_id.encode())

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.status = message["status"]
                message = {**message, "headers": [*message.get("headers", ()), name]}
            elif message["type"] == "http.response.body":
                seen.sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            seen.status = seen.status or 500
            raise
        finally:
            self._told(seen, time.perf_counter() - started)

    def _told(self, seen: Seen, seconds: float) -> None:
        self._metrics.count(seen, seconds)
        if logger.isEnabledFor(logging.INFO):
            told = {
                "method": seen.method,
                "route": seen.route,
                "status": seen.status,
                "ms": round(seconds * 1000, 1),
                "bytes": seen.sent,
                "id": seen.request_id,
            }
            logger.info("request", extra={"told": told})
