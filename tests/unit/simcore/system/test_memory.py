from simcore.nodemask import NodeMask
from simcore.placement.choose import Surroundings, choose
from simcore.placement.fill import Gap
from simcore.system.memory import Memory


def test_placing_takes_pages_and_giving_back_frees_them() -> None:
    memory = Memory({0: 3, 1: 3})
    around = Surroundings(0, {0: (0, 1), 1: (1, 0)}, NodeMask.of([0, 1]), {})
    segments = list(memory.place(choose(None, around), Gap(0, 5, 0), "v"))
    assert [(s.first, s.count, str(s.pattern)) for s in segments] == [(0, 3, "0"), (3, 2, "1")]
    assert memory.free == {0: 0, 1: 1}
    memory.give_back({0: 2, -2: 9, -14: 9})
    assert (memory.free, memory.room(0)) == ({0: 2, 1: 1}, 2)


def test_within_a_batch_nothing_becomes_free() -> None:
    memory = Memory({0: 0})
    with memory.batch():
        memory.give_back({0: 4})
        assert memory.free == {0: 0}
    assert memory.free == {0: 4}
