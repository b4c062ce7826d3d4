"""The reason of a page in a comparison: a round only where a policy's round put it there."""

from __future__ import annotations

from typing import Any

import pytest

from app.present.comparing.columns import Entry
from app.present.comparing.reasons import reason
from app.present.views import View
from simcore import decode, simulate
from tests.build import Document, experiment, machine, mbind, mmap, policy, touch

SPREAD = policy("interleave", "0-1"), mmap(600), touch("0-599")
CPUSET = {"op": "cpuset", "mems": "1-2"}
AWAY = {"op": "migrate_pages", "from": "1", "to": "2"}
ONE = {"op": "move_pages", "id": "heap", "page": 5, "node": 2}


def told(page: int, *events: Any, on: Document | None = None) -> str:
    made = decode(experiment(on or machine(8, 8, 8), *events))
    view = View(made, simulate(made))
    return reason(Entry("A", "", view, view.region), page)


def test_a_page_that_stayed_where_its_policy_put_it_has_its_place_in_the_round() -> None:
    assert told(3, *SPREAD) == (
        "Page 3 is on node 1: position 1, counted from 0, of a round of 2 (1 × node 0, 1 × node 1)."
    )


@pytest.mark.parametrize(
    "page,events,end",
    [
        (3, (*SPREAD, CPUSET, AWAY), "is on node 2; events 3 and 4 may have moved it there."),
        (3, (*SPREAD, AWAY), "is on node 2; event 3 may have moved it there."),
        (5, (*SPREAD, ONE), "is on node 2; event 3 may have moved it there."),
        (
            3,
            (*SPREAD, mbind("bind", "2", "move")),
            "is on node 2; event 3 may have moved it there.",
        ),
    ],
)
def test_a_page_that_may_have_been_moved_has_no_place_in_a_round_but_those_events(
    page: int, events: Any, end: str
) -> None:
    assert told(page, *events) == f"Page {page} {end}"


@pytest.mark.parametrize(
    "page,events",
    [
        (7, (*SPREAD, ONE)),
        (7, (*SPREAD, mbind("bind", "2", "move", first=0, pages=4))),
        (7, (*SPREAD, mbind("bind", "2", "move_all"))),
        (7, (SPREAD[0], AWAY, *SPREAD[1:])),
    ],
)
def test_what_moved_other_pages_or_came_before_or_was_refused_did_not_move_it(
    page: int, events: Any
) -> None:
    assert told(page, *events).startswith("Page 7 is on node 1: position 1,")


def test_a_page_whose_neighbours_are_missing_is_not_one_among_equals() -> None:
    assert told(4, mmap(600), touch("0-599")) == "Page 4 is on node 0, as are all pages around it."
    assert told(4, mmap(600), touch("4")) == "Page 4 is on node 0."
    assert told(4, mmap(600), touch("0-599:2")) == "Page 4 is on node 0."
    assert told(5, mmap(600), touch("0-599:2")) == "Nothing has put it into memory yet."


def test_pages_that_found_their_node_full_lie_in_no_policys_round() -> None:
    spread = policy("interleave", "0-2"), mmap(1500), touch("0-1499")
    small = machine(1, 8, 8)
    assert "of a round of 3" in told(100, *spread, on=small)
    assert told(1400, *spread, on=small) == "Page 1\u202f400 is on node 2."


def test_a_page_that_was_only_read_shows_the_zero_page() -> None:
    assert told(4, mmap(8), touch("0-7", access="read")).startswith("The page was only read")
