"""Pages without memory that the region shows: each reason has its own sentence."""

from __future__ import annotations

from typing import Any

import pytest

from simcore.explain import Explanation, explain
from simcore.spec import decode
from tests.build import experiment, machine, mbind, mmap, policy, touch, two_nodes


def told(page: int, *events: Any, on: Any = None, region: str = "heap") -> Explanation:
    return explain(decode(experiment(on or two_nodes(8), *events)), region, page)


def test_the_page_that_could_not_be_had_names_the_event_and_the_full_nodes() -> None:
    found = told(512, mmap(600), mbind("bind", "0-1"), touch("0-599"), on=machine(1, 1, 4))
    last = found.steps[-1]
    assert found.node is None
    assert [step.rule for step in found.steps[:-1]] == ["policy", "nodemask", "start", "node"]
    assert (last.rule, last.kernel_function) == ("out of memory", "out_of_memory")
    assert last.values == {"event": 2, "full": [0, 1]}


@pytest.mark.parametrize("page", [511, 513])
def test_its_neighbours_are_told_otherwise(page: int) -> None:
    found = told(page, mmap(600), mbind("bind", "0-1"), touch("0-599"), on=machine(1, 1, 4))
    assert {step.rule for step in found.steps}.isdisjoint({"out of memory", "first touch"})
    assert (found.node is None) == (page == 513)


def test_a_page_to_which_the_killed_task_did_not_come_says_where_it_was_killed() -> None:
    events = mmap(3000), mbind("bind", "1"), touch("0-2999")
    (step,) = told(2500, *events, on=two_nodes(4)).steps
    assert (step.rule, step.values["event"], step.values["at"]) == ("killed", 2, 1024)
    assert step.text == (
        "The task was killed in event 2, at page 1024, before anything gave the page memory."
    )


def test_a_task_that_was_killed_elsewhere_names_the_region() -> None:
    gone = {"op": "munmap", "id": "other", "first": 2, "pages": 2}
    other = mmap(4, "other", "0x200000000000"), gone, touch("0-3", "other")
    (step,) = told(2, mmap(4), *other).steps
    assert step.text.startswith("The task was killed in event 3, at page 2 of other, before")


def test_before_the_task_is_killed_the_page_waits_for_its_first_touch() -> None:
    assert told(500, mmap(600), touch("0-99")).steps[0].rule == "first touch"


def test_page_cache_that_could_not_be_had_names_its_counter_and_the_order() -> None:
    events = policy("interleave", "0-1"), mmap(600, kind="file"), touch("0-599")
    found = told(512, *events)
    assert found.node == 0
    full = told(512, *events, on=machine(1, 1))
    assert [step.rule for step in full.steps[-2:]] == ["counter", "out of memory"]


def test_memory_that_the_object_has_is_only_mapped() -> None:
    again = mmap(20, "s", "0x200000000000", kind="memfd", object="m")
    found = told(10, mmap(20, kind="memfd", object="m"), touch("0-19"), again, region="s")
    (step,) = found.steps
    assert (found.node, step.rule, step.kernel_function) == (None, "in the object", "shmem_fault")
    assert step.values == {"on": 0, "kind": "shmem"}


def test_what_was_written_to_a_file_is_there_before_anybody_maps_it() -> None:
    write = {"op": "pwrite", "id": "heap", "first": 0, "pages": 2}
    events = policy("interleave", "0-1"), mmap(4, kind="file"), write
    assert told(1, *events).steps[0].values == {"on": 1, "kind": "file"}
    assert told(2, *events).steps[0].rule == "first touch"


def test_a_private_mapping_takes_a_copy_when_it_is_written() -> None:
    private = mmap(4, "p", "0x200000000000", kind="memfdpriv", object="m")
    found = told(0, mmap(4, kind="memfd", object="m"), touch("0-3"), private, region="p")
    assert found.steps[0].values == {"on": 0, "kind": "private"}
    assert found.steps[0].kernel_function == "do_cow_fault"


def test_a_page_that_is_not_mapped_any_more_says_so() -> None:
    found = told(1, mmap(4), touch("0-3"), {"op": "munmap", "id": "heap", "first": 0, "pages": 2})
    assert found.steps[0].values["mapped"] is False
