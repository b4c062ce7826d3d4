"""Pages travel compressed.

Answers to previews do not: they are many, and on a fast line packing costs more than it saves.
"""

from __future__ import annotations

from typing import Final

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ("PackedGets",)

_SMALL: Final = 1024
_LEVEL: Final = 5


class PackedGets:
    """Compresses what a GET answers, where the client takes it and nobody has done it yet."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._packed = GZipMiddleware(app, minimum_size=_SMALL, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        packs = scope["type"] == "http" and scope["method"] == "GET"
        await (self._packed if packs else self._plain)(scope, receive, send)
