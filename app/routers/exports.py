"""Files to carry away: by the API for a draft, by a plain address for what is stored."""

from __future__ import annotations

from urllib.parse import urljoin

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic_core import to_json

from app import wire
from app.deps import JsonBodyDep, RunsDep, WordsDep
from app.present.home import OUTPUTS
from app.present.views import View
from app.routers.common import FRESH, json_body, refusals
from app.services.exporting import Exported, exported, listed, output, written
from simcore.spec import parse_json

__all__ = ("router",)

router = APIRouter(tags=["api"])


def _file(made: Exported, headers: dict[str, str]) -> Response:
    """An answer that a browser saves under the file's name."""
    disposition = f'attachment; filename="{made.filename}"'
    return Response(
        made.text,
        headers={**headers, "Content-Disposition": disposition},
        media_type=made.media_type,
    )


@router.get(
    "/api/v1/exports",
    summary="What can be carried away",
    responses={200: {"model": wire.ExportList, "description": "Names, labels, extensions"}},
)
async def get_exports(words: WordsDep) -> Response:
    """All outputs by name, in the order in which people see them."""
    return Response(
        to_json({"exports": listed(words)}),
        headers={"Cache-Control": "public, max-age=300", "Vary": "Accept-Language"},
        media_type="application/json",
    )


@router.post(
    "/api/v1/export/{name}",
    summary="An experiment as a file",
    response_class=Response,
    responses={
        200: {
            "description": "The text, with its media type and a file name",
            "content": {output.media_type: {} for output in OUTPUTS.values()},
        },
        **refusals(404, 413, 415, 422),
    },
    openapi_extra=json_body("Experiment", "ExportRequest"),
)
def post_export(name: str, request: Request, body: JsonBodyDep, words: WordsDep) -> Response:
    """Write an experiment as commands, a program, a notebook, a report; store nothing.

    The names are those of /api/v1/exports. ``link`` is a path or a fragment of this site
    that the file shall lead back to.
    """
    simulate, base = request.app.state.runs.simulate, str(request.base_url)
    return _file(exported(name, parse_json(body), simulate, base=base, words=words), {})


@router.get("/x/{sid}/{name}", include_in_schema=False)
def get_stored_export(
    sid: str, name: str, request: Request, *, runs: RunsDep, words: WordsDep
) -> Response:
    """The same of a stored experiment, from the result that was stored."""
    wanted = output(name)
    stored = runs.stored(sid)
    link = urljoin(str(request.base_url), f"/x/{stored.share.sid}")
    view = View(stored.experiment, stored.result, words=words)
    return _file(written(wanted, view, link), dict(FRESH))
