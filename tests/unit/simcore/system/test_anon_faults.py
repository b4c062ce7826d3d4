"""Private anonymous memory: zero pages, first writes, huge pages."""

import pytest

from tests.build import (
    Document,
    experiment,
    machine,
    mbind,
    mmap,
    policy,
    run,
    touch,
    two_nodes,
)
from tests.unit.simcore.system.huge import ALIGNED, HALF, PAIR, blocks, on_huge


def test_reading_shows_the_zero_page_and_the_first_write_gets_memory() -> None:
    read = run(experiment(two_nodes(), PAIR, mmap(4), touch("0-3", access="read")))
    assert read.nodes() == [-14] * 4
    assert read.free == {0: 256, 1: 256}

    events = (PAIR, mmap(4), touch("0-3", access="read"), touch("3-1"))
    assert run(experiment(two_nodes(), *events)).nodes() == [-14, 1, 0, 1]


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


DROP = {"op": "madvise", "id": "heap", "advice": "dontneed"}
READ = touch("0", access="read")


def test_a_huge_page_that_was_given_back_whole_comes_back_huge() -> None:
    ran = on_huge(PAIR, mmap(1024, addr=ALIGNED), touch("0-1023"), DROP, touch("0,600"))

    assert ran.nodes() == [0] * 512 + [1] * 512


@pytest.mark.parametrize(
    "before",
    [
        (touch("0"), DROP | {"pages": 100}),
        (touch("0"), mbind("bind", "0", first=0, pages=100)),
        (touch("0"), {"op": "madvise", "id": "heap", "pages": 100, "advice": "nohugepage"}),
        (touch("0"), {"op": "mremap", "id": "heap", "addr": HALF}),
        (
            touch("0"),
            {"op": "fork", "child": "kid"},
            touch("0", "kid:heap", task="kid"),
            touch("0"),
        ),
    ],
    ids=["drop", "mbind", "advice", "mremap", "fork"],
)
def test_a_huge_page_that_was_split_leaves_its_table_behind(before: tuple[Document, ...]) -> None:
    child = {"task": "kid", "id": "kid:heap"} if len(before) == 4 else {}
    ran = on_huge(mmap(512, addr=ALIGNED), *before, DROP | child, touch("300") | child)

    assert ran.counts(child.get("id", "heap")) == {0: 1}


@pytest.mark.parametrize(
    "kernel, nodes",
    [
        ("linux-6.12", [-14, -14, 0] + [-14] * 509 + [-2] * 512),
        ("linux-7.2", [1] * 512 + [-2] * 512),
    ],
)
@pytest.mark.parametrize("setting", ["always", "never"])
@pytest.mark.parametrize("pages", ["2", "2-5:9"])
def test_a_write_to_the_huge_zero_page_gets_one_page_or_all(
    kernel: str, nodes: list[int], setting: str, pages: str
) -> None:
    # Small pages by their address, huge ones by the number of their block.
    start = hex(int(ALIGNED, 16) + 0x200000)
    set_to = {"op": "thp", "enabled": setting}
    events = (PAIR, mmap(1024, addr=start), READ, set_to, touch(pages))

    assert on_huge(*events, kernel=kernel).nodes() == nodes


def test_without_room_the_huge_zero_page_is_split() -> None:
    events = (policy("bind", "0"), mmap(512, addr=ALIGNED), READ, touch("5-6"))

    assert on_huge(*events, mib=1).nodes() == [-14] * 5 + [0] * 2 + [-14] * 505


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
