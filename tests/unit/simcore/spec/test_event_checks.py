from typing import Any

import pytest

from simcore.spec import decode
from simcore.spec.limits import MAX_SHOWN_PAGES, MAX_SINGLE_PAGES, MAX_TASKS
from tests.build import experiment, mmap, pointers, told, touch, two_nodes

FORK = {"op": "fork", "child": "kid"}


def test_a_childs_copies_are_there_after_the_fork() -> None:
    inside = touch("0", "kid:heap", task="kid")
    decode(experiment(two_nodes(), mmap(4), FORK, inside))
    assert pointers(experiment(two_nodes(), mmap(4), inside, FORK)) == [
        "/events/1/task",
        "/events/1/id",
    ]


def test_a_region_belongs_to_one_process() -> None:
    told_by = told(experiment(two_nodes(), mmap(4), FORK, touch("0", task="kid")))
    assert told_by == [("/events/2/task", "region heap belongs to another process")]


def test_threads_share_their_regions() -> None:
    tasks = [{"name": "a"}, {"name": "b"}]
    events = (mmap(4, task="a"), touch("0", task="b"))
    decode(experiment(two_nodes(), *events, tasks=tasks))


@pytest.mark.parametrize(
    "event,pointer",
    [
        ({"op": "mbind", "id": "gone", "mode": "default"}, "id"),
        ({"op": "munmap", "id": "heap", "first": 3, "pages": 2}, "pages"),
        ({"op": "move_pages", "id": "heap", "page": 4, "node": 0}, "page"),
        ({"op": "where", "id": "heap", "pages": 5}, "pages"),
        ({"op": "cpuset"}, "mems"),
        (mmap(1, "other", addr=None, object="x"), "kind"),
        ({"op": "mremap", "id": "heap", "addr": "0x1001"}, "addr"),
    ],
)
def test_an_event_that_names_what_is_not_there_is_told(event: Any, pointer: str) -> None:
    assert pointers(experiment(two_nodes(), mmap(4), event)) == [f"/events/1/{pointer}"]


def test_stepped_touches_of_private_memory_are_one_step() -> None:
    pages = 2**30
    decode(experiment(two_nodes(), mmap(pages), touch(f"0-{pages - 1}:3")))


def test_stepped_touches_of_shared_memory_are_counted() -> None:
    def document(count: int) -> dict[str, Any]:
        shared = mmap(2**20, kind="memfd")
        return experiment(two_nodes(), shared, touch(f"0-{2 * count - 2}:2"))

    decode(document(MAX_SINGLE_PAGES))
    assert pointers(document(MAX_SINGLE_PAGES + 1)) == ["/events/1/pages"]


def test_an_event_shows_so_many_pages_and_no_more() -> None:
    def document(count: int) -> dict[str, Any]:
        return experiment(two_nodes(), mmap(2**30), {"op": "where", "id": "heap", "pages": count})

    decode(document(MAX_SHOWN_PAGES))
    assert pointers(document(MAX_SHOWN_PAGES + 1)) == ["/events/1/pages"]


def test_an_address_is_free_again_after_munmap() -> None:
    again = mmap(4, "again")
    decode(experiment(two_nodes(), mmap(4), {"op": "munmap", "id": "heap"}, again))
    assert pointers(experiment(two_nodes(), mmap(4), again)) == ["/events/1/addr"]


def test_a_fork_may_not_bring_more_tasks_than_there_may_be() -> None:
    forks = [{"op": "fork", "child": f"t{i}"} for i in range(MAX_TASKS)]

    decode(experiment(two_nodes(), *forks[:-1]))
    assert told(experiment(two_nodes(), *forks)) == [
        (f"/events/{MAX_TASKS - 1}/child", f"there may be at most {MAX_TASKS} tasks")
    ]
    assert pointers(experiment(two_nodes(), FORK, FORK)) == ["/events/1/child"]


def test_a_child_is_there_from_its_fork_on() -> None:
    by_kid = {"op": "next", "task": "kid"}
    decode(experiment(two_nodes(), FORK, by_kid))
    assert told(experiment(two_nodes(), by_kid, FORK)) == [
        ("/events/0/task", "there is no task kid")
    ]


def test_threads_share_one_address_space_and_a_child_has_its_own() -> None:
    tasks = [{"name": "a"}, {"name": "b"}]
    here, there = mmap(4, "one", task="a"), mmap(4, "two", task="b")

    assert pointers(experiment(two_nodes(), here, there, tasks=tasks)) == ["/events/1/addr"]
    fork = {"op": "fork", "child": "kid"}
    decode(experiment(two_nodes(), fork, here, there | {"task": "kid"}, tasks=tasks))


def test_the_pages_of_a_step_and_of_writes_are_counted_together() -> None:
    def document(count: int) -> dict[str, Any]:
        step = {"op": "step", "id": "heap", "pages": "0-9"}
        write = {"op": "pwrite", "id": "heap", "pages": count - 10}
        return experiment(two_nodes(), mmap(2**20, kind="file"), step, write)

    decode(document(MAX_SINGLE_PAGES))
    (refusal,) = told(document(MAX_SINGLE_PAGES + 1))
    assert refusal[0] == "/events/2/pages"
    assert f"at most {MAX_SINGLE_PAGES} are allowed" in refusal[1]


def test_every_part_of_a_page_list_is_a_step() -> None:
    def document(count: int) -> dict[str, Any]:
        return experiment(two_nodes(), mmap(9), touch(",".join(["0-8"] * count)))

    decode(document(MAX_SINGLE_PAGES))
    assert pointers(document(MAX_SINGLE_PAGES + 1)) == ["/events/1/pages"]
