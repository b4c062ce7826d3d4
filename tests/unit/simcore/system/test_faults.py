from typing import Any

import pytest

from tests.build import ORIGIN, experiment, machine, mmap, policy, run, touch, two_nodes

BLOCK = 512
MADVISE = {"op": "madvise", "id": "heap", "advice": "hugepage"}
INTERLEAVE = policy("interleave", "0-1")


def nodes(*events: Any, on: Any = None) -> list[int]:
    return run(experiment(on or two_nodes(8), *events)).nodes()


def test_reading_shows_the_zero_page_and_takes_no_memory() -> None:
    done = run(experiment(two_nodes(), mmap(4), touch("0-3", access="read"), touch("1")))
    assert done.nodes() == [-14, 0, -14, -14]
    assert done.free == {0: 255, 1: 256}


def test_a_hole_is_a_segmentation_fault_at_the_first_page_of_it() -> None:
    gone = {"op": "munmap", "id": "heap", "first": 2, "pages": 1}
    for pages, there in (("0-3", [0, 0, -2, -2]), ("3-0", [-2, -2, -2, 0])):
        done = run(experiment(two_nodes(), mmap(4), gone, touch(pages)))
        assert (done.events[-1].signal, done.events[-1].at_page) == (11, 2)
        assert done.nodes() == there


@pytest.mark.parametrize(
    "setting,advised,huge",
    [
        *(("always", False, True), ("madvise", True, True)),
        *(("madvise", False, False), ("never", True, False)),
    ],
)
def test_huge_pages_come_by_setting_and_advice(setting: str, advised: bool, huge: bool) -> None:
    events = (mmap(2 * BLOCK, addr="0x200000000000"), *([MADVISE] if advised else []), touch("600"))
    found = run(experiment(machine(8, 8, thp=setting), *events)).counts()[0]
    assert found == (BLOCK if huge else 1)


def test_a_huge_page_is_one_turn_of_the_pattern() -> None:
    on, addr = machine(8, 8, thp="always"), f"0x{2 * BLOCK * 4096 * 1000:x}"
    found = nodes(INTERLEAVE, mmap(3 * BLOCK, addr=addr), touch(f"0-{3 * BLOCK - 1}"), on=on)
    assert found == [0] * BLOCK + [1] * BLOCK + [0] * BLOCK


def test_head_and_tail_of_an_unaligned_mapping_are_small_pages() -> None:
    on, addr = machine(8, 8, thp="always"), f"0x{(2 * BLOCK * 1000 - 3) * 4096:x}"
    found = nodes(INTERLEAVE, mmap(BLOCK + 5, addr=addr), touch(f"0-{BLOCK + 4}"), on=on)
    assert found[:3] == [1, 0, 1]
    assert len(set(found[3 : BLOCK + 3])) == 1
    assert found[BLOCK + 3 :] == [0, 1]


def test_shared_memory_is_placed_by_inode_and_page() -> None:
    shared = mmap(4, kind="memfd") | {"given": {"ino": 7}}
    assert nodes(INTERLEAVE, shared, touch("0-3")) == [1, 0, 1, 0]


def test_a_private_mapping_of_shared_memory_takes_two_pages_for_one() -> None:
    done = run(experiment(two_nodes(), mmap(4, kind="memfdpriv"), touch("0-3")))
    assert done.nodes() == [0, 0, 0, 0]
    assert done.free[0] == 256 - 8


def test_a_file_follows_the_tasks_counter_not_the_index() -> None:
    assert nodes(INTERLEAVE, mmap(4, kind="file"), touch("3"), touch("0-2")) == [1, 0, 1, 0]


def test_a_stepped_touch_is_one_step_however_long() -> None:
    pages, on = 2**40, machine(2**35, 2**35)
    done = run(experiment(on, INTERLEAVE, mmap(pages, addr=ORIGIN), touch(f"0-{pages - 1}:3")))
    assert sum(done.counts().values()) == -(-pages // 3)
    runs = list(done.system.regions["heap"].map.runs(0, 7))
    assert runs == [(0, 1), (-2, 2), (1, 1), (-2, 2), (0, 1)]


def test_what_a_stepped_touch_left_out_is_filled_later() -> None:
    done = run(experiment(two_nodes(), INTERLEAVE, mmap(100), touch("99-0:7"), touch("0-99")))
    assert done.nodes() == [0, 1] * 50


@pytest.mark.parametrize("pages,spilled", [("0-299", range(256, 300)), ("299-0", range(44))])
def test_the_pages_that_come_last_spill(pages: str, spilled: range) -> None:
    found = nodes(mmap(300), touch(pages), on=two_nodes(1))
    assert [page for page, node in enumerate(found) if node == 1] == list(spilled)
