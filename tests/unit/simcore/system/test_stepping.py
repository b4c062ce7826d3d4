from typing import Any

import pytest

from tests.build import (
    ORIGIN,
    Document,
    Ran,
    answered,
    experiment,
    machine,
    mmap,
    policy,
    run,
    touch,
    two_nodes,
)

PAIR = policy("interleave", "0-1")
THREE_ONE = {"weights": {"0": 3, "1": 1}}
FILE = mmap(16, "file", kind="file")
NEXT = {"op": "next"}


def write(pages: int, first: int = 0) -> Document:
    return {"op": "pwrite", "id": "file", "first": first, "pages": pages}


def kernel_memory(*events: Document, mib: int = 1, **more: Any) -> Ran:
    return run(experiment(machine(mib, mib, kernel_memory=True), *events, **more))


def test_each_page_of_the_cache_takes_a_step() -> None:
    events = (policy("weighted_interleave", "0-1"), FILE, write(6))
    ran = run(experiment(two_nodes(), *events, touch("0-5", "file"), sysfs=THREE_ONE))

    assert ran.nodes("file")[:6] == [0, 0, 0, 1, 0, 0]
    assert ran.events[2].answer == {"next": [0, 0, 1, 0, 0, 0]}


def test_pages_that_are_cached_take_no_step() -> None:
    assert answered(PAIR, FILE, write(3), write(4))["answer"] == {"next": [1, 1, 1, 0]}


def test_the_steps_go_on_where_the_last_event_left_them() -> None:
    ran = run(experiment(two_nodes(), PAIR, FILE, touch("3", "file"), touch("0-2", "file")))

    assert ran.nodes("file")[:4] == [1, 0, 1, 0]


def test_many_pages_at_once_take_the_steps_of_single_ones() -> None:
    mode = policy("weighted_interleave", "0-1")
    first = (mode, FILE, touch("0-1", "file"))
    at_once = run(experiment(two_nodes(), *first, touch("2-15", "file"), sysfs=THREE_ONE))
    singly = [touch(str(page), "file") for page in range(2, 16)]

    assert run(experiment(two_nodes(), *first, *singly, sysfs=THREE_ONE)).nodes("file") == (
        at_once.nodes("file")
    )


def test_a_step_counts_although_its_node_is_full() -> None:
    full = (policy("bind", "0"), mmap(256, addr=None), touch("0-255"))
    ran = run(experiment(two_nodes(), *full, PAIR, FILE, touch("0-3", "file"), NEXT))

    assert ran.counts("file") == {1: 4}
    assert ran.events[-1].answer == {"node": 0}


@pytest.mark.parametrize("mode, nodes", [("local", ""), ("bind", "0"), ("preferred", "0")])
def test_other_policies_place_the_cache_as_any_page(mode: str, nodes: str) -> None:
    ran = run(experiment(two_nodes(), policy(mode, nodes), FILE, touch("0-3", "file"), NEXT))

    assert ran.counts("file") == {0: 4}
    assert ran.events[-1].errno == 22


def test_page_tables_come_first_and_the_page_follows_its_index() -> None:
    ran = kernel_memory(PAIR, mmap(2), touch("1"), NEXT)

    # Three tables on nodes 0, 1, 0; page 1 on node 1.
    assert ran.free == {0: 254, 1: 254}
    assert ran.events[-1].answer == {"node": 1}
    assert ran.nodes() == [-2, 1]


def test_a_second_page_below_the_same_tables_takes_no_step() -> None:
    ran = kernel_memory(PAIR, mmap(8), touch("0"), touch("1-7"), NEXT)

    assert ran.events[-1].answer == {"node": 1}


def test_a_new_block_of_2_mib_takes_one_step() -> None:
    pages = touch("0-1"), touch("512"), touch("1024-1025")
    ran = kernel_memory(PAIR, mmap(2048), *pages, NEXT, mib=9)

    assert ran.events[-1].answer == {"node": 1}
    assert sum(ran.free.values()) == 2 * 9 * 256 - 5 - 5


def test_without_an_interleave_policy_tables_are_local() -> None:
    ran = kernel_memory(mmap(2, addr=ORIGIN), touch("0"))

    assert ran.free == {0: 252, 1: 256}


def test_hand_made_experiments_do_without_page_tables() -> None:
    ran = run(experiment(two_nodes(), PAIR, mmap(2), touch("0"), NEXT))

    assert ran.free == {0: 255, 1: 256}
    assert ran.events[-1].answer == {"node": 0}


def test_recorded_steps_come_where_the_recording_has_them() -> None:
    allocs = [[kind, "counter", 0, 0] for kind in ("pud", "slab", "pmd", "pte")]
    given = {"traced": True, "allocs": allocs}
    done = kernel_memory(PAIR, mmap(4), touch("0") | {"given": given})
    assert done.events[-1].answer["steps"] == [0, 1, 0, 1]
    assert done.events[-1].extra_steps == 1


def test_a_touch_makes_tables_for_its_pages_and_not_for_the_next() -> None:
    for pages, tables in (("0-511", 3), ("0-512", 4), ("511-512", 4)):
        region = mmap(1024, addr="0x200000000000")
        done = run(experiment(machine(8, kernel_memory=True), region, touch(pages)))
        assert 8 * 256 - done.free[0] - sum(done.counts().values()) == tables
