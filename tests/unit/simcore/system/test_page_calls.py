from typing import Any

import pytest

from tests.build import answered, experiment, machine, mmap, policy, run, touch, two_nodes


def errnos(*events: Any, **more: Any) -> list[int | None]:
    return [event.errno for event in run(experiment(two_nodes(), *events, **more)).events]


@pytest.mark.parametrize("caps,errno", [([], 1), (["sys_nice"], 22)])
def test_migrating_to_nodes_that_are_not_allowed_is_refused(caps: list[str], errno: int) -> None:
    tasks = [{"name": "main", "mems_allowed": "0-1", "caps": caps}]
    event = {"op": "migrate_pages", "from": "0", "to": "2"}
    assert run(experiment(machine(1, 1, 1), event, tasks=tasks)).events[0].errno == errno


def move(page: int, node: int) -> dict[str, Any]:
    return {"op": "move_pages", "id": "heap", "page": page, "node": node}


def test_a_page_moves_to_a_node_that_is_allowed_and_has_memory() -> None:
    tasks = [{"name": "main", "mems_allowed": "0-1"}]
    start = (mmap(4), touch("0"), touch("1", access="read"))
    events = (move(0, 1), move(0, 2), move(0, 3), move(0, -1), move(1, 1), move(2, 1))
    ran = run(experiment(machine(1, 1, 1, 0), *start, *events, tasks=tasks))

    shown = [(event.errno, event.answer["status"]) for event in ran.events[3:]]
    refused = [(13, -999), (19, -999), (19, -999)]
    assert shown == [(None, 1), *refused, (None, -14), (None, -2)]


def test_a_full_node_takes_no_moved_page() -> None:
    full = (policy("bind", "1"), mmap(256, "full", None), touch("0-255", "full"))
    assert answered(*full, policy("local"), mmap(4), touch("0"), move(0, 1))["errno"] == 12


def test_who_may_not_administrate_names_allowed_targets_only() -> None:
    tasks = [{"name": "main", "mems_allowed": "0-1"}]
    event = {"op": "migrate_pages", "from": "0", "to": "1-2"}
    assert errnos(event, tasks=tasks) == [1]
    assert errnos(event | {"to": "bad"}, tasks=tasks) == [14]


def test_a_page_that_others_use_is_not_moved_unless_it_is_there_already() -> None:
    forked = (mmap(4), touch("0"), {"op": "fork", "child": "kid"}, move(0, 1), move(0, 0))
    ran = run(experiment(two_nodes(), *forked))

    assert [event.answer.get("status") for event in ran.events[-2:]] == [-13, 0]
    assert ran.nodes()[0] == ran.nodes("kid:heap")[0] == 0


def test_a_hole_is_no_page_that_is_missing() -> None:
    hole = {"op": "munmap", "id": "heap", "first": 1, "pages": 1}
    assert answered(mmap(4), touch("0-1"), hole, move(1, 1))["answer"]["status"] == -14
