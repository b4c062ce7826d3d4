import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcore.errors import SpecError
from simcore.placement.overlay import MAX_RUNS, overlay, strided
from simcore.placement.pagemap import Segment
from simcore.placement.pattern import Pattern

PAIR = Pattern.of([(0, 1), (1, 1)])
TRIO = Pattern.of([(0, 1), (1, 1), (2, 1)])
PATTERNS = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), min_size=1, max_size=4).map(
    Pattern.of
)


def above(_below: int, top: int) -> int:
    return top


def below(under: int, _top: int) -> int:
    return under


def cells(pattern: Pattern, count: int) -> list[int]:
    return [pattern.at(position) for position in range(count)]


def test_one_turn_holds_every_meeting_of_the_two() -> None:
    both = overlay(Segment(0, 60, PAIR, 0), TRIO, 0, lambda under, top: 10 * under + top)

    assert both.period == 6
    assert cells(both, 6) == [0, 11, 2, 10, 1, 12]


def test_the_base_begins_at_its_phase_and_the_top_where_it_stands() -> None:
    base = Segment(100, 12, PAIR, 1)

    assert cells(overlay(base, TRIO, 2, below), 4) == [1, 0, 1, 0]
    assert cells(overlay(base, TRIO, 2, above), 4) == [2, 0, 1, 2]


def test_a_short_segment_is_walked_to_its_end_only() -> None:
    assert overlay(Segment(0, 4, PAIR, 0), TRIO, 0, above).runs == ((0, 1), (1, 1), (2, 1), (0, 1))


def test_runs_are_taken_as_they_are_and_not_page_by_page() -> None:
    long = Pattern.of([(0, 2**40), (1, 2**40)])
    made = overlay(Segment(0, 2**41, long, 0), Pattern.of([(7, 1)]), 0, above)

    assert made.runs == ((7, 1),)


def test_patterns_that_meet_in_too_many_ways_are_refused() -> None:
    ragged = Pattern.of([(0, 1), (1, 2**19)])
    with pytest.raises(SpecError, match=str(MAX_RUNS)):
        overlay(Segment(0, 2**40, ragged, 0), PAIR, 0, above)


@given(below=PATTERNS, above=PATTERNS, phase=st.integers(0, 9), at=st.integers(-9, 9))
def test_two_patterns_meet_position_by_position(
    below: Pattern, above: Pattern, phase: int, at: int
) -> None:
    base = Segment(100, 90, below, phase % below.period)
    laid = overlay(base, above, at, lambda low, high: 10 * low + high)
    expected = [10 * base.node_of(100 + i) + above.at(at + i) for i in range(90)]
    assert [laid.at(i) for i in range(90)] == expected


@given(pattern=PATTERNS, position=st.integers(0, 30), step=st.integers(1, 9))
def test_a_stride_keeps_what_lies_between(pattern: Pattern, position: int, step: int) -> None:
    chosen = strided(pattern, position, step, -1)
    expected = [pattern.at(position + i) if i % step == 0 else -1 for i in range(60)]
    assert [chosen.at(i) for i in range(60)] == expected
