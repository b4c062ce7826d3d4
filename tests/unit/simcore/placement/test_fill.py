from collections.abc import Mapping

import pytest

from simcore.placement.choose import Placing
from simcore.placement.fill import Gap, OutOfMemory, fill
from simcore.placement.pattern import Pattern


def placing(turn: list[tuple[int, int]], orders: Mapping[int, tuple[int, ...]]) -> Placing:
    return Placing(Pattern.of(turn), orders, "task policy", "policy_nodemask")


LOCAL = placing([(0, 1)], {0: (0, 1)})
BOUND = placing([(0, 1)], {0: (0,)})
PAIR = placing([(0, 1), (1, 1)], {0: (0, 2), 1: (1, 2)})
NINE_ONE = placing([(0, 9), (1, 1)], {0: (0, 1), 1: (1, 0)})


def filled(how: Placing, pages: int, free: dict[int, int], index: int = 0) -> list[str]:
    segments = fill(how, Gap(0, pages, index), free)
    return [f"{s.first}+{s.count}: {s.pattern} @{s.phase}" for s in segments]


def test_the_last_page_that_fits_stays_and_the_next_spills_over() -> None:
    assert filled(LOCAL, 4, {0: 4, 1: 9}) == ["0+4: 0 @0"]
    assert filled(LOCAL, 5, {0: 4, 1: 9}) == ["0+4: 0 @0", "4+1: 1 @0"]


def test_free_pages_are_taken_from_the_nodes() -> None:
    free = {0: 4, 1: 9}
    filled(LOCAL, 5, free)
    assert free == {0: 0, 1: 8}


def test_nothing_is_taken_for_no_pages() -> None:
    free = {0: 0, 1: 0}
    assert filled(LOCAL, 0, free) == []


def test_the_index_decides_where_the_turn_begins() -> None:
    assert filled(NINE_ONE, 20, {0: 99, 1: 99}, index=6) == ["0+20: 0x9 1 @6"]


def test_a_gap_in_the_middle_keeps_the_turn_of_its_region() -> None:
    (segment,) = fill(NINE_ONE, Gap(8, 4, index=6), {0: 99, 1: 99})

    assert [segment.node_of(page) for page in range(8, 12)] == [0, 0, 0, 0]
    assert segment.node_of(8 + 5) == 1


def test_shares_of_a_full_node_do_not_move_to_the_other_nodes_of_the_mask() -> None:
    free = {0: 2, 1: 99, 2: 99}

    assert filled(PAIR, 10, free) == ["0+4: 0 1 @0", "4+6: 2 1 @0"]
    assert free == {0: 0, 1: 94, 2: 96}


def test_a_node_may_fill_in_the_middle_of_its_run() -> None:
    assert filled(NINE_ONE, 20, {0: 5, 1: 99}) == ["0+5: 0x9 1 @0", "5+15: 1 @0"]


def test_a_spill_target_that_fills_passes_pages_on() -> None:
    free = {0: 1, 1: 9, 2: 1}
    three = placing([(0, 1), (1, 1)], {0: (0, 2, 1), 1: (1, 0, 2)})

    assert filled(three, 8, free) == ["0+2: 0 1 @0", "2+2: 2 1 @0", "4+4: 1 @0"]
    assert free == {0: 0, 1: 3, 2: 0}


def test_the_page_that_finds_no_room_is_named() -> None:
    free = {0: 3, 1: 99}
    assert filled(BOUND, 3, free) == ["0+3: 0 @0"]
    with pytest.raises(OutOfMemory, match="no room for page 3") as killed:
        filled(BOUND, 4, {0: 3, 1: 99})
    assert killed.value.page == 3


def test_pages_before_the_one_without_room_are_placed() -> None:
    free = {0: 3}
    segments = fill(BOUND, Gap(10, 9, 0), free)

    assert (next(segments).first, free) == (10, {0: 0})
    with pytest.raises(OutOfMemory, match="page 13"):
        next(segments)


def test_a_full_node_matters_only_once_its_turn_comes() -> None:
    alone = placing([(0, 3), (1, 1)], {0: (0,), 1: (1,)})

    assert filled(alone, 3, {0: 9, 1: 0}) == ["0+3: 0x3 1 @0"]
    with pytest.raises(OutOfMemory) as killed:
        filled(alone, 4, {0: 9, 1: 0})
    assert killed.value.page == 3


def test_a_petabyte_takes_no_more_steps_than_a_megabyte() -> None:
    for pages in (2**8, 2**38):
        free = {0: pages // 4, 1: pages, 2: pages}
        assert len(filled(PAIR, pages, free)) == 2
