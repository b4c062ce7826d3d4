from typing import Any

import pytest

from tests.build import experiment, machine, mmap, policy, run, touch, two_nodes

START = 0x1000_0000_0000


def errnos(*events: Any, **more: Any) -> list[int | None]:
    return [event.errno for event in run(experiment(two_nodes(), *events, **more)).events]


def mbind(**more: Any) -> dict[str, Any]:
    return {"op": "mbind", "id": "heap", "mode": "bind", "nodes": "0"} | more


@pytest.mark.parametrize(
    "event,errno",
    [
        (mbind(), None),
        (mbind(mode="0x7", nodes="bad"), 22),
        (mbind(nodes="bad", mf="0x10"), 14),
        (mbind(mf="0x10"), 22),
        (mbind(mf=["move_all"]), 1),
        (mbind(id=None, addr="0x1001", length="0x0", mf=["move_all"]), 1),
        (mbind(id=None, addr="0x1001", length="0x0"), 22),
        (mbind(id=None, addr="0x1000", length="0x0", nodes=""), None),
        (mbind(id=None, addr="0x1000", length="0xfffffffffffff000"), 22),
        (mbind(nodes=""), 22),
        (mbind(id=None, addr="0x1000", length="0x1000", nodes=""), 22),
        (mbind(id=None, addr="0x1000", length="0x1000"), 14),
        (mbind(id=None, addr="0x1000", length="0x1000", mode="default", nodes=""), 14),
    ],
)
def test_mbind_checks_in_the_kernels_order(event: dict[str, Any], errno: int | None) -> None:
    assert errnos(mmap(4), event)[1] == errno


def test_only_the_default_policy_tolerates_a_hole() -> None:
    maps = (mmap(4, addr=hex(START)), mmap(4, "far", hex(START + 8 * 4096)))
    over = {"id": None, "addr": hex(START), "length": "0xc000"}
    asked = (mbind(**over), mbind(**over, mode="default") | {"nodes": ""})
    assert errnos(*maps, *asked) == [None, None, 14, None]


def test_strict_refuses_and_installs_nothing() -> None:
    read = {"op": "get_mempolicy", "id": "heap"}
    strict = mbind(nodes="1", mf=["strict"])
    done = run(experiment(two_nodes(), mmap(4), touch("0"), strict, read))
    assert done.events[2].errno == 5
    assert done.events[3].answer["mode"] == "default"


def test_strict_without_nodes_says_that_every_page_counts_as_misplaced() -> None:
    strict = mbind(mode="local", nodes="", mf=["strict"])
    done = run(experiment(two_nodes(), mmap(4), touch("0"), strict))
    assert done.events[2].errno == 5
    assert done.events[2].check == "the nodemask is empty, so every page counts as misplaced"


@pytest.mark.parametrize("mode,errno", [("bind", None), ("interleave", 95), (None, 2)])
def test_a_home_node_needs_a_policy_that_has_one(mode: str | None, errno: int | None) -> None:
    home = {"op": "set_mempolicy_home_node", "id": "heap", "node": 1}
    first = [] if mode is None else [mbind(mode=mode, nodes="0-1")]
    assert errnos(mmap(4), *first, home)[-1] == errno


def test_bind_starts_from_its_home_node() -> None:
    home = {"op": "set_mempolicy_home_node", "id": "heap", "node": 1}
    events = (mmap(4), mbind(nodes="0-1"), home, touch("0-3"))
    assert run(experiment(two_nodes(), *events)).nodes() == [1] * 4


def test_an_interleave_policy_resets_the_counter_and_others_leave_it() -> None:
    write = {"op": "pwrite", "id": "heap", "pages": 1}
    again = policy("interleave", "0-1")
    for last, prev in ((policy("bind", "0"), 0), (again, 1023)):
        done = run(experiment(two_nodes(), again, mmap(4, kind="file"), write, last))
        assert done.system.tasks["main"].counter.prev == prev


def home(node: int | str = 1, **more: Any) -> dict[str, Any]:
    return {"op": "set_mempolicy_home_node", "id": "heap", "node": node} | more


@pytest.mark.parametrize(
    "event, errno",
    [
        (home(2), 22),
        (home(1024), 22),
        (home("0xffffffffffffffff"), 22),
        (home(1, flags="0x1"), 22),
        (home(9, id=None, addr="0x1", length="0x0"), 22),
        (home(1, id=None, addr="0x1000", length="0xfffffffffffff000"), 22),
        (home(1, id=None, addr="0x1000", length="0x0"), None),
        (home(1, id=None, addr="0x1000", length="0x1000"), 2),
    ],
)
def test_a_home_node_is_checked_before_memory_is_looked_at(
    event: dict[str, Any], errno: int | None
) -> None:
    assert errnos(mmap(4), mbind(nodes="0-1"), event)[-1] == errno


def test_memory_without_a_policy_is_passed_over() -> None:
    events = (mmap(4), mbind(nodes="0-1", first=2, pages=1), home(), touch("0-3"))
    ran = run(experiment(two_nodes(), *events))

    assert ran.events[2].ret == 0
    assert ran.nodes() == [0, 0, 1, 0]


def test_a_failure_leaves_what_came_before_it_changed() -> None:
    parts = (mbind(nodes="0-1", pages=2), mbind(mode="interleave", nodes="0-1", first=2, pages=2))
    ran = run(experiment(two_nodes(), mmap(4), *parts, home(), touch("0-1")))

    assert ran.events[3].errno == 95
    assert ran.nodes()[:2] == [1, 1]


def test_a_new_policy_forgets_the_home_node() -> None:
    events = (mmap(4), mbind(nodes="0-1"), home(), mbind(nodes="0-1"), touch("0-3"))
    assert run(experiment(two_nodes(), *events)).nodes() == [0] * 4


@pytest.mark.parametrize("mode", ["bind", "preferred_many"])
def test_a_full_home_node_leads_on_along_its_own_order(mode: str) -> None:
    near_far = [[10, 21, 14, 24], [21, 10, 24, 14], [14, 24, 10, 26], [24, 14, 26, 10]]
    events = (mmap(300), mbind(mode=mode, nodes="1-3"), home(3), touch("0-299"))
    ran = run(experiment(machine(1, 1, 1, 1, distance=near_far), *events))

    assert ran.counts() == {1: 44, 3: 256}


def test_a_mask_is_one_bit_shorter_than_maxnode_says() -> None:
    ran = run(experiment(machine(1, 1, 1), policy("interleave", "0-2", maxnode="0x3")))
    assert ran.events[0].changes["tasks/main/policy"] == (None, "interleave:0-1")


@pytest.mark.parametrize(
    "event, errno",
    [
        (policy("0x7", "bad"), 22),
        (policy("bind", "bad"), 14),
        (policy("bind", "bad", maxnode="0x0"), 22),
        (policy("bind", "-"), 22),
        (policy("bind", "0", "numa_balancing", "static_nodes"), None),
        (policy("interleave", "0", "numa_balancing"), 22),
    ],
)
def test_set_mempolicy_reads_the_mode_then_the_mask(
    event: dict[str, Any], errno: int | None
) -> None:
    assert errnos(event) == [errno]


@pytest.mark.parametrize(
    "kernel, errno",
    [("linux-6.12", None), ("linux-7.2", None), ("mempolicy2-v6", 22), ("attribute-flags", 22)],
)
@pytest.mark.parametrize("op", ["set_mempolicy", "mbind", "set_mempolicy2"])
def test_one_kernel_has_one_answer_to_numa_balancing_with_preferred_many(
    kernel: str, errno: int | None, op: str
) -> None:
    asked = {"op": op, "mode": "preferred_many", "nodes": "0", "flags": ["numa_balancing"]}
    if op == "mbind":
        asked["id"] = "heap"
    answer = run(experiment(machine(64, 64), mmap(4), asked, kernel=kernel)).events[-1]
    wanted = 38 if op == "set_mempolicy2" and not kernel.startswith("mempolicy2") else errno
    assert answer.errno == wanted
    assert wanted != 22 or answer.check == "numa_balancing goes only with bind on this kernel"


def _mapped_twice(*binds: dict[str, Any], **more: Any) -> list[int]:
    maps = [mmap(4, name, None, kind="memfd", object="both") for name in ("a", "b")]
    ran = run(experiment(machine(1, 1, 1), *maps, *binds, touch("0-3", "a"), **more))
    return ran.nodes("a")


def test_a_mapping_that_has_a_policy_already_leaves_the_object_alone() -> None:
    two, one = (mbind(id="a", nodes=node) for node in ("2", "1"))
    other = mbind(id="b", nodes="1")
    assert _mapped_twice(two, mbind(id="b", mode="default", nodes="")) == [2] * 4
    assert _mapped_twice(two, other, two) == [1] * 4
    assert _mapped_twice(two, other, mbind(id="a", mode="default", nodes=""), two) == [2] * 4
    assert _mapped_twice(two, other, one) == [1] * 4


def test_policies_of_threads_with_other_mems_are_equal_where_their_nodes_are() -> None:
    threads = [{"name": "main"}, {"name": "other", "mems_allowed": "0-1"}]
    mine, twin = mbind(id="a", nodes="1"), mbind(id="b", nodes="0")
    assert _mapped_twice(mine, twin, mine | {"task": "other"}, tasks=threads) == [0] * 4


def test_the_home_node_of_before_leaves_the_object_alone() -> None:
    asked = mbind(id="a", nodes="0-2")
    home = {"op": "set_mempolicy_home_node", "id": "a", "node": 2}
    other = mbind(id="b", nodes="1")
    assert _mapped_twice(asked, home, other, home) == [1] * 4
    assert _mapped_twice(asked, other, home) == [2] * 4


@pytest.mark.parametrize("mode, mf", [("0x100000002", []), ("bind", "0x100000000")])
def test_arguments_that_are_ints_lose_their_upper_bits(mode: str, mf: Any) -> None:
    wide = {"op": "mbind", "id": "heap", "mode": mode, "nodes": "1", "mf": mf}
    ran = run(experiment(two_nodes(), mmap(4), wide, touch("0-3")))
    assert (ran.events[1].errno, ran.nodes()) == (None, [1] * 4)
