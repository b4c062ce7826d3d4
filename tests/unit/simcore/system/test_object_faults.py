"""Shared memory, private mappings of it, and files."""

import pytest

from tests.build import (
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
from tests.unit.simcore.system.huge import ALIGNED, PAIR, blocks

WRITE = {"op": "pwrite", "id": "heap", "pages": 4}


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


def _placed(ran: Ran) -> list[int]:
    shown = ran.system.regions["heap"].object
    assert shown is not None
    return [
        segment.node_of(page) for segment in shown.map for page in range(segment.first, segment.end)
    ]


@pytest.mark.parametrize("ino, nodes", [(10, [0, 1, 0, 1]), (11, [1, 0, 1, 0])])
def test_a_write_to_a_memfd_places_what_a_touch_would_and_leaves_the_counter(
    ino: int, nodes: list[int]
) -> None:
    shared = mmap(4, kind="memfd", given={"ino": ino})
    ran = run(experiment(two_nodes(), PAIR, shared, {"op": "next"}, WRITE))

    assert _placed(ran) == nodes
    assert ran.events[-1].answer["next"] == [ran.events[-2].answer["node"]] * 4


def test_a_write_to_a_memfd_follows_the_policy_of_the_object() -> None:
    shared = mmap(4, kind="memfd", object="m", given={"ino": 10})
    bound = mbind("bind", "1", first=1, pages=2)
    ran = run(experiment(two_nodes(), PAIR, shared, bound, WRITE))

    assert _placed(ran) == [0, 1, 1, 1]


@pytest.mark.parametrize(
    "setting, pages, huge",
    [
        ("always", 512, True),
        ("always", 4, True),
        ("within_size", 512, True),
        ("within_size", 4, False),
        ("advise", 512, False),
    ],
)
def test_a_write_asks_for_huge_pages_without_any_mapping(
    setting: str, pages: int, huge: bool
) -> None:
    shared = mmap(pages, addr=ALIGNED, kind="memfd")
    advised = {"op": "madvise", "id": "heap", "advice": "hugepage"}
    write = {"op": "pwrite", "id": "heap", "first": 2, "pages": 1}
    thp = {"op": "thp", "shmem_enabled": setting}
    ran = run(experiment(machine(4, 4), thp, shared, advised, write))

    assert 1024 - ran.free[0] == (512 if huge else 1)


@pytest.mark.parametrize("kind", ["file", "memfd"])
@pytest.mark.parametrize("act", ["touch", "pwrite"])
def test_the_page_that_has_no_room_is_told_by_its_place_in_the_region(kind: str, act: str) -> None:
    shared = mmap(300, kind=kind, object="f", offset=40)
    act_on = touch("0-299") if act == "touch" else {"op": act, "id": "heap", "pages": 300}
    ran = run(experiment(machine(1, 1), policy("bind", "0"), shared, act_on))

    assert (ran.events[-1].signal, ran.events[-1].at_page) == (9, 256)
    assert ran.counts() == ({0: 256} if act == "touch" else {})


def test_the_page_below_a_private_copy_is_no_longer_mapped_and_does_not_move() -> None:
    away = {"op": "migrate_pages", "from": "1", "to": "2"}
    touches = (touch("0-1", access="read"), touch("0"))
    private = mmap(2, kind="memfdpriv")
    ran = run(experiment(machine(1, 1, 1), policy("bind", "1"), private, *touches, away))

    assert ran.nodes() == [2, 2]
    assert ran.free == {0: 256, 1: 255, 2: 254}
