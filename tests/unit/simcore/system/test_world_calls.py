from typing import Any

import pytest

from tests.build import (
    Document,
    answered,
    experiment,
    machine,
    mbind,
    mmap,
    policy,
    run,
    touch,
    two_nodes,
)

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


def with_rates(*rates: int) -> Document:
    on = machine(*[1] * len(rates))
    for node, rate in zip(on["nodes"], rates, strict=True):
        node.update({"read_mib_per_s": rate, "write_mib_per_s": rate} if rate else {})
    return on


@pytest.mark.parametrize(
    "rates, weights",
    [
        ((256, 64), [25, 6]),
        ((300, 100), [3, 1]),
        ((1000, 10), [31, 1]),
        ((400, 400, 64, 64), [13, 13, 2, 2]),
        ((200, 22, 0), [28, 3, 1]),
    ],
)
def test_automatic_weights_are_32_shares_in_lowest_terms(
    rates: tuple[int, ...], weights: list[int]
) -> None:
    ran = run(experiment(with_rates(*rates), sysfs("auto", "1")))
    assert list(ran.events[0].answer["weights"].values()) == weights


def test_switching_auto_off_freezes_the_weights() -> None:
    writes = (sysfs("auto", "false"), {"op": "readweights"})
    ran = run(experiment(with_rates(300, 100), *writes, sysfs={"auto": True}))

    assert ran.events[0].changes == {"sysfs/auto": (True, False)}
    assert ran.events[1].answer == {"weights": {"0": 3, "1": 1}, "auto": "false"}


def test_saying_true_again_needs_no_data() -> None:
    ran = run(experiment(two_nodes(), sysfs("auto", "y"), sysfs={"auto": True}))
    assert (ran.events[0].ret, ran.events[0].changes) == (1, {})


def test_a_valid_weight_switches_auto_off_even_when_it_is_the_same() -> None:
    ran = run(experiment(with_rates(300, 100), sysfs("node1", "1"), sysfs={"auto": True}))
    assert ran.events[0].changes == {"sysfs/auto": (True, False)}


def test_the_older_kernel_shows_files_of_all_possible_nodes_and_no_auto() -> None:
    on = machine(1, 0, possible="0-3")
    tables = {
        kernel: run(experiment(on, {"op": "readweights"}, kernel=kernel)).events[0].answer
        for kernel in ("linux-6.12", "linux-7.2")
    }

    assert tables["linux-6.12"] == {"weights": {"0": 1, "1": 1, "2": 1, "3": 1}}
    assert tables["linux-7.2"] == {"weights": {"0": 1}, "auto": "false"}


def test_each_written_weight_has_its_own_result() -> None:
    answer = answered({"op": "weights", "set": {"0": 12, "1": 0, "7": 1}})

    assert answer["answer"] == {"results": {"0": 2, "1": -22, "7": -2}}


def test_preferred_outside_the_cpuset_goes_along_its_own_order() -> None:
    near_far = [[10, 21, 14, 24], [21, 10, 24, 14], [14, 24, 10, 26], [24, 14, 26, 10]]
    on = machine(1, 1, 1, 1, distance=near_far)
    ran = run(experiment(on, policy("preferred", "3"), mems("0-2"), mmap(4), touch("0-3")))

    assert ran.nodes() == [1] * 4


def test_policies_of_memory_are_bound_anew_too() -> None:
    bound = (mmap(4), mbind("bind", "0"), mems("2-3"), touch("0-3"))
    ran = run(experiment(FOUR, *bound))

    assert ran.nodes() == [2] * 4
    assert ran.events[2].changes["regions/heap/policies"] == (
        [(0, 4, "bind:0")],
        [(0, 4, "bind:2")],
    )


def test_an_empty_cpuset_has_the_nodes_of_the_machine() -> None:
    asked = (mems("1"), mems(""), {"op": "mems_allowed"})
    assert answered(*asked, on=FOUR)["answer"] == {"nodes": "0-3"}


def test_a_recorder_is_switched_on_and_notes_change_nothing() -> None:
    assert answered({"op": "trace_on"}) == {"ret": 1}
    for op in ("trace_off", "compact", "meminfo"):
        assert answered({"op": op}) == {}


def test_a_cpuset_moves_pages_that_are_mapped_twice_too() -> None:
    maps = [mmap(2, name, None, kind="memfd", object="file") for name in ("heap", "twin")]
    touches = [touch("0-1"), touch("0-1", "twin")]
    change = {"op": "cpuset", "mems": "1"}
    assert run(experiment(two_nodes(), *maps, *touches, change)).nodes() == [1, 1]
