from typing import Any

import pytest

from simcore.replay.proposed import (
    asked_of,
    attribute_fields,
    param_fields,
    param_read,
)

PARAM = {"mode": 6, "mode_flags": 0, "home_node": -1, "pol_maxnodes": 5, "resv": 0}
POINTERS = {"pol_nodes": "0,2", "il_weights": [2, 0, 2, 0, 0]}


def test_a_struct_is_read_field_by_field() -> None:
    assert param_fields({"param": PARAM | POINTERS, "size": 40, "tail": "zero"}) == {
        "mode": "weighted_interleave",
        "flags": [],
        "home_node": -1,
        "maxnode": "0x5",
        "nodes": "0,2",
        "resv": "0x0",
        "il_weights": [2, 0, 2, 0, 0],
        "size": "0x28",
        "tail": "zero",
    }


def test_a_pointer_to_nowhere_says_nothing_else() -> None:
    assert param_fields({"param": "bad", "size": 32}) == {"param": "bad", "size": "0x20"}


@pytest.mark.parametrize(
    "field, value, name, told",
    [
        ("mode", 32774, "mode", "0x8006"),
        ("mode", 7, "mode", "0x7"),
        ("mode_flags", 1 << 15, "flags", ["static_nodes"]),
        ("mode_flags", 8, "flags", "0x8"),
        ("pol_nodes", "e", "nodes", ""),
        ("pol_nodes", None, "nodes", "-"),
        ("pol_nodes", "bad", "nodes", "bad"),
    ],
)
def test_what_has_no_name_stays_a_number(field: str, value: Any, name: str, told: Any) -> None:
    assert param_fields({"param": PARAM | POINTERS | {field: value}, "size": 32})[name] == told


def test_flags_and_questions() -> None:
    asked = asked_of({"flags": 2, "size": 32, "pol_maxnodes": 5})
    assert asked == {"ask": "0x2", "size": "0x20", "maxnode": "0x5"}
    assert attribute_fields({"set": [[0, 1], [2, 0]]}) == {"set": {"0": 1, "2": 0}}


def test_an_answer_has_weights_only_where_the_mode_has() -> None:
    op = {"ret": 0, "mode": 3, "mode_flags": 0, "home_node": -1, "nodes": [0, 1]}
    read = param_read(op)
    assert (read["mode"], read["nodes"]) == ("interleave", "0-1")
    assert "weights" not in read
    assert param_read(op | {"mode": 6, "weights": [2, 1]})["weights"] == {"0": 2, "1": 1}
    assert param_read({"ret": -1, "errno": 22}) == {"ret": -1, "errno": 22}
