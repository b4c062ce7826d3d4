from typing import Any

import pytest

from simcore.result import EventResult
from tests.build import Document, experiment, machine, mmap, run, touch

KERNEL = {"kernel": "mempolicy2-v6"}
SET: Document = {"op": "set_mempolicy2", "mode": "weighted_interleave", "nodes": "0-1"}
READ: Document = {"op": "get_mempolicy2"}
HERE = {"id": "heap", "page": 0}


def ran(*events: Document, **more: Any) -> list[EventResult]:
    return run(experiment(machine(64, 64, 64, 64), *events, **(KERNEL | more))).events


def last(*events: Document, **more: Any) -> EventResult:
    return ran(*events, **more)[-1]


def weights(*of: int) -> Document:
    return {"op": "weights", "set": {str(node): weight for node, weight in enumerate(of)}}


def bind2(**more: Any) -> Document:
    return {"op": "mbind2", "id": "heap", "mode": "bind", "nodes": "0-1"} | more


def test_a_zero_or_a_node_outside_the_mask_takes_the_sysfs_weight_of_that_moment() -> None:
    local = SET | {"nodes": "0,2", "il_weights": [2, 0, 0, 9]}
    read = last(weights(4, 4, 3, 2), local, weights(7, 7, 7, 7), READ)

    assert read.answer["weights"] == {"0": 2, "1": 4, "2": 3, "3": 2}


def test_without_an_array_the_global_weights_count_live() -> None:
    read = last(weights(4, 4, 3, 2), SET, weights(7, 6, 5, 5), READ)
    assert read.answer["weights"] == {"0": 7, "1": 6, "2": 5, "3": 5}


def test_own_weights_place_pages_and_a_child_inherits_them() -> None:
    local = SET | {"il_weights": [3, 1]}
    kid = {"task": "kid"}
    events = (
        local,
        {"op": "fork", "child": "kid"},
        mmap(8, "own", **kid),
        touch("0-7", "own", **kid),
    )
    done = run(experiment(machine(64, 64), *events, **KERNEL))
    assert done.counts("own") == {0: 6, 1: 2}


@pytest.mark.parametrize("kernel", ["v2", "v3", "v4", "v5"])
def test_before_v6_every_node_of_the_mask_needed_a_weight(kernel: str) -> None:
    kernel = f"mempolicy2-{kernel}"
    refused = last(SET | {"il_weights": [3, 0]}, kernel=kernel)
    assert (refused.errno, refused.rule) == (22, "weights")
    read = last(weights(9, 9, 9, 9), SET | {"il_weights": [3, 1]}, READ, kernel=kernel)
    assert read.answer["weights"] == {"0": 3, "1": 1, "2": 1, "3": 1}


@pytest.mark.parametrize(
    "event, errno, rule",
    [
        (SET | {"call_flags": "0x1"}, 22, "call_flags"),
        (SET | {"param": "bad"}, 14, "struct"),
        (SET | {"size": "0x28", "tail": "nonzero"}, 7, "struct"),
        (SET | {"size": "0x28", "tail": "zero"}, None, None),
        (SET | {"size": "0xffffffffffffffff"}, 14, "struct"),
        (SET | {"mode": "0x8006"}, 22, "mode"),
        (SET | {"nodes": "bad"}, 14, "nodemask"),
        (SET | {"il_weights": "bad"}, 14, "weights"),
        (SET | {"nodes": ""}, 22, "mode_and_mask"),
        (SET | {"nodes": "7"}, 22, "allowed"),
        (bind2(param="bad"), 22, "struct"),
        (bind2(size="0x28", tail="nonzero"), 22, "struct"),
        (bind2(pages=0), 22, "range"),
        (bind2(home_node=4, mf=["home_node"]), 22, "home_node"),
        (bind2(home_node=4), None, None),
        (bind2(mf="0x20"), 22, "mf"),
        (bind2(mf=["move_all"]), 1, "permission"),
        (bind2(id=None, addr="0x1000", length="0x1000"), 14, "mapped"),
    ],
)
def test_refusals_name_the_check(event: Document, errno: int | None, rule: str | None) -> None:
    refused = last(mmap(4), event)
    assert (refused.errno, refused.rule) == (errno, rule)


def test_as_intended_the_error_of_the_copy_is_the_answer() -> None:
    intended = {"quirks": "as_intended"}
    assert last(mmap(4), bind2(param="bad"), **intended).errno == 14
    assert last(mmap(4), bind2(size="0x28", tail="nonzero"), **intended).errno == 7
    unsuited = bind2(mode="interleave", home_node=1, mf=["home_node"])
    assert last(mmap(4), unsuited).errno is None
    assert last(mmap(4), unsuited, **intended).errno == 95


def test_home_node_goes_in_with_the_policy_and_comes_back_with_it() -> None:
    events = (mmap(4), bind2(home_node=1, mf=["home_node"]), touch("0-3"), READ | HERE)
    done = run(experiment(machine(64, 64), *events, **KERNEL))
    assert done.events[-1].answer["home_node"] == 1
    assert done.counts() == {1: 4}


def test_the_task_call_ignores_the_home_node() -> None:
    answer = last(SET | {"mode": "bind", "home_node": 1}, READ).answer
    assert answer == {"mode": "bind", "flags": (), "home_node": -1, "nodes": "0-1"}
    assert last(SET | {"mode": "bind"}, READ, quirks="as_posted").answer["home_node"] == 0


def test_as_posted_a_missing_mask_ends_the_task() -> None:
    ended = last(SET | {"nodes": "-"}, quirks="as_posted")
    assert (ended.signal, ended.ret) == (9, None)


def test_as_posted_the_counter_shows_the_node_before_while_a_weight_is_used_up() -> None:
    node = {"op": "get_mempolicy", "ask": "0x1"}
    file = {"kind": "file"}
    events = (weights(3, 2), SET, mmap(4, "f", **file), touch("0", "f"), node)
    shown = {quirks: last(*events, quirks=quirks).answer["mode"] for quirks in (None, "as_posted")}
    assert shown == {None: 0, "as_posted": 1}


@pytest.mark.parametrize("event", [SET, bind2(), READ])
@pytest.mark.parametrize("kernel", ["linux-7.2", "attribute-flags"])
def test_a_kernel_without_the_calls_does_not_know_them(event: Document, kernel: str) -> None:
    assert last(mmap(4), event, kernel=kernel).errno == 38
