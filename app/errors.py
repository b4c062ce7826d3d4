"""One shape for every refusal, and one table from the kind of error to its status.

Programs get ``application/problem+json`` (RFC 9457) with every problem by JSON pointer; people
on a page get the same facts as HTML.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from jinja2 import TemplateError
from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match

from app.faults import FAULTY, fault_of
from app.templating import Pages
from app.web.seen import seen_of
from app.words import ENGLISH, Words, spoken
from simcore.errors import Problem, SpecError, pointer

__all__ = (
    "KINDS",
    "BodyTooLargeError",
    "ConditionMissingError",
    "ErrorPage",
    "ForbiddenError",
    "GoneError",
    "Kind",
    "MediaTypeError",
    "Said",
    "StaleError",
    "TokenMissingError",
    "UnknownError",
    "UnreadableError",
    "install",
    "respond",
)

logger = logging.getLogger("ilx")


class UnknownError(LookupError):
    """What was asked for is not there; the message is a sentence."""


class GoneError(LookupError):
    """What was asked for was here and was taken away for good; the message is a sentence."""


class TokenMissingError(PermissionError):
    """The request names no edit token."""


class ForbiddenError(PermissionError):
    """The edit token of the request is not the one of what it wants to change."""


class StaleError(Exception):
    """Somebody else has written meanwhile; ``version`` is what is there now."""

    def __init__(self, version: int) -> None:
        super().__init__("Somebody has changed this draft since you read it. Nothing was written.")
        self.version = version


class ConditionMissingError(Exception):
    """The request does not say which version it changes; the message is a sentence."""


class UnreadableError(Exception):
    """What was stored can no longer be read; the message is a sentence."""


class BodyTooLargeError(Exception):
    """The request's body is longer than its path allows; the message is a sentence."""


class MediaTypeError(Exception):
    """The request's body is of a kind that its path does not read; the message says which."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the catalogue, told in the language of whoever reads it."""

    word: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def in_words(self, words: Words) -> str:
        return words(self.word, **self.values)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of refusal: its status, its name in addresses, its title, its usual sentence."""

    status: int
    name: str
    title: str
    detail: str


def _kind(status: int, name: str, words: Words = ENGLISH) -> Kind:
    return Kind(status, name, words(f"error.title_{name}"), words(f"error.detail_{name}"))


KINDS: Final[Mapping[int, Kind]] = {
    kind.status: kind
    for kind in (
        _kind(400, "bad-request"),
        _kind(401, "no-token"),
        _kind(403, "wrong-token"),
        _kind(404, "not-found"),
        _kind(405, "method"),
        _kind(408, "too-slow"),
        _kind(410, "gone"),
        _kind(412, "stale"),
        _kind(413, "too-large"),
        _kind(415, "media-type"),
        _kind(422, "refused"),
        _kind(428, "no-condition"),
        _kind(429, "too-often"),
        _kind(500, "our-fault"),
        _kind(503, "unavailable"),
    )
}

STATUS: Final[Mapping[type[Exception], int]] = {
    TokenMissingError: 401,
    ForbiddenError: 403,
    UnknownError: 404,
    GoneError: 410,
    StaleError: 412,
    ConditionMissingError: 428,
    BodyTooLargeError: 413,
    MediaTypeError: 415,
    SpecError: 422,
    UnreadableError: 503,
    Exception: 500,
}
"""Every error that may reach the rim of the application, and the status it becomes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """Context of ``pages/error.html``.

    ``language`` is that of the detail where it is not the page's: a refusal in the API's words.
    """

    status: int
    title: str
    detail: str
    language: str | None
    problems: tuple[Problem, ...]


def install(app: FastAPI, headers: Mapping[str, str]) -> None:
    """Answer every error in the one shape.

    ``headers`` go on the answer to an unforeseen error, which passes by all middleware.
    """

    async def refuse(request: Request, error: Exception) -> Response:
        problems = error.problems if isinstance(error, SpecError) else ()
        detail = _summary(problems) if problems else str(error)
        return respond(
            request, _status(error), detail=detail, problems=problems, headers=_told_in_head(error)
        )

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return _http_error(request, error)

    async def broken(request: Request, error: Exception) -> Response:
        seen = seen_of(request.scope)
        told = {"method": seen.method, "route": seen.route, "id": seen.request_id} if seen else {}
        logger.error("a request failed", exc_info=error, extra={"told": told})
        named = {"X-Request-Id": seen.request_id} if seen else {}
        return respond(request, 500, headers={**headers, **named})

    async def wrong_address(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        told = [
            Problem(pointer(*each["loc"]), each["msg"][:1].lower() + each["msg"][1:])
            for each in error.errors()
        ]
        return respond(request, 422, detail=_summary(told), problems=told)

    for ailing in FAULTY:
        app.add_exception_handler(ailing, _store_failed)
    for kind in STATUS:
        app.add_exception_handler(kind, broken if kind is Exception else refuse)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, wrong_address)


def _told_in_head(error: Exception) -> dict[str, str]:
    """Header fields that belong to a refusal."""
    if isinstance(error, StaleError):
        return {"ETag": f'"{error.version}"'}
    if isinstance(error, TokenMissingError):
        return {"WWW-Authenticate": 'Bearer realm="ilx drafts"'}
    return {}


def _status(error: Exception) -> int:
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


async def _store_failed(request: Request, error: Exception) -> Response:
    """The database does not do what was asked; what is our own mistake goes on as unforeseen."""
    fault = fault_of(error)
    if fault is None:
        raise error
    logger.warning("the store failed", extra={"told": {"fault": fault.name}})
    headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after else {}
    return respond(request, 503, said=Said(f"error.store_{fault.name}"), headers=headers)


def _http_error(request: Request, error: HTTPException) -> Response:
    """An error that the framework raises by itself; its words are replaced by ours."""
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods(request))
    said = error.detail if error.detail != HTTPStatus(error.status_code).phrase else ""
    return respond(request, error.status_code, detail=said, headers=headers)


def _methods(request: Request) -> list[str]:
    """All methods that the address answers."""
    methods = {"OPTIONS"}
    for method in ("GET", "POST", "PUT", "DELETE"):
        scope = dict(request.scope, method=method)
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.routes):
            methods |= {method, "HEAD"} if method == "GET" else {method}
    return sorted(methods - {"OPTIONS"})


def _summary(problems: Sequence[Problem]) -> str:
    """The first problem as a sentence, and how many more there are."""
    first = problems[0]
    more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{first.pointer or 'The document'} {first.detail}{more}"


def respond(
    request: Request,
    status: int,
    *,
    detail: str = "",
    said: Said | None = None,
    problems: Sequence[Problem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer that says no: JSON below /api and for twins, otherwise a page.

    Why is told by ``said``, or by ``detail`` in English, or else by the kind's usual sentence.
    """
    kind = KINDS.get(status) or Kind(status, "other", HTTPStatus(status).phrase, "")
    if _for_programs(request.url.path):
        why = said.in_words(ENGLISH) if said else detail or kind.detail
        body = to_json(problem_document(kind, why, problems))
        return Response(body, status, headers, media_type="application/problem+json")
    words = spoken(request.query_params, request.headers)
    told = _kind(status, kind.name, words) if status in KINDS else kind
    page = ErrorPage(
        status=status,
        title=told.title,
        detail=said.in_words(words) if said else detail or told.detail,
        language="en" if detail and words is not ENGLISH else None,
        problems=tuple(problems),
    )
    try:
        return Pages.of(request).page("pages/error.html", page, status=status, headers=headers)
    except TemplateError:
        logger.exception("the error page cannot be rendered")
        return HTMLResponse(
            f"<!doctype html><title>{status}</title><p>{page.title}.</p>", status, headers
        )


def _for_programs(path: str) -> bool:
    return path.endswith((".json", ".png", "/healthz", "/oembed")) or (
        path.startswith("/api/") and path != "/api/docs"
    )


def problem_document(kind: Kind, detail: str, problems: Sequence[Problem]) -> dict[str, Any]:
    """The JSON body of a refusal."""
    return {
        "type": f"/api/docs#problem-{kind.name}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "errors": [{"pointer": p.pointer, "detail": p.detail} for p in problems],
    }
