"""/interfaces: one intent in every interface, the bytes of its calls, and races."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic_core import to_json

from app import wire
from app.deps import CatalogDep, JsonBodyDep, PagesDep, joined
from app.present.interfaces.calls import blocks_of, call_shown, lost_shown
from app.present.interfaces.page import InterfacesPage
from app.present.interfaces.racing import race_shown
from app.present.interfaces.saying import saying_shown
from app.routers.common import FRESH, json_body, refusals
from app.services.interface_fields import lost_nodes, told_at_fields, unreadable
from app.services.interfaces import (
    CHOICES,
    calls_of,
    compared_body,
    comparison_of,
    read_asked,
    unpacked,
)
from app.services.races import explored, explored_piece, walked_piece
from simcore.nodemask import EMPTY
from simcore.spec import parse_json
from simcore.spec.events import MODE_FLAGS

__all__ = ("router",)

router = APIRouter()


@router.get("/interfaces", include_in_schema=False)
def get_interfaces(request: Request, catalog: CatalogDep, pages: PagesDep) -> Response:
    """What the address asks for; its fields are those of the form."""
    query, say = joined(request.query_params.multi_items()), pages.words
    machine = read_asked(query, catalog)
    wrong = unreadable(machine.asked)
    calls, refused = ((), ()) if wrong else calls_of(machine)
    compared, left_out = (None, ()) if wrong else comparison_of(machine)
    typed, odd = unpacked(machine.asked)
    told = told_at_fields(wrong, refused, left_out, say) | ({"hex": list(odd)} if odd else {})
    until = (say("interfaces.until_read"),) if wrong else ()
    bits, lost = (0, EMPTY) if wrong else lost_nodes(machine.asked)
    race = walked_piece(query.get("race", ""))
    outcome = query.get("outcome", "")
    page = InterfacesPage(
        title=say("interfaces.title"),
        description=say("interfaces.description"),
        asked=machine.asked,
        choices=CHOICES,
        flags=MODE_FLAGS,
        presets={preset.name: preset.title(say) for preset in catalog},
        calls=tuple(
            call_shown(apart, machine.asked.revision, say, lost_shown(apart.op, bits, lost, say))
            for _, apart in calls
            if apart is not None
        ),
        typed=blocks_of(typed, say),
        comparison=None if compared is None else saying_shown(compared, say),
        race=race_shown(
            race,
            explored_piece(race),
            int(outcome) if outcome.isascii() and outcome.isdecimal() and len(outcome) < 4 else 0,
            say,
        ),
        notices=(*machine.notices, *until, *told.pop("", ())),
        told=told,
    )
    return pages.page("pages/interfaces.html", page, headers=FRESH)


@router.post(
    "/api/v1/races",
    tags=["api"],
    summary="Every schedule of a race, grouped by how it ends",
    responses={200: {"model": wire.RaceAnswer}, **refusals(413, 415, 422)},
    openapi_extra=json_body("RaceWords"),
)
def post_races(body: JsonBodyDep) -> Response:
    """Explore a race: two to four actors, each a list of events; nothing is stored."""
    answer = explored(parse_json(body)).plain()
    return Response(to_json(answer), media_type="application/json")


@router.post(
    "/api/v1/interfaces",
    tags=["api"],
    summary="One wanted policy in every interface",
    responses={200: {"model": wire.InterfacesAnswer}, **refusals(413, 415, 422)},
    openapi_extra=json_body("IntentWords", "Experiment"),
)
def post_interfaces(body: JsonBodyDep, revision: str = "v6") -> Response:
    """Say an intent, or what an experiment asks for, in every interface; nothing is stored.

    Each answer holds the calls, what cannot be said and why, the cost to set it and to read it
    back, the states in which it can be seen half made, and how far its pages and its bandwidth
    are from what was wanted. `?revision=` chooses the posted series, rfc or v2 to v6.
    """
    answer = compared_body(parse_json(body), revision)
    return Response(to_json(answer), media_type="application/json")
