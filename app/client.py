"""A client of the HTTP interface, on the standard library alone.

    client = Client("https://ilx.example")
    shared = client.push({"experiment": document, "title": "Nine to one"})
    client.pull(shared.sid)  # the bytes of its JSON twin

A server that is busy (429, 503) is asked again when it says so, within a bound.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPMessage
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

__all__ = ("Answer", "AnswerError", "Client", "ClientError", "Problem", "Pushed", "split_link")

_BUSY: Final = frozenset({429, 503})
_ATTEMPTS: Final = 5
_USUAL_WAIT_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with what was sent: its place in the body, and what it should be."""

    pointer: str
    detail: str

    def __str__(self) -> str:
        return f"{self.pointer or '/'}: {self.detail}"


class ClientError(Exception):
    """What was asked for could not be had; the message is a sentence."""


class AnswerError(ClientError):
    """The server said no: the status, its sentence, and every problem that it told."""

    def __init__(self, status: int, detail: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(detail)
        self.status = status
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sent."""

    status: int
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Pushed:
    """Where a share lies, and whether it is new there."""

    sid: str
    link: str
    content: str
    created: bool


class Client:
    """One server. ``timeout`` bounds each answer, ``patience`` all waiting, both in seconds."""

    def __init__(
        self,
        url: str,
        *,
        timeout: float = 30,
        patience: float = 60,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """``url`` is where the server's pages are. Raises ClientError when it cannot be one."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ClientError(f"the address of a server begins with http:// or https://: {url!r}")
        self.url = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
        self._timeout, self._patience, self._wait = timeout, patience, wait
        self._opener = build_opener(_SameSite)

    def push(self, share: Mapping[str, Any]) -> Pushed:
        """Share an experiment, bare or with title, notes and parent. Raises ClientError.

        The same share is the same link, however often it is sent.
        """
        answer = self.ask("/api/v1/experiments", json.dumps(share).encode())
        try:
            said = json.loads(answer.body)
            sid, path, content = (str(said[name]) for name in ("sid", "url", "content"))
        except (ValueError, LookupError, TypeError) as error:
            raise ClientError(f"{self.url} does not answer as ilx does") from error
        return Pushed(sid, self.url + path, content, answer.status == 201)

    def pull(self, sid: str, name: str = "") -> bytes:
        """The JSON twin of a share, or one of its exports by name. Raises ClientError.

        A name that begins with a full stop is another form of the whole: ``.png``.
        """
        tail = name if name.startswith(".") else f"/{name}" if name else ".json"
        return self.ask(f"/x/{quote(sid, safe='')}{quote(tail)}").body

    def ask(self, path: str, body: bytes | None = None) -> Answer:
        """Get ``path``, or post JSON to it; asks again where the server is busy.

        Raises AnswerError for what the server refuses, ClientError where there is no server.
        """
        patience = self._patience
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._once(path, body)
            except HTTPError as error:
                with error:
                    pause = _pause(error) if error.code in _BUSY else None
                    if pause is None or pause > patience or attempt == _ATTEMPTS:
                        raise _answered(error) from error
            except (URLError, OSError, HTTPException) as error:
                why = getattr(error, "reason", None) or error
                raise ClientError(f"{self.url} does not answer: {why}") from error
            patience -= pause
            self._wait(pause)
        raise AssertionError("unreachable: the last attempt answers or raises")

    def _once(self, path: str, body: bytes | None) -> Answer:
        headers = {"Accept": "*/*", "User-Agent": "ilx"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        request = Request(self.url + path, body, headers)
        with self._opener.open(request, timeout=self._timeout) as answer:
            return Answer(answer.status, answer.headers.get_content_type(), answer.read())


class _SameSite(HTTPRedirectHandler):
    """Follows a server that moves its pages, but not to another kind of address."""

    def redirect_request(  # noqa: PLR0917 - the standard library's signature
        self, req: Request, fp: Any, code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if urlsplit(newurl).scheme not in ("http", "https"):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def split_link(link: str) -> tuple[str, str]:
    """The server and the sid of a link to a share. Raises ClientError.

    ``https://ilx.example/x/SID`` and what the server has below it, its JSON twin among them.
    """
    parts = urlsplit(link)
    before, marker, rest = parts.path.partition("/x/")
    sid = rest.partition("/")[0].partition(".")[0]
    if not (marker and sid):
        raise ClientError(f"a link to a share ends with /x/ and its name: {link!r}")
    return urlunsplit((parts.scheme, parts.netloc, before, "", "")), sid


def _pause(error: HTTPError) -> float:
    """How long a busy server wants to be left alone: seconds or a date, as RFC 9110 has it."""
    said = (error.headers.get("Retry-After") or "").strip()
    if said.isascii() and said.isdecimal():
        return float(said)
    try:
        when = parsedate_to_datetime(said)
    except ValueError:
        return _USUAL_WAIT_S
    return max(0.0, (when.astimezone(UTC) - datetime.now(UTC)).total_seconds())


def _answered(error: HTTPError) -> AnswerError:
    """A refusal with every problem that the server told."""
    fallback = f"{error.url} answers {error.code} {error.reason}"
    try:
        told = json.loads(error.read())
        problems = tuple(
            Problem(str(each["pointer"]), str(each["detail"])) for each in told.get("errors", ())
        )
        detail = str(told.get("detail") or told.get("title") or fallback)
    except (ValueError, LookupError, TypeError, AttributeError, OSError, HTTPException):
        return AnswerError(error.code, fallback)
    return AnswerError(error.code, detail, problems)
