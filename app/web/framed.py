"""What a sandboxed frame may read of us: it has no origin, so that our own page asks as a stranger.

Two things only are open to everybody, without credentials: our scripts, which are public anyway,
and previews, which compute from their body alone and store nothing.
"""

from __future__ import annotations

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ("OpenToFrames",)

_PREVIEW: Final = "/api/v1/preview"
_SCRIPTS: Final = "/static/"
_OPEN: Final = (b"access-control-allow-origin", b"*")
_MAY_SEND: Final = (
    (b"access-control-allow-methods", b"POST"),
    (b"access-control-allow-headers", b"content-type"),
    (b"access-control-max-age", b"86400"),
)


class OpenToFrames:
    """Says which answers any origin may read, and answers the question before a preview."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_open(scope["path"]):
            await self._app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and scope["path"] == _PREVIEW:
            await send(
                {"type": "http.response.start", "status": 204, "headers": [_OPEN, *_MAY_SEND]}
            )
            await send({"type": "http.response.body", "body": b""})
            return

        async def opened(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), _OPEN]
            await send(message)

        await self._app(scope, receive, opened)


def _is_open(path: str) -> bool:
    return path == _PREVIEW or (path.startswith(_SCRIPTS) and path.endswith(".js"))
