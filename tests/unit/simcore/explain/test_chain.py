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
