"""What search engines may keep: the pages of the house, and what its authors made public.

``app.state.public`` holds the names of shares that are public: whoever lists them fills it.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.db.names import is_sid

__all__ = ("ROBOTS", "NoIndex", "is_public")

ROBOTS: Final = """\
User-agent: *
Disallow: /api/v1/
Disallow: /metrics
Disallow: /compare?
Disallow: /interfaces?
"""
"""Links are not named here: a crawler must come to them to read that they are not to be kept."""

_UNLISTED: Final = re.compile(r"/(?:x|e|d|api)/|/(?:metrics|healthz)$")
_LISTED: Final = frozenset({"/api/docs"})


def is_public(scope: Scope, sid: str) -> bool:
    """Whether a share is listed for everybody."""
    return sid in getattr(scope["app"].state, "public", ())


class NoIndex:
    """Says ``X-Robots-Tag: noindex`` on everything that somebody only gave a link to."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_hidden(scope):
            await self._app(scope, receive, send)
            return

        async def with_header(message: Message) -> None:
            if message["type"] == "http.response.start":
                tag = (b"x-robots-tag", b"noindex")
                message = {**message, "headers": [*message.get("headers", ()), tag]}
            await send(message)

        await self._app(scope, receive, with_header)


def _is_hidden(scope: Scope) -> bool:
    path = scope["path"]
    if path == "/compare":
        asked = parse_qsl(scope["query_string"].decode("latin-1"))
        sids = [value.partition("~")[0] for name, value in asked if name == "x"]
        return any(is_sid(sid) and not is_public(scope, sid) for sid in sids)
    page = re.fullmatch(r"/x/([^/]+)", path)
    if page and is_public(scope, page[1]):
        return False
    return path not in _LISTED and _UNLISTED.match(path) is not None
