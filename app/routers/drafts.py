"""Drafts: made, read, written, published and discarded by whoever holds the edit token."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Header
from fastapi.responses import Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic_core import to_json

from app import wire
from app.deps import DraftsDep, JsonBodyDep
from app.errors import ConditionMissingError, TokenMissingError
from app.routers.common import json_body, refusals
from app.services.drafting import ANY_VERSION, Draft
from simcore.errors import SpecError
from simcore.spec import parse_json

__all__ = ("router",)

router = APIRouter(prefix="/api/v1", tags=["drafts"])

_ETAG = re.compile(r'(?:W/)?"([1-9][0-9]{0,8})"')
_PRIVATE = {"Cache-Control": "no-store"}


_bearer = HTTPBearer(auto_error=False, description="The edit token of a draft")


async def _token(
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> str:
    """The edit token in the Authorization header. Raises TokenMissingError."""
    if given is None or not given.credentials.strip():
        raise TokenMissingError("Send the edit token as: Authorization: Bearer TOKEN.")
    return given.credentials.strip()


async def _version(
    if_match: Annotated[
        str | None, Header(description="ETag of the version to change, or *")
    ] = None,
) -> int:
    """The version that If-Match names. Raises ConditionMissingError, SpecError."""
    said = (if_match or "").strip()
    if not said:
        raise ConditionMissingError("Send If-Match with the ETag of the version you change.")
    if said == "*":
        return ANY_VERSION
    found = _ETAG.fullmatch(said)
    if found is None:
        told = f"must be an ETag of this draft or *, not {said[:40]!r}"
        raise SpecError.at("/header/if-match", told)
    return int(found[1])


TokenDep = Annotated[str, Depends(_token)]
VersionDep = Annotated[int, Depends(_version)]


def _answer(draft: Draft, status: int = 200, **more: str) -> Response:
    headers = {**_PRIVATE, "ETag": f'"{draft.version}"'}
    body = to_json({**draft.plain(), **more})
    return Response(body, status, headers, media_type="application/json")


@router.post(
    "/drafts",
    status_code=201,
    summary="Begin a draft",
    responses={
        201: {"model": wire.NewDraftAnswer, "description": "The draft and its edit token"},
        **refusals(413, 415, 422),
    },
    openapi_extra=json_body("ShareRequest", "Experiment"),
)
def post_draft(body: JsonBodyDep, drafts: DraftsDep) -> Response:
    """Keep a working copy. The edit token is shown here and never again."""
    made = drafts.start(parse_json(body))
    address = f"/d/{made.draft.id}#k={made.token}"
    answer = _answer(made.draft, 201, edit_token=made.token, url=address)
    answer.headers["Location"] = f"/api/v1/drafts/{made.draft.id}"
    return answer


@router.get(
    "/drafts/{draft_id}",
    summary="A draft",
    responses={
        200: {"model": wire.DraftAnswer, "description": "The draft; its version is the ETag"},
        **refusals(401, 403, 404, 410),
    },
)
def get_draft(draft_id: str, token: TokenDep, drafts: DraftsDep) -> Response:
    """The draft as it was written last."""
    return _answer(drafts.read(draft_id, token))


@router.put(
    "/drafts/{draft_id}",
    summary="Write a draft",
    responses={
        200: {"model": wire.DraftAnswer, "description": "The draft with its new version"},
        **refusals(401, 403, 404, 410, 412, 413, 415, 422, 428),
    },
    openapi_extra=json_body("ShareRequest", "Experiment"),
)
def put_draft(
    draft_id: str, body: JsonBodyDep, *, token: TokenDep, version: VersionDep, drafts: DraftsDep
) -> Response:
    """Replace the draft, if it still has the version that If-Match names."""
    return _answer(drafts.write(draft_id, token, version, parse_json(body)))


@router.delete(
    "/drafts/{draft_id}",
    status_code=204,
    summary="Discard a draft",
    responses=refusals(401, 403, 404, 410, 412, 422, 428),
)
def delete_draft(
    draft_id: str, token: TokenDep, version: VersionDep, drafts: DraftsDep
) -> Response:
    """Take the draft away for good; shares that were made from it stay."""
    drafts.discard(draft_id, token, version)
    return Response(status_code=204)


@router.post(
    "/drafts/{draft_id}/publish",
    status_code=201,
    summary="Publish a draft",
    responses={
        200: {"model": wire.SharedAnswer, "description": "This version was published before"},
        201: {"model": wire.SharedAnswer, "description": "Where the share lies"},
        **refusals(401, 403, 404, 410, 412, 422, 428),
    },
)
def post_publish(
    draft_id: str, token: TokenDep, version: VersionDep, drafts: DraftsDep
) -> Response:
    """Make a share of the draft as it is; the draft goes on."""
    shared = drafts.publish(draft_id, token, version)
    where = {"sid": shared.sid, "url": f"/x/{shared.sid}", "content": shared.content}
    status = 201 if shared.created else 200
    return Response(to_json(where), status, media_type="application/json")


@router.delete(
    "/shares/{sid}",
    status_code=204,
    summary="Withdraw a share",
    responses=refusals(401, 403, 404, 410),
)
def delete_share(sid: str, token: TokenDep, drafts: DraftsDep) -> Response:
    """Take a share away that was made from a draft of yours.

    Its address answers 410 from then on. What was made of it keeps its place in the lineage.
    """
    drafts.withdraw(sid, token)
    return Response(status_code=204)
