import typing
from typing import Any

import pytest

from simcore.nodemask import NodeMask
from simcore.spec import decode
from simcore.spec.machine import NODE_KINDS, Machine, Node, NodeKind
from tests.build import canonical, default_experiment, edited, experiment, machine, two_nodes


def decoded(*mib: int, **more: Any) -> Machine:
    return decode(experiment(machine(*mib, **more))).machine


def test_the_list_of_kinds_is_that_of_the_type() -> None:
    assert typing.get_args(NodeKind) == NODE_KINDS


def test_a_node_is_found_by_its_id() -> None:
    on = decoded(1, 2)

    assert on.node(1).mib == 2
    with pytest.raises(KeyError):
        on.node(2)


def test_nodes_are_online_with_and_without_memory_and_cpus() -> None:
    on = decode(default_experiment()).machine
    assert (str(on.online), str(on.has_memory), str(on.has_cpu)) == ("0-1", "0-1", "0")

    bare = decoded(1, 0)
    assert (str(bare.online), str(bare.has_memory), str(bare.has_cpu)) == ("0-1", "0", "0-1")


def test_a_node_whose_memory_is_all_reserved_has_none() -> None:
    nodes = [{"id": 0, "mib": 4, "cpus": "0"}, {"id": 1, "mib": 4, "reserve_mib": 3}]
    on = two_nodes() | {"nodes": nodes}
    full = edited(on, "/nodes/1/reserve_mib", 4)

    assert decode(experiment(on)).machine.has_memory == NodeMask.parse("0-1")
    assert decode(experiment(full)).machine.has_memory == NodeMask.parse("0")


def test_a_cpu_belongs_to_one_node_or_to_none() -> None:
    on = decode(default_experiment()).machine

    assert [on.node_of_cpu(cpu) for cpu in (0, 63, 64)] == [0, 0, None]


def test_cpus_are_counted() -> None:
    assert Node(id=0, mib=1, cpus="0-3,8").cpu_count == 5
    assert Node(id=0, mib=1).cpu_count == 0


@pytest.mark.parametrize("page_kib, shift, pages", [(4, 12, 256), (16, 14, 64), (64, 16, 16)])
def test_a_mib_holds_fewer_pages_when_they_are_larger(
    page_kib: int, shift: int, pages: int
) -> None:
    on = decoded(1, page_kib=page_kib)

    assert on.page_shift == shift
    assert on.pages_of(1) == pages


def test_node_ids_may_have_holes() -> None:
    nodes = [{"id": 0, "mib": 1, "cpus": "0"}, {"id": 63, "mib": 1}]
    assert str(decode(experiment(two_nodes() | {"nodes": nodes})).machine.online) == "0,63"


def test_a_node_without_a_curve_does_not_mention_one() -> None:
    plain = default_experiment()
    curve = [{"mib_per_s": 0, "latency_ns": 90}]

    assert "curve" not in canonical(plain)["machine"]["nodes"][0]
    given = canonical(edited(plain, "/machine/nodes/0/curve", curve))
    assert given["machine"]["nodes"][0]["curve"] == curve
