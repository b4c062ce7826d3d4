import pytest

from simcore.placement.pattern import ABSENT, Pattern

FIVE_TWO = Pattern.of([(0, 5), (1, 2)])
THREE_NODES = Pattern.of([(0, 4), (2, 7), (5, 9)])


def nodes(pattern: Pattern, first: int, count: int) -> str:
    return "".join(str(pattern.at(position)) for position in range(first, first + count))


def test_a_round_of_5_to_2_repeats_every_seven_pages() -> None:
    assert FIVE_TWO.period == 7
    assert nodes(FIVE_TWO, 0, 15) == "000001100000110"


def test_weights_of_5_and_1_begin_anew_after_six() -> None:
    assert nodes(Pattern.of([(0, 5), (1, 1)]), 0, 8) == "00000100"


def test_three_nodes_take_their_weights_in_ascending_order() -> None:
    assert nodes(THREE_NODES, 0, 20) == "0" * 4 + "2" * 7 + "5" * 9


def test_a_position_may_be_as_high_as_it_likes() -> None:
    assert FIVE_TWO.at(7 * 10**30 + 5) == 1
    assert nodes(FIVE_TWO, 2**60 - (2**60 % 7), 7) == "0000011"


def test_walking_starts_in_the_middle_of_a_run() -> None:
    assert list(FIVE_TWO.walk(3, 9)) == [(0, 2), (1, 2), (0, 5)]
    assert list(FIVE_TWO.walk(6, 2)) == [(1, 1), (0, 1)]
    assert list(FIVE_TWO.walk(0, 0)) == []


def test_walking_a_single_node_is_one_run_however_long() -> None:
    assert list(Pattern.of([(3, 1)]).walk(5, 2**60)) == [(3, 2**60)]
    assert list(Pattern.of([(3, 1)]).walk(5, 0)) == []


def test_counting_needs_no_walk_over_whole_turns() -> None:
    assert FIVE_TWO.counts(0, 7) == {0: 5, 1: 2}
    assert FIVE_TWO.counts(6, 3) == {0: 2, 1: 1}
    assert FIVE_TWO.counts(3, 7 * 2**50) == {0: 5 * 2**50, 1: 2 * 2**50}


def test_a_node_is_reached_after_the_pages_it_may_still_take() -> None:
    assert [FIVE_TWO.reach(0, 1, taken) for taken in range(5)] == [5, 6, 12, 13, 19]
    assert [FIVE_TWO.reach(4, 0, taken) for taken in range(3)] == [0, 3, 4]


def test_empty_runs_vanish_and_equal_neighbours_join() -> None:
    assert Pattern.of([(0, 2), (1, 0), (0, 3), (2, 1)]).runs == ((0, 5), (2, 1))


def test_a_pattern_of_one_node_has_a_turn_of_one_page() -> None:
    assert Pattern.of([(3, 7), (3, 5)]).runs == ((3, 1),)


def test_replacing_nodes_keeps_the_turn_unless_all_become_one() -> None:
    assert THREE_NODES.replaced({2: 0}).runs == ((0, 11), (5, 9))
    assert THREE_NODES.replaced({2: 5, 0: 5}).runs == ((5, 1),)
    assert THREE_NODES.replaced({}) == THREE_NODES


@pytest.mark.parametrize(
    "pattern, text",
    [
        (Pattern.of([(0, 9), (1, 1)]), "0x9 1"),
        (Pattern.of([(12, 1)]), "12"),
        (Pattern.of([(0, 1), (1, 1), (0, 2)]), "0 1 0x2"),
    ],
)
def test_one_turn_is_written_as_run_length_text(pattern: Pattern, text: str) -> None:
    assert str(pattern) == text


def test_equal_patterns_are_equal_values() -> None:
    assert Pattern.of([(0, 1), (1, 1)]) == Pattern(((0, 1), (1, 1)))
    assert hash(Pattern.of([(0, 2), (1, 1)])) == hash(Pattern(((0, 2), (1, 1))))
    assert ABSENT not in Pattern.of([(0, 1)]).share
