"""How a body must come: in time, and as it is.

A body that trickles in would hold a connection for ever. A packed body would be a bomb: a few
bytes that unfold to gigabytes; nothing here unfolds one.
"""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import Said, respond
from app.web.refusing import refuse

__all__ = ("BodyInTime", "PlainBody")


class TooSlowError(Exception):
    """The body did not come in time."""


class BodyInTime:
    """Gives up on a body that has not come whole within so many seconds: 408."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app, self._seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, self._timed(receive), noting)
        except TooSlowError:
            if begun:
                raise
            said = Said("error.slow_body", {"seconds": f"{self._seconds:g}"})
            response = respond(Request(scope), 408, said=said, headers={"Connection": "close"})
            await response(scope, receive, send)

    def _timed(self, receive: Receive) -> Receive:
        """``receive`` until the body is whole; after that only a farewell may come, whenever."""
        deadline = asyncio.get_running_loop().time() + self._seconds
        whole = False

        async def receive_timed() -> Message:
            nonlocal whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise TooSlowError from None
            whole = not message.get("more_body", False)
            return message

        return receive_timed


class PlainBody:
    """Refuses bodies that come packed: 415."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"]) if scope["type"] == "http" else {}
        if headers.get(b"content-encoding", b"").strip().lower() in (b"", b"identity"):
            await self._app(scope, receive, send)
            return
        told = {"Accept-Encoding": "identity"}
        said = Said("error.packed_body")
        await refuse(scope, receive, send, status=415, said=said, headers=told)
