import pytest

from simcore.spec import decode
from simcore.spec.events import Mbind2, ProcessSetMempolicy, SetMempolicy2
from tests.build import Document, canonical, experiment, mmap, told, two_nodes

WEIGHTED = {"mode": "weighted_interleave", "nodes": "0-1"}


def with_events(*events: Document, **more: object) -> Document:
    return experiment(two_nodes(), *events) | {"kernel": "mempolicy2-v6"} | more


def test_a_struct_is_written_field_by_field_and_bytes_only_where_they_matter() -> None:
    event = {"op": "set_mempolicy2", **WEIGHTED, "il_weights": [3, 1]}
    read = decode(with_events(event)).events[0]

    assert isinstance(read, SetMempolicy2)
    assert read.il_weights == (3, 1)
    assert canonical(with_events(event))["events"][0] == {**event, "task": "main", "flags": []}


def test_mbind2_has_one_flag_more_than_mbind() -> None:
    event = {"op": "mbind2", "id": "heap", "mode": "bind", "nodes": "0", "home_node": 1}
    read = decode(with_events(mmap(4), event | {"mf": ["move", "home_node"]})).events[1]

    assert isinstance(read, Mbind2)
    assert read.mf == ("home_node", "move")
    ((where, _),) = told(with_events(mmap(4), event | {"op": "mbind", "mf": ["home_node"]}))[:1]
    assert where.startswith("/events/1")


@pytest.mark.parametrize("weights, where", [([256], "/0"), ([-1], "/0"), ("ill", "")])
def test_a_weight_is_a_byte(weights: object, where: str) -> None:
    problems = told(with_events({"op": "set_mempolicy2", **WEIGHTED, "il_weights": weights}))
    assert problems[0][0] == f"/events/0/il_weights{where}"


def test_a_target_may_be_gone_but_a_region_belongs_to_it() -> None:
    outside = {"op": "process_set_mempolicy", "target": "gone", "mode": "bind", "nodes": "0"}
    assert isinstance(decode(with_events(outside)).events[0], ProcessSetMempolicy)

    fork = {"op": "fork", "child": "kid"}
    bind = {"op": "process_mbind", "target": "kid", "id": "heap", "mode": "bind", "nodes": "0"}
    ((where, rule),) = told(with_events(mmap(4), fork, bind))
    assert (where, rule) == ("/events/2/target", "region heap belongs to another process")
    assert decode(with_events(mmap(4), fork, bind | {"id": "kid:heap"}))


def test_a_shape_without_a_struct_has_no_place_for_weights() -> None:
    event = {"op": "process_set_mempolicy", "target": "main", **WEIGHTED, "il_weights": [3, 1]}
    ((where, rule),) = told(with_events(event | {"via": "pidfd_set_mempolicy"}))

    assert where == "/events/0/il_weights"
    assert rule == "has no place in the arguments of pidfd_set_mempolicy"


def test_quirks_are_for_posted_code_only() -> None:
    assert decode(with_events(quirks="as_posted")).quirks == "as_posted"
    ((where, rule),) = told(with_events(quirks="as_posted", kernel="linux-7.2"))
    assert where == "/quirks"
    assert "mempolicy2-" in rule
