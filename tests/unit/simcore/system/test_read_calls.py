from typing import Any

import pytest

from simcore.system.read_calls import run_text
from tests.build import experiment, machine, mmap, policy, run, touch, two_nodes

BIND = {"op": "mbind", "id": "heap", "mode": "bind", "nodes": "1"}


def last(*events: Any) -> tuple[int | None, int | None, dict[str, Any]]:
    answer = run(experiment(two_nodes(), *events)).events[-1]
    return answer.ret, answer.errno, answer.answer


def get(**more: Any) -> dict[str, Any]:
    return {"op": "get_mempolicy"} | more


def test_a_policy_is_read_back_from_the_task_or_from_memory() -> None:
    set_it = policy("interleave", "0-1", "static_nodes")
    read = {"mode": "interleave", "flags": ("static_nodes",), "nodes": "0-1"}
    assert last(set_it, get()) == (0, None, read)
    assert last(set_it, mmap(4), BIND, get(id="heap"))[2]["mode"] == "bind"
    assert last(set_it, mmap(4), get(id="heap"))[2]["mode"] == "default"


@pytest.mark.parametrize(
    "asked,errno",
    [
        (get(maxnode="0x1"), 22),
        (get(maxnode="0x1", mask_pointer="null"), None),
        (get(ask="0x8"), 22),
        (get(ask="0x5"), 22),
        (get(ask="0x4", addr="0x5"), None),
        (get(addr="0x1000"), 22),
        (get(ask="0x2", addr="0x1000"), 14),
        (get(ask="0x1"), 22),
        (get(policy_pointer="bad", maxnode="0x8002"), 14),
        (get(maxnode="0x8002"), 22),
        (get(mask_pointer="bad"), 14),
    ],
)
def test_get_mempolicy_checks_in_the_kernels_order(asked: Any, errno: int | None) -> None:
    assert last(asked)[1] == errno


@pytest.mark.parametrize("pointer", [None, "bad"])
def test_a_mask_without_room_for_a_word_is_not_written(pointer: str | None) -> None:
    asked = get(ask="0x4", maxnode="0x1") | ({"mask_pointer": pointer} if pointer else {})
    done = run(experiment(machine(1), asked)).events[-1]
    assert (done.ret, done.errno, done.answer["nodes"]) == (0, None, "")


def test_asking_for_a_page_faults_it_in_for_reading() -> None:
    ask = {"op": "get_node", "id": "heap", "page": 1}
    done = run(experiment(two_nodes(), mmap(4), ask))
    assert done.events[-1].answer == {"node": 0}
    assert done.nodes() == [-2, -14, -2, -2]


def test_next_needs_an_interleave_policy() -> None:
    assert last({"op": "next"})[:2] == (-1, 22)
    assert last(policy("interleave", "1"), {"op": "next"}) == (0, None, {"node": 1})


def test_where_shows_absent_zero_and_unmapped_pages() -> None:
    gone = {"op": "munmap", "id": "heap", "first": 3, "pages": 1}
    look = {"op": "where", "id": "heap", "pages": 5}
    events = (mmap(5), touch("0"), touch("1", access="read"), gone, look)
    assert last(*events)[2] == {"nodes": "0 -14 -2 -14 -2"}


def test_runs_are_joined_and_counted() -> None:
    assert run_text([(0, 2), (0, 1), (-2, 1)]) == "0x3 -2"


def test_mems_allowed_are_the_cpusets() -> None:
    assert last({"op": "cpuset", "mems": "1"}, {"op": "mems_allowed"})[2] == {"nodes": "1"}
