from typing import Any

import pytest

from tests.build import experiment, machine, mmap, policy, run, touch, two_nodes

FOUR = machine(1, 1, 1, 1)


def mems(text: str) -> dict[str, Any]:
    return {"op": "cpuset", "mems": text}


def sysfs(file: str, value: str) -> dict[str, Any]:
    return {"op": "sysfs_write", "file": file, "value": value}


@pytest.mark.parametrize(
    "flags,nodes,steps,effective,shown",
    [
        ((), "0,2-3", ["1-2"], "1-2", "1-2"),
        ((), "0,2-3", ["1-2", "0-3"], "0-1", "0-1"),
        (("static_nodes",), "0-1", ["1-3"], "1", "0-1"),
        (("static_nodes",), "0", ["1-3"], "1-3", "0"),
        (("relative_nodes",), "0,2", ["1,3"], "1", "0,2"),
    ],
)
def test_a_policy_is_bound_anew_when_the_cpuset_changes(
    flags: tuple[str, ...], nodes: str, steps: list[str], effective: str, shown: str
) -> None:
    events = (policy("interleave", nodes, *flags), *map(mems, steps), {"op": "get_mempolicy"})
    done = run(experiment(FOUR, *events))
    bound = done.system.tasks["main"].policy
    assert bound is not None
    assert (str(bound.nodes), done.events[-1].answer["nodes"]) == (effective, shown)


def test_preferred_keeps_its_node_and_forgets_what_was_asked() -> None:
    events = (policy("preferred", "0", "static_nodes"), mems("1-2"), {"op": "get_mempolicy"})
    assert run(experiment(FOUR, *events)).events[-1].answer["nodes"] == "1-2"


def test_pages_move_along_with_the_cpuset_once_for_all_threads() -> None:
    events: list[dict[str, Any]] = [policy("interleave", "0-1"), mmap(4), touch("0-3")]
    events += [{"op": "cpuset", "group": "/g", "task": name} for name in "ab"]
    events += [{"op": "cpuset", "group": "/g", "mems": nodes} for nodes in ("0-1", "1-2")]
    tasks = [{"name": "a"}, {"name": "b"}]
    assert run(experiment(FOUR, *events, tasks=tasks)).nodes() == [1, 2, 1, 2]


def test_joining_a_group_brings_its_mems() -> None:
    made, join = {"op": "cpuset", "group": "/g", "mems": "2"}, {"op": "cpuset", "group": "/g"}
    done = run(experiment(FOUR, mmap(4), touch("0-1"), made, join, touch("2-3")))
    assert done.nodes() == [2, 2, 2, 2]
    assert run(experiment(FOUR, mems("7"))).events[0].errno == 22


@pytest.mark.parametrize(
    "kernel,file,value,ret,errno",
    [
        *(("linux-7.2", "node0", "7\n", 2, None), ("linux-7.2", "node0", "0", -1, 22)),
        *(("linux-6.12", "node0", "0", 1, None), ("linux-7.2", "node0", "", 0, None)),
        *(("linux-7.2", "node9", "1", -1, 2), ("linux-6.12", "auto", "1", -1, 2)),
        *(("linux-7.2", "auto", "false", 5, None), ("linux-7.2", "auto", "true", -1, 19)),
        *(("linux-7.2", "auto", "o", -1, 22), ("linux-7.2", "nope", "1", -1, 2)),
    ],
)
def test_a_write_to_sysfs_answers_as_the_kernel_does(
    kernel: str, file: str, value: str, ret: int, errno: int | None
) -> None:
    done = run(experiment(two_nodes(), sysfs(file, value), kernel=kernel)).events[0]
    assert (done.ret, done.errno) == (ret, errno)


def test_a_node_write_makes_the_table_manual_and_auto_computes_it_again() -> None:
    on = machine(1, 1)
    for node, rate in enumerate((300, 100)):
        on["nodes"][node] |= {"read_mib_per_s": rate, "write_mib_per_s": 2 * rate}
    writes = [sysfs("node0", "7"), sysfs("auto", "Y")]
    done = run(experiment(on, *writes, sysfs={"auto": True}))
    tables = [(e.answer["weights"], e.answer["auto"]) for e in done.events]
    assert tables == [({"0": 7, "1": 1}, "false"), ({"0": 3, "1": 1}, "true")]


def test_huge_pages_can_be_switched_while_running() -> None:
    events = (mmap(512, addr="0x200000000000"), {"op": "thp", "enabled": "always"}, touch("0"))
    assert sum(run(experiment(machine(8), *events)).counts().values()) == 512


def test_a_cpuset_moves_pages_that_are_mapped_twice_too() -> None:
    maps = [mmap(2, name, None, kind="memfd", object="file") for name in ("heap", "twin")]
    touches = [touch("0-1"), touch("0-1", "twin")]
    change = {"op": "cpuset", "mems": "1"}
    assert run(experiment(two_nodes(), *maps, *touches, change)).nodes() == [1, 1]
