from typing import Any

from tests.build import experiment, mmap, run, touch, two_nodes

FORK = {"op": "fork", "child": "kid"}
BIND_1 = {"op": "mbind", "id": "kid:heap", "mode": "bind", "nodes": "1", "task": "kid"}


def kids(*events: Any) -> tuple[list[int], list[int]]:
    done = run(experiment(two_nodes(), mmap(4), touch("0-3"), FORK, *events))
    return done.nodes(), done.nodes("kid:heap")


def test_a_fork_copies_no_page() -> None:
    done = run(experiment(two_nodes(), mmap(4), touch("0-3"), FORK))
    assert done.free == {0: 252, 1: 256}
    assert done.nodes("kid:heap") == [0, 0, 0, 0]


def test_a_write_gives_the_writer_a_page_of_its_own_by_its_own_policy() -> None:
    assert kids(BIND_1, touch("1-2", "kid:heap", task="kid")) == ([0] * 4, [0, 1, 1, 0])


def test_who_is_left_alone_with_a_page_writes_in_place() -> None:
    events = (BIND_1, touch("0-3", "kid:heap", task="kid"), touch("0-3"))
    done = run(experiment(two_nodes(), mmap(4), touch("0-3"), FORK, *events))
    assert done.free == {0: 252, 1: 252}


def test_a_common_page_is_given_back_by_the_last_one() -> None:
    parents = {"op": "munmap", "id": "heap"}
    childs = {"op": "munmap", "id": "kid:heap", "task": "kid"}
    start = (mmap(4), touch("0-3"), FORK)
    assert run(experiment(two_nodes(), *start, parents)).free[0] == 252
    assert run(experiment(two_nodes(), *start, parents, childs)).free[0] == 256
