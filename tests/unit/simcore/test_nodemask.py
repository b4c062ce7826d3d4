import pytest

from simcore.nodemask import EMPTY, MAX_NUMNODES, NodeMask


def mask(text: str) -> NodeMask:
    return NodeMask.parse(text)


@pytest.mark.parametrize(
    "text, nodes",
    [
        ("", []),
        ("0", [0]),
        ("0-3", [0, 1, 2, 3]),
        ("5,1-2", [1, 2, 5]),
        ("0-1,1-2", [0, 1, 2]),
        (" 0 , 2 ", [0, 2]),
        (",0,", [0]),
    ],
)
def test_list_text_is_read_as_the_kernel_reads_it(text: str, nodes: list[int]) -> None:
    assert list(mask(text)) == nodes


@pytest.mark.parametrize(
    "text", ["x", "-1", "1-", "1-2-3", "0x1", "1;2", "\u0661", "1 2", "1234567"]
)
def test_what_is_no_list_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="is no node number or range"):
        mask(text)


def test_a_range_that_runs_backwards_is_refused() -> None:
    assert list(mask("3-3")) == [3]
    with pytest.raises(ValueError, match="runs backwards"):
        mask("3-2")


def test_the_highest_number_is_one_less_than_the_limit() -> None:
    assert list(mask(str(MAX_NUMNODES - 1))) == [1023]
    assert list(NodeMask.parse("7", limit=8)) == [7]
    with pytest.raises(ValueError, match="numbers end at 1023, 1024 lies beyond"):
        mask("0-1024")
    with pytest.raises(ValueError, match="numbers end at 7"):
        NodeMask.parse("8", limit=8)


@pytest.mark.parametrize("text", ["", "0", "0-1,4", "0,2,4", "1-3,5-6,63"])
def test_the_shortest_text_is_written(text: str) -> None:
    assert str(mask(text)) == text


def test_neighbouring_parts_are_joined_when_written() -> None:
    assert str(mask("4,0,1-2,3")) == "0-4"


def test_sets_are_combined_as_sets() -> None:
    assert mask("0-2") & mask("1-3") == mask("1-2")
    assert mask("0") | mask("2") == mask("0,2")
    assert mask("0-3") - mask("1,9") == mask("0,2-3")


def test_membership_size_and_truth() -> None:
    assert 2 in mask("0,2")
    assert 1 not in mask("0,2")
    assert -1 not in mask("0,2")
    assert len(mask("0,2")) == 2
    assert mask("0")
    assert not EMPTY


def test_the_first_node_is_the_lowest_and_the_empty_set_has_none() -> None:
    assert mask("3,1").first() == 1
    with pytest.raises(ValueError, match="no first node"):
        EMPTY.first()


def test_the_next_node_wraps_round_to_the_lowest() -> None:
    assert [mask("0,2,5").next_after(node) for node in (-1, 0, 1, 2, 5, 1023)] == [0, 2, 2, 5, 0, 0]
    assert EMPTY.next_after(0) is None


def test_folding_wraps_every_node_below_the_size() -> None:
    assert mask("1,5,9").fold(4) == mask("1")
    assert mask("3-4").fold(4) == mask("0,3")


@pytest.mark.parametrize(
    "user, allowed, effective",
    [
        ("0,1", "4-7", "4-5"),
        ("0,2", "4,5", "4"),
        ("1,3,5", "2,3,6", "2-3,6"),
        ("0-3", "1", "1"),
        ("5", "0-3", "1"),
        ("0,7", "0,2,4", "0,2"),
    ],
)
def test_a_relative_mask_is_folded_and_laid_onto_the_allowed_nodes(
    user: str, allowed: str, effective: str
) -> None:
    onto = mask(allowed)
    assert str(mask(user).fold(len(onto)).onto(onto)) == effective


@pytest.mark.parametrize(
    "source, old, new, moved",
    [
        ("0,1", "0-3", "4-7", "4-5"),
        ("2,3", "0-3", "0,1", "0-1"),
        ("1", "0,1", "2", "2"),
        ("0,2", "0-2", "1,3", "1"),
        ("5", "0,1", "2,3", "5"),
        ("0,1", "0,1", "0-3", "0-1"),
    ],
)
def test_a_mask_is_remapped_by_position(source: str, old: str, new: str, moved: str) -> None:
    assert str(mask(source).remap(mask(old), mask(new))) == moved


def test_nothing_is_remapped_from_or_to_the_empty_set() -> None:
    assert mask("0,3").remap(EMPTY, mask("1")) == mask("0,3")
    assert mask("0,3").remap(mask("0"), EMPTY) == mask("0,3")


def test_one_node_is_named_as_one() -> None:
    assert [NodeMask.parse(text, 64).named for text in ("2", "0-3", "1,4")] == [
        "node 2",
        "nodes 0-3",
        "nodes 1,4",
    ]
