from hypothesis import given
from hypothesis import strategies as st

from simcore.nodemask import NodeMask
from tests.oracle import slow
from tests.property.strategies import MASKS

NODES = st.sets(st.integers(0, 70))


@given(NODES)
def test_text_says_exactly_the_nodes_of_the_set(nodes: set[int]) -> None:
    mask = NodeMask.of(nodes)

    assert NodeMask.parse(str(mask)) == mask
    assert slow.members(str(mask)) == list(mask) == sorted(nodes)
    assert len(mask) == len(nodes)


@given(NODES, NODES)
def test_masks_combine_as_sets_do(a: set[int], b: set[int]) -> None:
    assert set(NodeMask.of(a) & NodeMask.of(b)) == a & b
    assert set(NodeMask.of(a) | NodeMask.of(b)) == a | b
    assert set(NodeMask.of(a) - NodeMask.of(b)) == a - b


@given(NODES, st.integers(-1, 80))
def test_the_next_node_is_the_nearest_above_or_the_first(nodes: set[int], after: int) -> None:
    above = [node for node in sorted(nodes) if node > after]
    candidates = above or sorted(nodes)

    assert NodeMask.of(nodes).next_after(after) == (candidates[0] if candidates else None)


@given(MASKS, st.integers(1, 16))
def test_folding_keeps_below_the_size(mask: NodeMask, size: int) -> None:
    assert set(mask.fold(size)) == {node % size for node in mask}


@given(MASKS, MASKS)
def test_a_mask_laid_onto_another_picks_places_of_it(mask: NodeMask, target: NodeMask) -> None:
    members = list(target)
    assert list(mask.onto(target)) == [members[n] for n in mask if n < len(members)]


@given(MASKS, MASKS, MASKS)
def test_remapping_moves_only_members_of_the_old_mask(
    mask: NodeMask, old: NodeMask, new: NodeMask
) -> None:
    moved = mask.remap(old, new)

    assert mask - old == (mask - old) & moved
    if new:
        assert not moved - (mask - old) - new
        assert len(moved) <= len(mask)


@given(MASKS, MASKS)
def test_remapping_there_and_back_changes_nothing_between_equal_sizes(
    old: NodeMask, new: NodeMask
) -> None:
    size = min(len(old), len(new))
    old, new = NodeMask.of(list(old)[:size]), NodeMask.of(list(new)[:size])

    assert old.remap(old, new).remap(new, old) == old
