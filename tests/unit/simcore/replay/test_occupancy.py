import pytest

from simcore.nodemask import NodeMask
from simcore.placement.choose import Placing, Surroundings, choose
from simcore.placement.fill import Gap, OutOfMemory
from simcore.replay.occupancy import FollowedMemory, look_ahead, needs_occupancy
from simcore.spec import decode
from tests.build import experiment, mmap, touch, two_nodes

SIZE = 1000


def placing() -> Placing:
    return choose(None, Surroundings(0, {0: (0, 1), 1: (1, 0)}, NodeMask.of([0, 1]), {}))


def followed(text: str, last_free: dict[int, int]) -> tuple[list[tuple[int, int]], int]:
    """Where a touch of all pages puts them, and how many are inexact."""
    look = {"op": "where", "id": "heap", "pages": 700, "expect": {"nodes": text}}
    meminfo = {"op": "meminfo", "given": {"free_kib": {"0": 1}}}
    events = decode(experiment(two_nodes(), mmap(700), touch("0-699"), look, meminfo)).events
    assert needs_occupancy(events)
    memory = FollowedMemory({0: SIZE, 1: SIZE}, last_free, look_ahead(events))
    memory.begin(1)
    segments = list(memory.place(placing(), Gap(0, 700, 0), "heap"))
    return [run for s in segments for run in s.pattern.walk(s.phase, s.count)], memory.inexact


def test_pages_lie_where_the_recording_saw_them() -> None:
    assert followed("0x600 1x100", {0: 10}) == ([(0, 600), (1, 100)], 0)


def test_pages_on_a_node_that_counts_as_full_are_inexact() -> None:
    assert followed("0x600 1x50 0x20 1x30", {0: 10})[1] == 20


def test_a_node_with_room_is_not_believed_to_be_full() -> None:
    assert followed("0x600 1x100", {0: 50})[0] == [(0, 700)]


def test_a_node_to_which_much_more_comes_is_not_believed_to_be_full() -> None:
    runs, _ = followed("0x300 1x100 0x300", {0: 10})
    assert runs == [(0, 700)]


def test_a_refused_page_speaks_for_all() -> None:
    memory = FollowedMemory({0: SIZE, 1: SIZE}, {}, {})
    assert memory.room(1) == SIZE
    memory.refuses(1, refused=True)
    assert memory.room(1) == 0
    alone = choose(None, Surroundings(1, {1: (1,)}, NodeMask.of([1]), {}))
    with pytest.raises(OutOfMemory):
        next(memory.move(alone, Gap(0, 4, 0), "heap"))
    assert memory.inexact == 1


def test_what_is_not_known_is_estimated_by_free_memory() -> None:
    memory = FollowedMemory({0: SIZE, 1: SIZE}, {}, {})
    memory.seen_free({"0": 4 * 100, "1": 4 * 50}, 4)
    with pytest.raises(OutOfMemory):
        list(memory.place(placing(), Gap(0, 900, 0), "heap"))
    memory.seen_free({"0": 4 * 100, "1": 4 * 50}, 4)
    assert sum(s.count for s in memory.place(placing(), Gap(0, 200, 0), "heap")) == 200
