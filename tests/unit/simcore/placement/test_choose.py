from collections.abc import Mapping

import pytest

from simcore.kernel.modes import MemPolicy
from simcore.nodemask import NodeMask
from simcore.placement.choose import Placing, Surroundings, choose

LISTS = {0: (0, 2, 1, 3), 1: (1, 3, 0, 2), 2: (2, 0, 1, 3), 3: (3, 1, 0, 2)}


def around(
    cpu_node: int = 0, allowed: str = "0-3", weights: Mapping[int, int] | None = None
) -> Surroundings:
    return Surroundings(cpu_node, LISTS, NodeMask.parse(allowed), weights or {})


def under(mode: str, nodes: str, where: Surroundings) -> Placing:
    return choose(MemPolicy(mode=mode, nodes=NodeMask.parse(nodes)), where)


def tried(placing: Placing, index: int = 0) -> tuple[int, ...]:
    """Nodes that a page with this index is offered to."""
    return placing.orders[placing.pattern.at(index)]


def test_without_a_policy_pages_come_from_the_node_of_the_cpu() -> None:
    assert tried(choose(None, around(cpu_node=3))) == (3, 1, 0, 2)
    assert choose(None, around()).source == "no policy"


def test_local_is_no_different_but_says_whose_policy_it_is() -> None:
    placing = under("local", "", around(cpu_node=1))

    assert tried(placing) == (1, 3, 0, 2)
    assert placing.source == "task policy"


def test_preferred_falls_back_in_the_order_of_the_preferred_node() -> None:
    assert tried(under("preferred", "3", around(cpu_node=0))) == (3, 1, 0, 2)


def test_bind_takes_the_nearest_node_first_and_never_leaves_the_mask() -> None:
    assert tried(under("bind", "1,3", around(cpu_node=0))) == (1, 3)
    assert tried(under("bind", "1-2", around(cpu_node=0))) == (2, 1)


def test_preferred_many_leaves_the_mask_when_it_is_full() -> None:
    assert tried(under("preferred_many", "1,3", around(cpu_node=0))) == (1, 3, 0, 2)
    assert tried(under("preferred_many", "3", around(cpu_node=0))) == (3, 0, 2, 1)


def test_interleave_takes_the_nodes_in_turn_by_index() -> None:
    placing = under("interleave", "0,2-3", around())

    assert [placing.pattern.at(index) for index in range(5)] == [0, 2, 3, 0, 2]
    assert placing.kernel_function == "interleave_nid"


def test_weighted_interleave_takes_as_many_as_the_weight_says() -> None:
    placing = under("weighted_interleave", "0-1", around(weights={0: 5, 1: 2, 2: 9}))

    assert str(placing.pattern) == "0x5 1x2"
    assert placing.kernel_function == "weighted_interleave_nid"


def test_a_node_without_an_entry_has_weight_one() -> None:
    assert str(under("weighted_interleave", "0,3", around(weights={0: 3})).pattern) == "0x3 3"


@pytest.mark.parametrize("mode", ["interleave", "weighted_interleave"])
def test_an_interleaved_page_spills_along_the_list_of_its_own_node(mode: str) -> None:
    placing = under(mode, "2-3", around(cpu_node=0))

    assert tried(placing, 0) == (2, 0, 1, 3)
    assert tried(placing, 1) == (3, 1, 0, 2)


@pytest.mark.parametrize(
    "mode, nodes, order",
    [
        ("local", "", (2, 1)),
        ("preferred", "1", (1, 2)),
        ("bind", "1-3", (2, 1)),
        ("preferred_many", "1", (1, 2)),
        ("preferred_many", "1,3", (1, 2)),
        ("interleave", "1", (1, 2)),
    ],
)
def test_no_mode_leaves_the_allowed_nodes(mode: str, nodes: str, order: tuple[int, ...]) -> None:
    assert tried(under(mode, nodes, around(cpu_node=0, allowed="1-2"))) == order
