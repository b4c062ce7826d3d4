from typing import Any

import pytest

from tests.build import (
    ORIGIN,
    Document,
    Ran,
    experiment,
    machine,
    mbind,
    mmap,
    policy,
    run,
    touch,
    two_nodes,
)

ALIGNED = "0x100000000000"
"""The number of its huge page is 2^23: even."""
HALF = "0x100000100000"
"""256 pages further on: in the middle of a huge page."""
PAIR = policy("interleave", "0-1")


def on_huge(*events: Document, mib: int = 16, **settings: Any) -> Ran:
    return run(experiment(machine(mib, mib, thp="always"), *events, **settings))


def blocks(ran: Ran, first: int = 0) -> list[int]:
    """Node of every 512th page."""
    return ran.nodes()[first::512]


def test_the_vma_goes_before_the_task() -> None:
    ran = run(experiment(two_nodes(), policy("bind", "0"), mmap(4), mbind("bind", "1", pages=2)))
    assert ran.nodes() == [-2] * 4

    events = (policy("bind", "0"), mmap(4), mbind("bind", "1", pages=2), touch("0-3"))
    assert run(experiment(two_nodes(), *events)).nodes() == [1, 1, 0, 0]


def test_reading_shows_the_zero_page_and_the_first_write_gets_memory() -> None:
    read = run(experiment(two_nodes(), PAIR, mmap(4), touch("0-3", access="read")))
    assert read.nodes() == [-14] * 4
    assert read.free == {0: 256, 1: 256}

    events = (PAIR, mmap(4), touch("0-3", access="read"), touch("3-1"))
    assert run(experiment(two_nodes(), *events)).nodes() == [-14, 1, 0, 1]


def test_an_access_beyond_a_hole_ends_with_a_signal() -> None:
    hole = {"op": "munmap", "id": "heap", "first": 4, "pages": 2}
    ran = run(experiment(two_nodes(), mmap(10), hole, touch("0-9")))

    assert (ran.events[-1].signal, ran.events[-1].at_page) == (11, 4)
    assert ran.nodes() == [0] * 4 + [-2] * 6


def test_going_down_the_pages_above_the_hole_come_first() -> None:
    hole = {"op": "munmap", "id": "heap", "first": 4, "pages": 2}
    ran = run(experiment(two_nodes(), mmap(10), hole, touch("9-0")))

    assert (ran.events[-1].signal, ran.events[-1].at_page) == (11, 5)
    assert ran.nodes() == [-2] * 6 + [0] * 4


def test_a_huge_page_takes_one_index() -> None:
    ran = on_huge(PAIR, mmap(4 * 512, addr=ALIGNED), touch("0-2047"))

    assert blocks(ran) == blocks(ran, 511) == [0, 1, 0, 1]
    assert ran.free == {0: 3072, 1: 3072}


def test_one_small_access_brings_the_whole_huge_page() -> None:
    ran = on_huge(PAIR, mmap(4 * 512, addr=ALIGNED), touch("700"))

    assert ran.counts() == {1: 512}
    assert ran.nodes()[512:1024] == [1] * 512


def test_offset_and_distance_are_shifted_apart() -> None:
    # The first whole block has number 2^23 + 1, but 256 >> 9 is nothing.
    ran = on_huge(PAIR, mmap(1280, addr=HALF), touch("0-1279"))

    assert ran.nodes()[256:1280] == [0] * 512 + [1] * 512


def test_head_and_tail_of_a_mapping_are_small_pages_with_small_indexes() -> None:
    ran = on_huge(PAIR, mmap(1030, addr=HALF), touch("0-1029"))

    assert ran.nodes()[:4] == [0, 1, 0, 1]
    assert ran.nodes()[768:772] == [0, 1, 0, 1]


def test_weights_count_huge_pages_as_one() -> None:
    mode = policy("weighted_interleave", "0-1")
    events = (mode, mmap(8 * 512, addr=ALIGNED), touch("0-4095"))
    ran = on_huge(*events, sysfs={"weights": {"0": 3}})

    assert blocks(ran) == [0, 0, 0, 1, 0, 0, 0, 1]


def test_a_huge_page_goes_past_a_node_with_less_than_its_room() -> None:
    ran = on_huge(mmap(1024, addr=ALIGNED), touch("0-1023"), mib=3)

    assert ran.nodes() == [0] * 512 + [1] * 512


def test_without_room_for_a_huge_page_small_ones_take_what_is_left() -> None:
    events = (policy("bind", "0"), mmap(1024, addr=ALIGNED), touch("0-1023"))
    ran = on_huge(*events, mib=3)

    assert ran.counts() == {0: 768}
    assert (ran.events[-1].signal, ran.events[-1].at_page) == (9, 768)


@pytest.mark.parametrize(
    "enabled, advice, huge",
    [
        ("always", None, True),
        ("always", "nohugepage", False),
        ("madvise", None, False),
        ("madvise", "hugepage", True),
        ("never", "hugepage", False),
    ],
)
def test_setting_and_advice_decide_about_huge_pages(
    enabled: str, advice: str | None, huge: bool
) -> None:
    advised = [{"op": "madvise", "id": "heap", "advice": advice}] if advice else []
    events = (mmap(512, addr=ALIGNED), *advised, touch("0"))
    ran = run(experiment(machine(4, 4, thp=enabled), *events))

    assert ran.counts() == {0: 512 if huge else 1}


def test_a_block_that_has_small_pages_never_becomes_huge() -> None:
    events = (
        {"op": "thp", "enabled": "never"},
        touch("3"),
        {"op": "thp", "enabled": "always"},
        touch("0-511"),
    )
    ran = on_huge(PAIR, mmap(512, addr=ALIGNED), *events)

    assert ran.counts() == {0: 256, 1: 256}


@pytest.mark.parametrize("ino, nodes", [(10, [0, 1, 0, 1]), (11, [1, 0, 1, 0])])
def test_the_inode_number_says_where_shared_memory_begins(ino: int, nodes: list[int]) -> None:
    shared = mmap(4, kind="memfd", given={"ino": ino})
    assert run(experiment(two_nodes(), PAIR, shared, touch("0-3"))).nodes() == nodes


def test_the_index_of_shared_memory_is_the_page_of_its_object() -> None:
    shared = mmap(4, kind="memfd", offset=3, given={"ino": 10})
    assert run(experiment(two_nodes(), PAIR, shared, touch("0-3"))).nodes() == [1, 0, 1, 0]


def test_shared_memory_is_allocated_when_it_is_read() -> None:
    shared = mmap(4, kind="shanon", given={"ino": 10})
    ran = run(experiment(two_nodes(), PAIR, shared, touch("0-3", access="read")))

    assert ran.counts() == {0: 2, 1: 2}


def test_huge_pages_of_shared_memory_follow_inode_and_block() -> None:
    setting = {"op": "thp", "shmem_enabled": "always"}
    shared = mmap(2048, addr=ALIGNED, kind="memfd", given={"ino": 11})
    ran = run(experiment(machine(16, 16), PAIR, setting, shared, touch("0-2047")))

    assert blocks(ran) == blocks(ran, 511) == [1, 0, 1, 0]


@pytest.mark.parametrize(
    "setting, advice, huge",
    [
        ("always", None, True),
        ("always", "nohugepage", False),
        ("within_size", None, True),
        ("advise", None, False),
        ("advise", "hugepage", True),
        ("never", "hugepage", False),
        ("deny", "hugepage", False),
    ],
)
def test_shared_memory_asks_its_own_setting(setting: str, advice: str | None, huge: bool) -> None:
    advised = [{"op": "madvise", "id": "heap", "advice": advice}] if advice else []
    shared = mmap(512, addr=ALIGNED, kind="memfd")
    ran = run(
        experiment(
            machine(4, 4), {"op": "thp", "shmem_enabled": setting}, shared, *advised, touch("7")
        )
    )

    assert ran.counts() == {0: 512 if huge else 1}


def test_shared_memory_without_room_for_a_huge_page_takes_small_ones() -> None:
    setting = {"op": "thp", "shmem_enabled": "always"}
    events = (policy("bind", "0"), mmap(1024, addr=ALIGNED, kind="memfd"), touch("0-1023"))
    ran = run(experiment(machine(3, 3), setting, *events))

    assert ran.counts() == {0: 768}
    assert (ran.events[-1].signal, ran.events[-1].at_page) == (9, 768)


def test_a_private_mapping_of_shared_memory_reads_the_object_and_writes_its_own() -> None:
    private = mmap(4, kind="memfdpriv", given={"ino": 10})
    read = run(experiment(two_nodes(), PAIR, private, touch("0-3", access="read")))
    assert read.free == {0: 254, 1: 254}

    written = run(experiment(two_nodes(), PAIR, private, touch("0-3")))
    assert written.nodes() == [0, 1, 0, 1]
    assert written.free == {0: 252, 1: 252}


def test_page_cache_comes_by_the_counter_and_not_by_the_index() -> None:
    file = mmap(8, addr=ALIGNED, kind="file")
    ran = run(experiment(two_nodes(), PAIR, file, touch("5"), touch("0-3"), touch("6")))

    assert ran.nodes() == [1, 0, 1, 0, -2, 0, 1, -2]


def test_a_stepped_touch_is_one_step_however_long() -> None:
    pages, on = 2**40, machine(2**35, 2**35)
    done = run(experiment(on, PAIR, mmap(pages, addr=ORIGIN), touch(f"0-{pages - 1}:3")))
    assert sum(done.counts().values()) == -(-pages // 3)
    runs = list(done.system.regions["heap"].map.runs(0, 7))
    assert runs == [(0, 1), (-2, 2), (1, 1), (-2, 2), (0, 1)]


def test_what_a_stepped_touch_left_out_is_filled_later() -> None:
    done = run(experiment(two_nodes(), PAIR, mmap(100), touch("99-0:7"), touch("0-99")))
    assert done.nodes() == [0, 1] * 50


def test_without_room_for_a_huge_page_only_what_is_touched_comes() -> None:
    region = mmap(1024, addr=ALIGNED)
    up = run(experiment(machine(3, thp="always"), region, touch("0-699")))
    assert up.nodes() == [0] * 700 + [-2] * 324
    down = run(experiment(machine(3, thp="always"), region, touch("699-0")))
    assert (down.events[-1].signal, down.events[-1].at_page) == (9, 255)
    assert down.nodes() == [-2] * 256 + [0] * 768


def test_a_huge_page_of_shared_memory_wants_its_whole_block_absent() -> None:
    shared, always = (
        mmap(1024, kind="memfd", addr=ALIGNED),
        {"op": "thp", "shmem_enabled": "always"},
    )
    done = run(experiment(machine(16), shared, touch("5"), always, touch("7"), touch("600")))
    assert [page for page, node in enumerate(done.nodes()) if node == 0] == [
        5,
        7,
        *range(512, 1024),
    ]


def test_a_file_is_read_in_just_as_far_as_it_is_touched() -> None:
    ran = run(experiment(two_nodes(), mmap(8, kind="file", object="f"), touch("2-3")))
    shown = ran.system.regions["heap"].object
    assert shown is not None
    assert [(segment.first, segment.count) for segment in shown.map] == [(2, 2)]
