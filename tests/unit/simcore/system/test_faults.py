"""Where an access goes: which VMA, which kind of memory, in which direction."""

from tests.build import (
    ORIGIN,
    experiment,
    machine,
    mbind,
    mmap,
    policy,
    run,
    touch,
    two_nodes,
)
from tests.unit.simcore.system.huge import PAIR


def test_the_vma_goes_before_the_task() -> None:
    ran = run(experiment(two_nodes(), policy("bind", "0"), mmap(4), mbind("bind", "1", pages=2)))
    assert ran.nodes() == [-2] * 4

    events = (policy("bind", "0"), mmap(4), mbind("bind", "1", pages=2), touch("0-3"))
    assert run(experiment(two_nodes(), *events)).nodes() == [1, 1, 0, 0]


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


def test_a_stepped_touch_is_one_step_however_long() -> None:
    pages, on = 2**40, machine(2**35, 2**35)
    done = run(experiment(on, PAIR, mmap(pages, addr=ORIGIN), touch(f"0-{pages - 1}:3")))
    assert sum(done.counts().values()) == -(-pages // 3)
    runs = list(done.system.regions["heap"].map.runs(0, 7))
    assert runs == [(0, 1), (-2, 2), (1, 1), (-2, 2), (0, 1)]
