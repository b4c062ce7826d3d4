from typing import Any

import pytest

from simcore.result import EventResult
from tests.build import Document, experiment, machine, mmap, policy, run, touch

KERNEL = {"kernel": "mempolicy2-v6"}
NICE = {"name": "admin", "caps": ["sys_nice", "sys_ptrace"]}


def tasks(*caps: str) -> dict[str, Any]:
    return {"tasks": [{"name": "admin", "caps": list(caps)}, {"name": "job", "cpu": 1}]}


def reach(**more: Any) -> Document:
    asked = {"op": "process_set_mempolicy", "task": "admin", "target": "job"}
    return asked | {"mode": "bind", "nodes": "0"} | more


def ran(*events: Document, caps: tuple[str, ...] = ("sys_nice",), **more: Any) -> list[EventResult]:
    return run(experiment(machine(64, 64), *events, **(KERNEL | tasks(*caps) | more))).events


def test_another_tasks_policy_changes_and_its_own_does_not() -> None:
    read = {"op": "get_mempolicy", "task": "job"}
    done = ran(reach(), read, read | {"task": "admin"})
    assert [event.answer.get("mode") for event in done[1:]] == ["bind", "default"]


@pytest.mark.parametrize("via", [None, "pidfd_set_mempolicy", "set_task_mempolicy"])
def test_it_takes_the_right_to_renice(via: str | None) -> None:
    refused = ran(reach(via=via), caps=())[0]
    assert (refused.errno, refused.rule) == (1, "permission")
    assert ran(reach(via=via))[0].errno is None


FORK = {"op": "fork", "task": "job", "child": "kid"}


def test_another_process_of_the_same_user_is_reached_with_the_right_to_renice() -> None:
    assert ran(FORK, reach(target="kid"))[-1].errno is None
    assert ran(FORK, reach(target="kid"), caps=())[-1].errno == 1


@pytest.mark.parametrize("caps, errno", [(["sys_nice"], 1), (["sys_nice", "sys_ptrace"], None)])
def test_who_has_more_capabilities_takes_the_right_to_trace(
    caps: list[str], errno: int | None
) -> None:
    job = {"name": "job", "cpu": 1, "caps": ["sys_ptrace"]}
    answer = ran(FORK, reach(target="kid"), tasks=[{"name": "admin", "caps": caps}, job])[-1]
    assert (answer.errno, answer.rule) == (errno, "permission" if errno else None)


@pytest.mark.parametrize("target, errno, rule", [("gone", 3, "process"), ("bad", 9, "pidfd")])
def test_nobody_there(target: str, errno: int, rule: str) -> None:
    refused = ran(reach(target=target))[0]
    assert (refused.errno, refused.rule) == (errno, rule)


@pytest.mark.parametrize(
    "via, rule",
    [(None, "mode"), ("pidfd_set_mempolicy", "mode"), ("set_task_mempolicy", "process")],
)
def test_proposals_differ_in_what_they_look_at_first(via: str | None, rule: str) -> None:
    assert ran(reach(target="gone", mode="0x9", via=via))[0].rule == rule


def test_the_mask_is_seen_from_the_target() -> None:
    confined = {"op": "cpuset", "task": "job", "group": "jobs", "mems": "1"}
    join = {"op": "cpuset", "task": "job", "group": "jobs"}
    refused = ran(confined, join, reach())[-1]
    assert (refused.errno, refused.rule) == (22, "allowed")
    assert ran(confined, join, reach(nodes="0-1"))[-1].errno is None


def test_memory_of_another_task_gets_a_policy_and_its_pages_move() -> None:
    bind = reach(op="process_mbind", id="heap", nodes="1", mf=["move"])
    events = (mmap(4, task="job"), policy("bind", "0", task="job"), touch("0-3", task="job"), bind)
    done = run(experiment(machine(64, 64), *events, **(KERNEL | tasks("sys_nice"))))
    assert done.counts() == {1: 4}


def test_the_code_of_2023_took_the_cpuset_of_whoever_calls() -> None:
    groups = (
        {"op": "cpuset", "task": "job", "group": "jobs", "mems": "1"},
        {"op": "cpuset", "task": "job", "group": "jobs"},
    )
    bind = reach(op="process_mbind", id="heap")
    assert ran(mmap(4, task="job"), *groups, bind)[-1].errno == 22
    assert ran(mmap(4, task="job"), *groups, bind | {"via": "process_mbind_2023"})[-1].errno is None
    assert ran(mmap(4, task="job"), bind | {"via": "process_mbind_2023"}, caps=())[-1].errno == 1


@pytest.mark.parametrize("via", ["process_mbind_2023", "task_mbind"])
def test_calls_without_a_struct_know_no_home_node(via: str) -> None:
    bind = reach(op="process_mbind", id="heap", nodes="1", mf=["move"], via=via)
    assert ran(mmap(4, task="job"), bind)[-1].errno is None
    refused = ran(mmap(4, task="job"), bind | {"mf": ["home_node"]})[-1]
    assert (refused.errno, refused.rule) == (22, "mf")


@pytest.mark.parametrize("via", ["pidfd_set_mempolicy", "set_task_mempolicy"])
def test_flags_in_hex_are_bits_of_the_mode(via: str) -> None:
    static, unknown = "0x8000", "0x1000"
    assert ran(reach(via=via, flags=static))[-1].errno is None
    refused = ran(reach(via=via, flags=unknown))[-1]
    assert (refused.errno, refused.rule) == (22, "mode")


def test_released_kernels_let_nobody_reach_into_another() -> None:
    assert ran(reach(), kernel="linux-7.2")[0].errno == 38
    bind = reach(op="process_mbind", id="heap")
    assert ran(mmap(4), bind, kernel="linux-7.2")[-1].errno == 38


def test_nodes_with_the_attribute_weigh_more_under_the_flags() -> None:
    mark = {"op": "node_attribute", "set": {"1": 1}}
    flags = ("attribute_1", "attribute_2")
    events = (policy("interleave", "0-1", *flags), mark, mmap(10), touch("0-4"))
    unmark = (mark | {"set": {"1": 0}}, touch("5-9"))
    attribute = {"kernel": "attribute-flags"}
    done = run(experiment(machine(64, 64), *events, *unmark, **attribute))
    assert done.counts() == {0: 1 + 2, 1: 4 + 3}
    assert done.events[1].changes == {"sysfs/attributes/1": (0, 1)}


@pytest.mark.parametrize("kernel", ["linux-7.2", "mempolicy2-v6"])
def test_elsewhere_the_flags_are_unknown_bits_and_the_files_are_not_there(kernel: str) -> None:
    events = (policy("interleave", "0-1", "attribute_1"), {"op": "node_attribute", "set": {"0": 1}})
    done = run(experiment(machine(64, 64), *events, kernel=kernel)).events
    assert [event.errno for event in done] == [22, 2]


def test_an_attribute_is_a_bit() -> None:
    written = {"op": "node_attribute", "set": {"0": 1, "1": 2, "3": 1}}
    answer = run(experiment(machine(64, 64), written, kernel="attribute-flags")).events[0]
    assert answer.answer == {"results": {"0": 1, "1": -22, "3": -2}}
