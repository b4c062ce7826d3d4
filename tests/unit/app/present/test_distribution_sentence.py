"""The sentence below the shares speaks of the touch where a policy came after it."""

from __future__ import annotations

from typing import Any

import pytest

from app.present.preview import summaries
from app.present.views import View
from simcore import decode, simulate
from tests.build import experiment, machine, mbind, mmap, policy, touch

SPREAD = policy("interleave", "0-1"), mmap(64), touch("0-63")
FORK = {"op": "fork", "child": "kid"}


def said(*events: Any) -> str:
    made = decode(experiment(machine(8, 8, 8), *events))
    return summaries(View(made, simulate(made)))["distribution"]


@pytest.mark.parametrize(
    "events,places",
    [
        ((*SPREAD, mbind("bind", "2", first=8, pages=16)), "Event 3 set a policy"),
        ((*SPREAD, FORK, mbind("bind", "2", "move", "strict")), "Event 4 set a policy"),
        ((*SPREAD, policy("bind", "2"), mbind("bind", "2")), "Events 3 and 4 set policies"),
    ],
)
def test_a_policy_that_came_after_the_touch_is_not_said_to_be_fulfilled(
    events: Any, places: str
) -> None:
    assert said(*events).startswith(
        "Every node holds what was asked for when the pages of heap were touched or moved. "
        f"{places} when pages were there already;"
    )


@pytest.mark.parametrize(
    "events",
    [
        SPREAD,
        (mmap(64), mbind("bind", "2"), touch("0-63")),
        (*SPREAD, mbind("bind", "2", "strict")),
        (*SPREAD, mmap(8, "b", "0x200000000000"), mbind("bind", "2", region="b")),
    ],
)
def test_before_the_touch_elsewhere_or_refused_it_changes_nothing(events: Any) -> None:
    assert said(*events).startswith("Every node holds what the policy asked for of heap;")
