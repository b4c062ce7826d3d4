"""What is known of a request for logs and metrics: never who asked, nor what exactly."""

from __future__ import annotations

import re
import secrets
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi.routing import iter_route_contexts
from starlette.routing import compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ("UNMATCHED", "RouteNoted", "Seen", "note_refused", "seen_of", "watch")

UNMATCHED: Final = "(none)"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_HARMLESS: Final = re.compile(rb"[A-Za-z0-9_-]{8,64}")
"""No dots and no colons: what a client calls its request cannot be an address."""


@dataclass(slots=True, kw_only=True)
class Seen:
    """One request: its method, the pattern of its route, its name, and what became of it."""

    request_id: str
    method: str
    route: str = UNMATCHED
    status: int = 0
    sent: int = 0


def watch(scope: Scope) -> Seen:
    """Begin to note a request; parts further inside find the notes with ``seen_of``."""
    method = scope["method"] if scope["method"] in _METHODS else "OTHER"
    seen = Seen(request_id=_name(scope), method=method)
    scope.setdefault("state", {})["seen"] = seen
    return seen


def seen_of(scope: MutableMapping[str, Any]) -> Seen | None:
    """The notes on a request; none where nobody watches."""
    seen: Seen | None = scope.get("state", {}).get("seen")
    return seen


def note_refused(scope: Scope) -> None:
    """Note the route that a request was meant for, which is refused before it comes there."""
    seen, app = seen_of(scope), scope.get("app")
    if seen is None or app is None:
        return
    if not hasattr(app.state, "patterns"):
        contexts = list(iter_route_contexts(app.routes))
        app.state.patterns = [
            (compile_path(each.path)[0], each.path, each.methods or ())
            for each in contexts
            if each.path is not None
        ]
    asked = "GET" if scope["method"] == "HEAD" else scope["method"]
    meant = (
        pattern
        for regex, pattern, methods in app.state.patterns
        if asked in methods and regex.match(scope["path"])
    )
    seen.route = next(meant, UNMATCHED)


def _name(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _HARMLESS.fullmatch(value):
            return str(value.decode())
    return secrets.token_hex(8)


class RouteNoted:
    """Innermost: notes which route answered, by its pattern, so that no id is ever noted."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        finally:
            route, seen = scope.get("route"), seen_of(scope)
            if seen is not None:
                seen.route = getattr(route, "path", UNMATCHED)
