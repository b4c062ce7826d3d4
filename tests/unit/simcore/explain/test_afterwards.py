"""What an mbind() that came after the touch is said to have done to a page that stayed."""

from __future__ import annotations

from typing import Any

import pytest

from simcore.explain import Step, explain
from simcore.spec import decode
from tests.build import experiment, machine, mbind, mmap, policy, touch

FORK = {"op": "fork", "child": "kid"}
SPREAD = policy("interleave", "0-1"), mmap(8), touch("0-7")


def later(page: int, *events: Any, on: Any = None, region: str = "heap") -> list[Step]:
    found = explain(decode(experiment(on or machine(8, 8, 8), *events)), region, page)
    return [step for step in found.steps if step.rule == "later policy"]


@pytest.mark.parametrize(
    "events,event,policy_set,why",
    [
        ((*SPREAD, mbind("bind", "2")), 3, "bind:2", "not_asked"),
        ((*SPREAD, mbind("bind", "0,2", "move")), 3, "bind:0,2", "on_node"),
        ((*SPREAD, FORK, mbind("bind", "2", "move", "strict")), 4, "bind:2", "shared"),
    ],
)
def test_a_policy_that_came_later_names_its_event_and_why_the_page_stayed(
    events: Any, event: int, policy_set: str, why: str
) -> None:
    told = [(s.values["event"], s.values["policy"], s.values["why"]) for s in later(4, *events)]
    assert told == [(event, policy_set, why)]


def test_the_page_was_placed_by_the_policy_that_was_in_force_when_it_was_touched() -> None:
    events = *SPREAD, FORK, mbind("bind", "2", "move")
    first = explain(decode(experiment(machine(8, 8, 8), *events)), "heap", 4).steps[1]
    assert first.values == {"source": "task policy", "policy": "interleave:0-1"}
    assert first.text.startswith("When the page was touched, neither the object nor the mapping")


def test_a_page_that_the_call_moved_is_told_by_its_move_alone() -> None:
    assert later(4, *SPREAD, mbind("bind", "2", "move")) == []


def test_no_room_on_the_nodes_leaves_the_page_and_the_policy_is_in_force_all_the_same() -> None:
    full = mmap(512, "full", "0x200000000000"), mbind("bind", "2", region="full")
    events = *SPREAD, *full, touch("0-255", "full"), mbind("bind", "2", "move", "strict")
    (step,) = later(4, *events, on=machine(8, 8, 1))
    assert (step.values["event"], step.values["why"]) == (6, "no_room")


def test_the_same_policy_again_is_told_where_it_was_to_move_the_page() -> None:
    events = mmap(8), mbind("bind", "0"), touch("0-7")
    assert later(4, *events, mbind("bind", "0")) == []
    (step,) = later(4, *events, mbind("bind", "0", "move"))
    assert (step.values["event"], step.values["why"]) == (3, "on_node")


def test_other_pages_and_calls_that_were_refused_change_nothing() -> None:
    some = {"first": 0, "pages": 4}
    assert later(4, *SPREAD, mbind("bind", "2", **some)) == []
    assert later(4, *SPREAD, mbind("bind", "2", "move", **some)) == []
    assert later(4, *SPREAD, mbind("bind", "2", "strict")) == []
    assert later(4, *SPREAD, mbind("bind", "2", "move_all")) == []


def test_a_policy_of_shared_memory_is_told_of_every_mapping_that_shows_it() -> None:
    again = mmap(8, "again", "0x200000000000", kind="memfd", object="m")
    both = mmap(8, kind="memfd", object="m"), again, touch("0-7"), touch("0-7", "again")
    for region in ("heap", "again"):
        (step,) = later(4, *both, mbind("bind", "1,2", "move"), region=region)
        assert (step.values["policy"], step.values["why"]) == ("bind:1-2", "shared")


def test_a_page_that_is_touched_anew_has_nothing_that_came_later() -> None:
    drop = {"op": "madvise", "id": "heap", "advice": "dontneed"}
    assert later(4, *SPREAD, mbind("bind", "2"), drop, touch("0-7")) == []
