"""What holds for every request: headers that fence the page in, and a limit on the body.

Plain ASGI, since every request passes here. The script policy allows our own files only: no
inline script, no eval, no other origin. Styles may be inline, because Plotly writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import BodyTooLargeError, respond

__all__ = (
    "HEADERS",
    "KINDS_OF_PAGE",
    "MAX_BODY",
    "MAX_IMPORT",
    "BodyLimit",
    "SecureHeaders",
    "body_limit",
)

_POLICY: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def _written(policy: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in policy.items())


HEADERS: Final[dict[str, str]] = {
    "content-security-policy": _written(_POLICY),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
}

KINDS_OF_PAGE: Final[Mapping[str, Mapping[str, str]]] = {
    "/e/": HEADERS
    | {
        "content-security-policy": _written(_POLICY | {"frame-ancestors": "*"}),
        "cross-origin-opener-policy": "unsafe-none",
    },
}
"""Headers by the start of the path, where they are others: only ``/e/`` may stand in frames."""

MAX_BODY: Final = 256 * 1024
MAX_IMPORT: Final = 4 * 1024 * 1024
_IMPORTS: Final = frozenset({"/import", "/api/v1/import"})
_DRAINED: Final = 16 * 1024 * 1024


def body_limit(path: str) -> int:
    """How many bytes a request to ``path`` may bring along."""
    return MAX_IMPORT if path in _IMPORTS else MAX_BODY


class SecureHeaders:
    """Puts the headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._usual = _encoded(HEADERS)
        self._others = {start: _encoded(kind) for start, kind in KINDS_OF_PAGE.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        headers = next((h for start, h in self._others.items() if path.startswith(start)), None)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *(headers or self._usual)]
            await send(message)

        await self._app(scope, receive, with_headers)


def _encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]


class BodyLimit:
    """Refuses bodies that are too long, by what the client announces and by what it sends."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        limit = body_limit(scope["path"])
        if _announced(scope) > limit:
            await _drain(receive)
            response = respond(Request(scope), 413, detail=_sentence(limit))
            await response(scope, receive, send)
            return
        await self._app(scope, _counted(receive, limit), send)


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


def _counted(receive: Receive, limit: int) -> Receive:
    """``receive`` that stops once more than ``limit`` bytes came."""
    seen = 0

    async def receive_counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            await _drain(receive, message)
            raise BodyTooLargeError(_sentence(limit))
        return message

    return receive_counted


async def _drain(receive: Receive, message: Message | None = None) -> None:
    """Read on for a while: many clients look for the answer only when they have sent all."""
    drained = 0
    while drained < _DRAINED and (message is None or message.get("more_body", False)):
        message = await receive()
        drained += len(message.get("body", b""))


def _sentence(limit: int) -> str:
    return f"The request's body is longer than the {limit // 1024} KiB allowed here."
