from collections.abc import Iterator

import pytest

from simcore.kernel.modes import MemPolicy
from simcore.nodemask import NodeMask
from simcore.placement.choose import Placing, Surroundings, choose
from simcore.placement.fill import Gap, OutOfMemory
from simcore.placement.pagemap import Segment
from simcore.system.memory import Memory


def bound(nodes: str) -> Placing:
    around = Surroundings(0, {0: (0, 1), 1: (1, 0)}, NodeMask.parse("0-1"), {})
    return choose(MemPolicy(mode="bind", nodes=NodeMask.parse(nodes)), around)


def counts(segments: Iterator[Segment]) -> list[dict[int, int]]:
    return [segment.counts() for segment in segments]


def test_pages_are_taken_as_they_are_placed() -> None:
    memory = Memory({0: 3, 1: 9})

    assert counts(memory.place(bound("0-1"), Gap(0, 5, 0), "heap")) == [{0: 3}, {1: 2}]
    assert memory.free == {0: 0, 1: 7}


def test_pages_that_are_moved_take_room_like_new_ones() -> None:
    memory = Memory({0: 3, 1: 9})

    assert counts(memory.move(bound("1"), Gap(0, 5, 0), "heap")) == [{1: 5}]
    assert memory.free == {0: 3, 1: 4}


def test_what_still_fits_is_taken_before_memory_ends() -> None:
    memory = Memory({0: 3, 1: 9})
    with pytest.raises(OutOfMemory, match="page 3"):
        counts(memory.place(bound("0"), Gap(0, 5, 0), "heap"))

    assert memory.free == {0: 0, 1: 9}


def test_the_free_pages_are_not_those_of_the_caller() -> None:
    given = {0: 3}
    Memory(given).take({0: 2})

    assert given == {0: 3}


def test_pages_go_and_come_back_and_those_on_no_node_do_not_count() -> None:
    memory = Memory({0: 3, 1: 9})
    memory.take({0: 2, -2: 5})
    memory.give_back({1: 1, -14: 7})

    assert memory.free == {0: 1, 1: 10}


def test_there_is_room_for_as_many_migrated_pages_as_are_free() -> None:
    assert [Memory({0: 3, 1: 0}).room(node) for node in (0, 1)] == [3, 0]


def test_within_a_batch_nothing_becomes_free() -> None:
    memory = Memory({0: 0})
    with memory.batch():
        memory.give_back({0: 4})
        assert memory.free == {0: 0}
    assert memory.free == {0: 4}
