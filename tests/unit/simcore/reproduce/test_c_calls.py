from typing import Any

import pytest

from simcore import decode
from simcore.reproduce.c_calls import Place, line_of
from simcore.spec.events import OPS, Kind
from tests.build import experiment, mmap, policy, touch, two_nodes
from tests.unit.simcore.reproduce.odd import EVERY_OP, FORKS, POSTED

PLACE = Place({"heap": "mem_heap"}, {"heap": 64}, {"o": "object_0"}, {"main": 0, "c": 1})


def line(event: dict[str, Any]) -> str:
    events = [mmap(64)] if event["op"] != "mmap" else []
    return line_of(decode(experiment(two_nodes(), *events, event)).events[-1], PLACE)


@pytest.mark.parametrize(
    "event,said",
    [
        (policy("local"), 'set_policy(MPOL_LOCAL, NODES("e", 65UL, 0x0UL));'),
        (policy("default", "-"), "set_policy(MPOL_DEFAULT, NULL_NODES(65UL));"),
        (policy("0x7", "bad", maxnode="0x1"), "set_policy(0x7UL, BAD_NODES(1UL));"),
        (
            policy("bind", "0", "static_nodes", "attribute_1"),
            'set_policy(MPOL_BIND | 0x400 | MPOL_F_STATIC_NODES, NODES("0", 65UL, 0x1UL));',
        ),
        (
            policy("bind", "400", maxnode="0x1000"),
            'set_policy(MPOL_BIND, NODES("400", 4096UL, [6] = 0x10000UL, [63] = 0x0UL));',
        ),
        (
            {"op": "mbind", "id": "heap", "first": 60, "mode": "bind", "nodes": "1"}
            | {"mf": ["move"]},
            'bind_range(&mem_heap, 60UL, 4UL, MPOL_BIND, NODES("1", 65UL, 0x2UL), 0x2UL);',
        ),
        (
            mmap(8, kind="memfd", object="o", offset=2),
            "map_region(&mem_heap, 0xde021f0000UL, 8UL, MAP_SHARED, "
            "object_of(&object_0, 10UL), 2UL);",
        ),
        (touch("9-0:3"), 'touch(&mem_heap, "9-0:3", (const struct run[]){{9, 0, -3}}, 1, 1);'),
        ({"op": "get_mempolicy"}, "read_policy(NULL, 0);"),
        (
            {"op": "get_mempolicy", "ask": "0x4", "mask_pointer": "null"},
            'read_raw("1", "0", 0x41UL, 0x0UL, 0x4UL);',
        ),
        ({"op": "weights", "set": {"1": 9}}, "set_weights((const int[][2]){{1, 9}}, 1);"),
        ({"op": "weights", "set": {}}, ";"),
        ({"op": "fork", "child": "c"}, "fork_task(1);"),
        ({"op": "set_mempolicy2"}, 'not_in_any_kernel("set_mempolicy2");'),
        ({"op": "compact"}, 'skipped("compact", "a setting of the whole machine");'),
    ],
)
def test_an_event_is_one_statement(event: dict[str, Any], said: str) -> None:
    assert line(event) == said


def test_every_op_is_said_in_some_program() -> None:
    odd = {event["op"] for event in [*EVERY_OP, *POSTED, *FORKS]}

    assert odd | {"node_attribute"} == set(OPS)
    assert all(OPS[event["op"]].kind is Kind.PROPOSED for event in POSTED if "2" in event["op"])
