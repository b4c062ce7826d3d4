from typing import Any

import pytest

from simcore.result import EventResult
from tests.build import Document, experiment, machine, mmap, run, touch

READ: Document = {"op": "get_mempolicy2"}
SET: Document = {"op": "set_mempolicy2", "mode": "weighted_interleave", "nodes": "0-1"}
BIND: Document = {"op": "mbind2", "id": "heap", "mode": "bind", "nodes": "1"}


def last(*events: Document, kernel: str = "mempolicy2-v6", **more: Any) -> EventResult:
    document = experiment(machine(64, 64, 64, 64), *events, kernel=kernel, **more)
    return run(document).events[-1]


@pytest.mark.parametrize(
    "event, errno, rule",
    [
        (READ | {"ask": "0x1"}, 22, "call_flags"),
        (READ | {"param": "bad"}, 22, "struct"),
        (READ | {"ask": "0x2", "addr": "0x1000"}, 14, "mapped"),
        (READ | {"ask": "0x0", "addr": "0x1000"}, None, None),
    ],
)
def test_refusals_name_the_check(event: Document, errno: int | None, rule: str | None) -> None:
    refused = last(mmap(4), event)
    assert (refused.errno, refused.rule) == (errno, rule)


def test_one_call_tells_everything() -> None:
    answer = last(SET | {"il_weights": [3, 1]}, READ).answer
    assert answer == {
        "mode": "weighted_interleave",
        "flags": (),
        "home_node": -1,
        "nodes": "0-1",
        "weights": {"0": 3, "1": 1, "2": 1, "3": 1},
    }


def test_as_posted_a_long_struct_reads_too_far() -> None:
    read = last(SET, READ | {"size": "0x30", "tail": "zero"}, quirks="as_posted")
    assert read.answer["overread_bytes"] == 16
    assert "overread_bytes" not in last(SET, READ | {"size": "0x30", "tail": "zero"}).answer


def test_older_shapes_tell_more() -> None:
    plain = {"op": "set_mempolicy2", "mode": "interleave", "nodes": "1-2"}
    assert last(plain, READ, kernel="mempolicy2-v4").answer["policy_node"] == 1
    events = (mmap(4), BIND, touch("0"), READ | {"id": "heap", "page": 0})
    assert last(*events, kernel="mempolicy2-v2").answer["addr_node"] == 1
