import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcore.placement.rangemap import RangeMap, RangeSet

PLACES = st.integers(0, 30)
EDITS = st.lists(st.tuples(PLACES, PLACES, st.sampled_from(["a", "b", None])), max_size=12)


def letters(*ranges: tuple[int, int, str]) -> RangeMap[str]:
    made: RangeMap[str] = RangeMap()
    for first, end, value in ranges:
        made.put(first, end, value)
    return made


def test_an_empty_map_has_no_values() -> None:
    empty: RangeMap[str] = RangeMap()

    assert not empty
    assert len(empty) == 0
    assert empty.get(3) is None
    assert empty.gaps(2, 5) == [(2, 5)]


def test_a_range_holds_its_first_number_and_not_its_end() -> None:
    found = letters((3, 6, "a"))

    assert [found.get(at) for at in (2, 3, 5, 6)] == [None, "a", "a", None]


def test_neighbours_with_equal_values_become_one() -> None:
    assert list(letters((0, 3, "a"), (6, 9, "a"), (3, 6, "a"))) == [(0, 9, "a")]
    assert list(letters((0, 3, "a"), (3, 6, "b"))) == [(0, 3, "a"), (3, 6, "b")]


def test_a_new_value_replaces_whatever_it_covers() -> None:
    found = letters((0, 4, "a"), (4, 8, "b"), (9, 12, "c"))
    found.put(2, 10, "d")

    assert list(found) == [(0, 2, "a"), (2, 10, "d"), (10, 12, "c")]


def test_a_value_in_the_middle_splits_a_range() -> None:
    assert list(letters((0, 9, "a"), (3, 5, "b"))) == [(0, 3, "a"), (3, 5, "b"), (5, 9, "a")]


def test_clearing_leaves_what_lies_around() -> None:
    found = letters((0, 9, "a"))
    found.clear(3, 5)

    assert list(found) == [(0, 3, "a"), (5, 9, "a")]
    assert found.gaps(0, 9) == [(3, 5)]


def test_clearing_next_to_a_range_changes_nothing() -> None:
    found = letters((3, 5, "a"))
    found.clear(0, 3)
    found.clear(5, 9)

    assert list(found) == [(3, 5, "a")]


def test_an_empty_range_is_not_put_in() -> None:
    assert not letters((4, 4, "a"))


@pytest.mark.parametrize(
    "first, end, within",
    [
        (0, 2, []),
        (2, 7, [(2, 4, "a"), (6, 7, "b")]),
        (4, 6, []),
        (3, 4, [(3, 4, "a")]),
    ],
)
def test_ranges_are_cut_to_what_is_asked_for(
    first: int, end: int, within: list[tuple[int, int, str]]
) -> None:
    assert letters((2, 4, "a"), (6, 8, "b")).within(first, end) == within


def test_all_of_a_range_is_told_with_its_gaps() -> None:
    found = letters((2, 4, "a"), (6, 8, "b"))

    assert list(found.across(1, 9)) == [
        (1, 2, None),
        (2, 4, "a"),
        (4, 6, None),
        (6, 8, "b"),
        (8, 9, None),
    ]


def test_a_copy_changes_apart() -> None:
    one = letters((0, 9, "a"))
    two = one.copy()
    two.clear(0, 9)

    assert list(one) == [(0, 9, "a")]


def test_a_set_tells_how_many_numbers_are_new() -> None:
    seen = RangeSet()

    assert [seen.add(0, 4), seen.add(2, 6), seen.add(1, 5), seen.add(8, 9)] == [4, 2, 0, 1]
    assert seen.add(5, 5) == 0
    assert [(first, end) for first, end, _ in seen] == [(0, 6), (8, 9)]
    assert type(seen.copy()) is RangeSet


@given(edits=EDITS, first=st.integers(0, 30), end=st.integers(0, 32))
def test_ranges_are_as_a_value_for_each_number(
    edits: list[tuple[int, int, str | None]], first: int, end: int
) -> None:
    ranges: RangeMap[str] = RangeMap()
    values: dict[int, str] = {}
    for low, length, value in edits:
        if value is None:
            ranges.clear(low, low + length)
        else:
            ranges.put(low, low + length, value)
        for number in range(low, low + length):
            values.pop(number, None)
            if value is not None:
                values[number] = value

    assert {n: v for a, b, v in ranges for n in range(a, b)} == values
    assert [ranges.get(n) for n in range(65)] == [values.get(n) for n in range(65)]
    across = [v for a, b, v in ranges.across(first, end) for _ in range(a, b)]
    assert across == [values.get(n) for n in range(first, end)]
    for (_, a_end, a), (b_first, _, b) in zip(list(ranges), list(ranges)[1:], strict=False):
        assert a_end < b_first or (a_end == b_first and a != b)
