"""The read-only mode: links open and previews are computed, but nothing is kept."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import Said
from app.web.classes import WRITES, cost_of
from app.web.refusing import refuse

__all__ = ("ReadOnly",)


class ReadOnly:
    """Refuses everything that writes: 503."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or cost_of(scope["method"], scope["path"]) not in WRITES:
            await self._app(scope, receive, send)
            return
        await refuse(scope, receive, send, status=503, said=Said("error.read_only"))
