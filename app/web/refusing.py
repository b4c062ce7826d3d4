"""Saying no before the application is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from app.errors import Said, respond
from app.web.seen import note_refused

__all__ = ("refuse",)

_DRAINED: Final = 512 * 1024


async def refuse(
    scope: Scope,
    receive: Receive,
    send: Send,
    *,
    status: int,
    said: Said,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Answer with a refusal. The body is read first: many clients listen only after sending."""
    read, more = 0, scope["method"] not in ("GET", "HEAD")
    while more and read < _DRAINED:
        message: Mapping[str, Any] = await receive()
        read += len(message.get("body", b""))
        more = message.get("more_body", False)
    note_refused(scope)
    response = respond(Request(scope), status, said=said, headers=headers)
    await response(scope, receive, send)
