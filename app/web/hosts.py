"""Under which names the server answers: a page of ours must not speak for another site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import Said
from app.web.refusing import refuse

__all__ = ("HostCheck", "read_hosts")

_ASKED_BY_NUMBER: Final = frozenset({"/healthz", "/metrics"})
"""Paths that watchers ask by address, whatever the site is called."""


def read_hosts(text: str) -> tuple[str, ...]:
    """Names of a comma list; ``*.example.org`` stands for all names below. Raises ValueError."""
    names = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    for name in names:
        if "/" in name or "*" in name.removeprefix("*."):
            raise ValueError(f"{name!r} is no name of a host")
    return names


class HostCheck:
    """Refuses requests for hosts that are not ours; no list allows any."""

    def __init__(self, app: ASGIApp, allowed: Sequence[str]) -> None:
        self._app = app
        self._exact = frozenset(name for name in allowed if not name.startswith("*."))
        self._below = tuple(name[1:] for name in allowed if name.startswith("*."))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._is_ours(scope):
            await self._app(scope, receive, send)
            return
        await refuse(scope, receive, send, status=400, said=Said("error.host"))

    def _is_ours(self, scope: Scope) -> bool:
        if not (self._exact or self._below) or scope["path"] in _ASKED_BY_NUMBER:
            return True
        name = _host(scope)
        return name in self._exact or name.endswith(self._below or ("/",))


def _host(scope: Scope) -> str:
    """The name in the Host header, without port."""
    text = str(dict(scope["headers"]).get(b"host", b"").decode("latin-1").strip().lower())
    if text.startswith("["):
        return text.partition("]")[0] + "]"
    return text.partition(":")[0].rstrip(".")
