"""Moves name the event that made them, and who in the kernel did it."""

from __future__ import annotations

from typing import Any

import pytest

from simcore.explain import Step, explain
from simcore.spec import decode
from tests.build import experiment, machine, mbind, mmap, policy, touch

BASE = mmap(8), touch("0-7")


def last(page: int, *events: Any) -> Step:
    return explain(decode(experiment(machine(8, 8, 8), *events)), "heap", page).steps[-1]


@pytest.mark.parametrize(
    "event,function,start",
    [
        ({"op": "cpuset", "mems": "1"}, "cpuset_migrate_mm", "Event 2 changed the cpuset"),
        (
            {"op": "migrate_pages", "from": "0", "to": "1"},
            "do_migrate_pages",
            "Event 2, migrate_pages()",
        ),
        (
            {"op": "move_pages", "id": "heap", "page": 3, "node": 1},
            "do_pages_move",
            "Event 2, move_pages(), moved this page",
        ),
    ],
)
def test_what_moves_without_a_policy_names_its_event(event: Any, function: str, start: str) -> None:
    step = last(3, *BASE, event)
    assert (step.values["from"], step.values["to"], step.values["event"]) == (0, 1, 2)
    assert step.kernel_function == function
    assert step.text.startswith(start)


def test_mbind_names_an_index_only_where_the_policy_has_one() -> None:
    bound = last(3, *BASE, mbind("bind", "2", "move"))
    assert bound.values["order"] == [2]
    assert "index" not in bound.text
    spread = last(3, *BASE, mbind("interleave", "1-2", "move"))
    assert "order" not in spread.values
    assert spread.text.endswith("where the policy interleave:1-2 puts its index.")


def test_back_to_the_default_policy_is_told_by_that_name() -> None:
    events = policy("bind", "1"), *BASE, mbind("bind", "2", "move")
    step = last(3, *events, policy("default"), mbind("default", "", "move"))
    assert step.values["policy"] == "default"


FORK = {"op": "fork", "child": "kid"}
DROP = {"op": "madvise", "id": "heap", "advice": "dontneed"}


def first(page: int, *events: Any, region: str = "heap") -> Step:
    return explain(decode(experiment(machine(8, 8, 8), *events)), region, page).steps[0]


@pytest.mark.parametrize(
    "events,values",
    [
        (BASE, {"event": 1, "how": "first"}),
        ((*BASE, touch("0-7")), {"event": 1, "how": "first"}),
        ((*BASE, DROP, touch("0-7")), {"event": 3, "how": "again", "freed": 2}),
        ((*BASE, FORK, touch("0-7")), {"event": 3, "how": "copy"}),
        ((*BASE, FORK), {"event": 1, "how": "first"}),
    ],
)
def test_the_event_that_gave_the_page_its_memory_comes_first(events: Any, values: Any) -> None:
    assert (first(3, *events).rule, first(3, *events).values) == ("memory", values)


def test_who_writes_first_after_a_fork_has_the_copy_and_the_other_keeps_the_page() -> None:
    events = *BASE, FORK, touch("0-3", "kid:heap", task="kid"), touch("0-7")
    kids = [first(page, *events, region="kid:heap").values for page in (2, 5)]
    own = [first(page, *events).values for page in (2, 5)]
    assert kids == [{"event": 3, "how": "copy"}, {"event": 1, "how": "first"}]
    assert own == [{"event": 1, "how": "first"}, {"event": 4, "how": "copy"}]


def test_memory_that_an_object_had_before_names_no_event() -> None:
    again = mmap(8, "again", "0x200000000000", kind="memfd", object="m")
    events = mmap(8, kind="memfd", object="m"), touch("0-7"), again, touch("0-7", "again")
    assert first(3, *events, region="again").rule == "policy"
    assert first(3, *events).values == {"event": 1, "how": "first"}


def test_a_private_write_over_a_file_is_a_copy() -> None:
    events = mmap(8, kind="memfdpriv"), touch("0-7", access="read"), touch("0-7")
    assert first(3, *events).values == {"event": 2, "how": "copy"}


def test_policies_and_moves_after_the_touch_are_told_in_their_order() -> None:
    away = {"op": "migrate_pages", "from": "0", "to": "2"}
    events = *BASE, mbind("bind", "1"), away, mbind("bind", "2", "move")
    found = explain(decode(experiment(machine(8, 8, 8), *events)), "heap", 3)
    later = [(step.rule, step.values["event"]) for step in found.steps[-3:]]
    assert later == [("later policy", 2), ("move", 3), ("later policy", 4)]
