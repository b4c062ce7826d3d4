"""Zonelists, policies, weights and fills against the slow twin."""

from __future__ import annotations

from math import gcd

from hypothesis import example, given
from hypothesis import strategies as st

from simcore.kernel.errno import Refusal
from simcore.kernel.modes import MemPolicy, make_policy
from simcore.kernel.weights import auto_weights
from simcore.kernel.zonelist import build_zonelists
from simcore.nodemask import NodeMask
from simcore.placement.choose import Placing, Surroundings, choose
from simcore.placement.fill import Gap, OutOfMemory, fill
from simcore.placement.pattern import Pattern
from simcore.spec.events import MODE_FLAGS, MODES
from tests.oracle import slow
from tests.property.strategies import MASKS, NODE_IDS, THOROUGH, WEIGHTS, matrices

Lists = dict[int, list[int]]


@THOROUGH
@given(NODE_IDS, st.data())
def test_zonelists_agree_with_the_walk(ids: list[int], data: st.DataObject) -> None:
    nodes = sorted(ids)
    distance = data.draw(matrices(len(nodes)))
    memory = data.draw(st.sets(st.sampled_from(nodes), min_size=1))

    built = build_zonelists(nodes, distance, frozenset(memory))
    walked = slow.fallback_lists(nodes, distance, sorted(memory))

    assert {node: list(order) for node, order in built.items()} == walked


@given(st.sampled_from(MODES), st.sets(st.sampled_from(MODE_FLAGS)), MASKS, MASKS.filter(bool))
def test_a_call_installs_the_policy_of_the_walk_or_is_refused_with_it(
    mode: str, flags: set[str], mask: NodeMask, allowed: NodeMask
) -> None:
    made = make_policy(mode, tuple(sorted(flags)), mask, allowed)
    try:
        walked = slow.policy_of_call(mode, sorted(flags), list(mask), list(allowed))
    except slow.Einval:
        assert isinstance(made, Refusal)
        assert made.errno == slow.EINVAL
        return
    shown = (made.mode, list(made.nodes)) if isinstance(made, MemPolicy) else made
    assert shown == (walked and (walked.mode, walked.nodes))


@st.composite
def faults(draw: st.DrawFn) -> tuple[slow.Policy | None, Surroundings]:
    """A policy that some call installed, and where its task stands."""
    memory = sorted(draw(NODE_IDS))
    lists: Lists = slow.fallback_lists(memory, draw(matrices(len(memory))), memory)
    allowed = sorted(draw(st.sets(st.sampled_from(memory), min_size=1)))
    mode = draw(st.sampled_from([*MODES]))
    nodes = sorted(draw(st.sets(st.sampled_from(allowed), min_size=1)))
    if mode in {"default", "local"}:
        nodes = []
    policy = (
        None if mode == "default" else slow.Policy(mode, nodes[: 1 if mode == "preferred" else 9])
    )
    weights = {node: draw(WEIGHTS) for node in memory}
    zonelists = {node: tuple(order) for node, order in lists.items()}
    cpu_node = draw(st.sampled_from(memory))
    return policy, Surroundings(cpu_node, zonelists, NodeMask.of(allowed), weights)


def as_policy(policy: slow.Policy | None) -> MemPolicy | None:
    if policy is None:
        return None
    return MemPolicy(mode=policy.mode, nodes=NodeMask.of(policy.nodes))


@given(faults(), st.integers(0, 2**52))
def test_a_page_is_offered_to_the_nodes_of_the_walk_in_its_order(
    fault: tuple[slow.Policy | None, Surroundings], index: int
) -> None:
    policy, around = fault
    placing = choose(as_policy(policy), around)
    for place in range(index, index + 30):
        assert list(placing.orders[placing.pattern.at(place)]) == slow.nodes_to_try(
            policy,
            place,
            cpu_node=around.cpu_node,
            lists=around.zonelists,
            allowed=list(around.allowed),
            weights=around.weights,
        )


@st.composite
def placings(draw: st.DrawFn) -> Placing:
    """Any turn over four nodes, each with some order of its own."""
    runs = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 6)), min_size=1, max_size=5)
    pattern = Pattern.of(draw(runs))
    orders = {}
    for node in pattern.share:
        order = draw(st.permutations(range(4)))
        orders[node] = tuple(order[: draw(st.integers(1, 4))])
    return Placing(pattern, orders, "task policy", "policy_nodemask")


def walked_fill(placing: Placing, gap: Gap, free: dict[int, int]) -> list[int]:
    """Nodes of a gap's pages, each from the first node of its order with room."""
    nodes: list[int] = []
    for page in range(gap.first, gap.first + gap.count):
        order = placing.orders[placing.pattern.at(gap.index + page)]
        room = [node for node in order if free[node] > 0]
        if not room:
            break
        free[room[0]] -= 1
        nodes.append(room[0])
    return nodes


def fast_fill(placing: Placing, gap: Gap, free: dict[int, int]) -> tuple[list[int], int | None]:
    nodes: list[int] = []
    try:
        for segment in fill(placing, gap, free):
            nodes += [segment.node_of(page) for page in range(segment.first, segment.end)]
    except OutOfMemory as full:
        return nodes, full.page
    return nodes, None


# A node that its own pages may not use is still a target for others.
CROSSED = Placing(Pattern.of([(0, 1), (1, 2)]), {0: (1,), 1: (0,)}, "", "")


@THOROUGH
@example(placing=CROSSED, gap=Gap(0, 2, 1), free={0: 1, 1: 0, 2: 0, 3: 0})
@given(
    placings(),
    st.builds(Gap, st.integers(0, 99), st.integers(0, 120), st.integers(0, 99)),
    st.fixed_dictionaries({node: st.integers(0, 40) for node in range(4)}),
)
def test_a_gap_is_filled_page_for_page_as_the_walk_fills_it(
    placing: Placing, gap: Gap, free: dict[int, int]
) -> None:
    slow_free, fast_free = dict(free), dict(free)
    nodes = walked_fill(placing, gap, slow_free)
    no_room = None if len(nodes) == gap.count else gap.first + len(nodes)

    assert fast_fill(placing, gap, fast_free) == (nodes, no_room)
    assert fast_free == slow_free


BANDWIDTHS = st.dictionaries(st.integers(0, 9), st.integers(0, 400_000), min_size=1)


@given(BANDWIDTHS)
def test_automatic_weights_agree_with_shares_dealt_one_by_one(bandwidth: dict[int, int]) -> None:
    weights = auto_weights(bandwidth)

    assert weights == slow.automatic_weights(bandwidth)
    assert min(weights.values()) >= 1
    assert gcd(*weights.values()) == 1
