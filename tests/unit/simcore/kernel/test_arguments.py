import pytest

from simcore.kernel.arguments import (
    MaskArgument,
    ModeArgument,
    get_nodes,
    mask_too_short,
    mode_argument,
    mode_from_word,
    page_range,
)
from simcore.kernel.errno import Errno, Refusal
from simcore.nodemask import NodeMask

STATIC, RELATIVE, BALANCING = "static_nodes", "relative_nodes", "numa_balancing"


def read(text: str, maxnode: int | None = None) -> str | Errno:
    nodes = get_nodes(MaskArgument(text, maxnode))
    return nodes.errno if isinstance(nodes, Refusal) else str(nodes)


def argued(mode: str, *flags: str) -> ModeArgument | Errno:
    argument = mode_argument(mode, flags)
    return argument.errno if isinstance(argument, Refusal) else argument


def pages(start: int, length: int) -> tuple[int, int] | Errno:
    found = page_range(start, length, 4096)
    return found.errno if isinstance(found, Refusal) else found


@pytest.mark.parametrize(
    "maxnode, nodes", [(65, "0-3"), (5, "0-3"), (4, "0-2"), (3, "0-1"), (2, "0"), (1, "")]
)
def test_a_mask_is_read_up_to_one_bit_less_than_maxnode(maxnode: int, nodes: str) -> None:
    assert read("0-3", maxnode) == nodes


@pytest.mark.parametrize("maxnode", [0, 1, 65, 32769, 32770, 2**64 - 1])
def test_a_null_mask_is_empty_whatever_maxnode_says(maxnode: int) -> None:
    assert read("-", maxnode) == ""


def test_maxnode_zero_with_a_mask_asks_for_far_too_many_bits() -> None:
    assert read("0", 0) is Errno.EINVAL


def test_a_mask_of_more_than_a_page_of_bits_is_refused_before_it_is_read() -> None:
    assert read("bad", 32769) is Errno.EFAULT
    assert read("bad", 32770) is Errno.EINVAL


def test_a_mask_of_no_bits_is_not_read_at_all() -> None:
    assert read("bad", 1) == ""
    assert read("bad", 2) is Errno.EFAULT


def test_nodes_that_no_kernel_has_are_dropped_below_1024_and_refused_from_there_on() -> None:
    assert read("1,1023", 1025) == "1,1023"
    assert read("1,1024", 1025) == "1"
    assert read("1,1024", 1026) is Errno.EINVAL


def test_above_the_last_node_whole_words_are_looked_at() -> None:
    assert read("1087", 1026) is Errno.EINVAL
    assert read("1,1088", 1026) == "1"


@pytest.mark.parametrize(
    "word, named",
    [
        (0, ("default", ())),
        (6, ("weighted_interleave", ())),
        (7, None),
        (2 | 1 << 15, ("bind", (STATIC,))),
        (3 | 1 << 14, ("interleave", (RELATIVE,))),
        (5 | 1 << 13, ("preferred_many", (BALANCING,))),
        (2 | 1 << 12, None),
        (2**32 - 1, None),
    ],
)
def test_a_mode_word_is_split_into_mode_and_flags(
    word: int, named: tuple[str, tuple[str, ...]] | None
) -> None:
    assert mode_from_word(word) == named


def test_a_mode_argument_by_number_means_the_same_as_by_name() -> None:
    assert argued("0x8002") == argued("bind", STATIC) == ModeArgument("bind", (STATIC,))


def test_flags_that_exclude_each_other_or_the_mode_are_refused() -> None:
    assert argued("bind", STATIC, RELATIVE) is Errno.EINVAL
    assert argued("0xc002") is Errno.EINVAL
    assert argued("interleave", BALANCING) is Errno.EINVAL
    assert argued("0x7") is Errno.EINVAL


def test_a_result_mask_must_have_room_for_every_possible_node() -> None:
    assert mask_too_short(4, 4) is None
    refusal = mask_too_short(3, 4)
    assert refusal is not None
    assert refusal.errno is Errno.EINVAL


@pytest.mark.parametrize("length, end", [(0, 16), (1, 17), (4096, 17), (4097, 18)])
def test_the_length_of_a_range_is_rounded_up_to_pages(length: int, end: int) -> None:
    assert pages(16 * 4096, length) == (16, end)


def test_the_longest_length_rounds_to_nothing_and_a_range_may_not_wrap() -> None:
    assert pages(4096, 2**64 - 1) == (1, 1)
    assert pages(2 * 4096, 2**64 - 4096) is Errno.EINVAL


def test_a_mask_keeps_its_nodes() -> None:
    assert get_nodes(MaskArgument("0,63")) == NodeMask.of((0, 63))
