from typing import Any

import pytest

from simcore.spec import decode
from simcore.spec.events import OPS
from tests.build import canonical, experiment, mmap, policy, told, two_nodes


def written(**event: Any) -> dict[str, Any]:
    """The canonical text of one call on a region of four pages, without what all have."""
    plain = canonical(experiment(two_nodes(), mmap(4), event))["events"][1]
    return {name: value for name, value in plain.items() if name not in {"op", "task"}}


def refused(**event: Any) -> tuple[str, str]:
    (refusal,) = told(experiment(two_nodes(), mmap(4), event))
    return refusal


def test_the_inputs_of_each_call_are_those_of_its_man_page() -> None:
    region = ("id", "first", "pages", "addr", "length")
    assert OPS["set_mempolicy"].inputs == ("mode", "flags", "nodes", "maxnode")
    assert OPS["mbind"].inputs == (*region, "mode", "flags", "nodes", "maxnode", "mf")
    assert OPS["set_mempolicy_home_node"].inputs == (*region, "node", "flags")
    assert OPS["migrate_pages"].inputs == ("source", "target")
    assert OPS["move_pages"].inputs == ("id", "page", "node")


def test_a_call_is_written_with_its_defaults_and_without_what_says_nothing() -> None:
    assert written(op="set_mempolicy", mode="local") == {"mode": "local", "flags": [], "nodes": ""}
    assert written(op="mbind", mode="local", id="heap") == {
        "mode": "local",
        "flags": [],
        "nodes": "",
        "id": "heap",
        "mf": [],
    }


def test_a_mode_flags_and_a_home_node_may_be_numbers_that_have_no_name() -> None:
    assert written(op="set_mempolicy", mode="0x0F")["mode"] == "0xf"
    assert written(op="mbind", mode="local", mf="0x8", addr="0x0", length="0x1")["mf"] == "0x8"
    home = written(op="set_mempolicy_home_node", id="heap", node="0xffffffffffffffff")
    assert home["node"] == "0xffffffffffffffff"


def test_maxnode_is_one_experiment_in_decimals_or_not() -> None:
    plain = written(op="set_mempolicy", mode="bind", nodes="0", maxnode="3")

    assert plain == written(op="set_mempolicy", mode="bind", nodes="0", maxnode="0x3")
    assert plain["maxnode"] == "0x3"


def test_migrate_pages_speaks_of_from_and_to() -> None:
    assert written(op="migrate_pages", **{"from": "0", "to": "1"}) == {"from": "0", "to": "1"}
    assert told(experiment(two_nodes(), {"op": "migrate_pages", "source": "0"})) == [
        ("/events/0/from", "is required"),
        ("/events/0/to", "is required"),
        ("/events/0/source", "is not a field of this object"),
    ]


@pytest.mark.parametrize("pointer", ["null", "bad"])
def test_get_mempolicy_may_be_asked_for_nothing_or_told_to_write_nowhere(pointer: str) -> None:
    event = {"op": "get_mempolicy", "policy_pointer": pointer, "mask_pointer": pointer}

    assert written(**event) == {"policy_pointer": pointer, "mask_pointer": pointer}


@pytest.mark.parametrize("node, taken", [(-1, True), (65535, True), (-2, False), (65536, False)])
def test_move_pages_takes_numbers_that_are_no_nodes(node: int, taken: bool) -> None:
    event = {"op": "move_pages", "id": "heap", "page": 0, "node": node}
    if taken:
        assert written(**event)["node"] == node
    else:
        assert refused(**event)[0] == "/events/1/node"


def test_a_range_of_a_region_may_be_empty_but_not_negative() -> None:
    empty = {"op": "mbind", "mode": "local", "id": "heap", "first": 1, "pages": 0}

    assert written(**empty)["pages"] == 0
    assert refused(**(empty | {"pages": -1})) == ("/events/1/pages", "must be at least 0")


def test_a_mask_that_a_call_would_refuse_is_no_refused_experiment() -> None:
    decode(experiment(two_nodes(), policy("bind", "1024-32768", maxnode="0xffffffffffffffff")))
    decode(experiment(two_nodes(), policy("bind", "bad"), policy("bind", "-", maxnode="0x0")))


def test_a_range_is_told_by_region_or_by_address() -> None:
    by_region = {"op": "mbind", "id": "heap", "mode": "local"}
    raw = {"op": "mbind", "addr": "0X1000".lower(), "length": "0x01000", "mode": "0x7"}
    plain = canonical(experiment(two_nodes(), mmap(4), by_region, raw))
    assert plain["events"][2]["length"] == "0x1000"
    assert plain["events"][2]["mode"] == "0x7"
    assert "addr" not in plain["events"][1]
