"""When a page came, and what had been changed by then."""

from __future__ import annotations

from typing import Any

import pytest

from simcore.explain.diary import Diary, memory_of, run_watched
from simcore.spec import decode
from tests.build import experiment, machine, mbind, mmap, policy, touch

FORK = {"op": "fork", "child": "kid"}
DROP = {"op": "madvise", "id": "heap", "advice": "dontneed"}


def watched(page: int, *events: Any, region: str = "heap") -> Diary:
    return run_watched(decode(experiment(machine(8, 8), *events)), region, page)[1]


@pytest.mark.parametrize(
    "events, born",
    [
        ((mmap(8),), None),
        ((mmap(8), touch("0-3"), touch("4-7")), 2),
        ((mmap(8), touch("0-7"), touch("0-7")), 1),
        ((mmap(8), touch("0-7"), DROP, touch("0-7")), 3),
        ((mmap(8), touch("0-7"), mbind("bind", "1", "move")), 1),
        ((mmap(8), touch("0-7", access="read"), touch("0-7")), 2),
    ],
)
def test_the_event_that_gave_a_page_its_memory(events: tuple[Any, ...], born: int | None) -> None:
    assert watched(5, *events).born.get("heap") == born or born is None


def test_a_child_has_its_parents_pages_and_then_its_own() -> None:
    own = touch("0-3", "kid:heap", task="kid")
    events = mmap(8), touch("0-7"), FORK, policy("bind", "1", task="kid"), own
    assert watched(5, *events, region="kid:heap").born == {"heap": 1, "kid:heap": 1}
    assert watched(2, *events, region="kid:heap").born == {"heap": 1, "kid:heap": 4}


def test_memory_is_there_whether_it_is_mapped_or_not() -> None:
    again = mmap(8, "again", "0x200000000000", kind="memfd", object="m")
    first = mmap(8, kind="memfd", object="m")
    system, _ = run_watched(decode(experiment(machine(8), first, touch("0-3"), again)), "again", 0)
    assert [memory_of(system.regions["again"], page) is None for page in (3, 4)] == [False, True]
