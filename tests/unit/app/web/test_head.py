"""HEAD, and what is no request at all, pass through the middleware."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from app.web.head import HeadAsGet
from app.web.security import BodyLimit, SecureHeaders, body_limit


async def _inner(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-a", b"1")]})
    await send({"type": "http.response.body", "body": scope.get("method", "none").encode()})


def answers(middleware: Any, scope: dict[str, Any]) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    asyncio.run(middleware(_inner)(scope, receive, send))
    return sent


def test_head_is_passed_on_as_get_and_its_body_kept_back() -> None:
    assert answers(HeadAsGet, {"type": "http", "method": "HEAD"})[1]["body"] == b""
    assert answers(HeadAsGet, {"type": "http", "method": "GET"})[1]["body"] == b"GET"


@pytest.mark.parametrize("middleware", [HeadAsGet, BodyLimit, SecureHeaders])
def test_what_is_no_request_passes_unchanged(middleware: Any) -> None:
    start, body = answers(middleware, {"type": "lifespan"})

    assert start["headers"] == [(b"x-a", b"1")]
    assert body["body"] == b"none"


def test_only_imports_may_be_long() -> None:
    assert body_limit("/import") == body_limit("/api/v1/import") == 4 * 1024 * 1024
    assert body_limit("/x") == body_limit("/api/v1/preview") == 256 * 1024
