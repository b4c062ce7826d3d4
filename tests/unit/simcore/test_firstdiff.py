"""The first differing page in closed form, against a walk over every page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simcore.firstdiff import differing_pages, first_difference, place_in_round
from simcore.result import RegionResult

Segments = list[tuple[int, int, str, int]]


def region(pages: int, segments: Segments) -> RegionResult:
    return RegionResult(pages=pages, pages_on={}, segments=segments)


@st.composite
def regions(draw: st.DrawFn) -> RegionResult:
    segments: Segments = []
    at = draw(st.integers(0, 3))
    for _ in range(draw(st.integers(0, 4))):
        runs = draw(
            st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4)), min_size=1, max_size=3)
        )
        turn = " ".join(f"{node}x{run}" for node, run in runs)
        count = draw(st.integers(1, 40))
        segments.append((at, count, turn, draw(st.integers(0, sum(r for _, r in runs) - 1))))
        at += count + draw(st.integers(0, 2))
    return region(at + draw(st.integers(0, 3)) + 1, segments)


def walked(left: RegionResult, right: RegionResult) -> int | None:
    pages = min(left.pages, right.pages)
    pairs = zip(left.window(0, pages), right.window(0, pages), strict=True)
    return next((page for page, (a, b) in enumerate(pairs) if a != b), None)


@given(regions(), regions())
def test_it_is_the_page_that_a_walk_finds(left: RegionResult, right: RegionResult) -> None:
    assert first_difference(left, right) == walked(left, right)


@given(regions(), regions())
def test_as_many_pages_differ_as_a_walk_counts(left: RegionResult, right: RegionResult) -> None:
    pages = min(left.pages, right.pages)
    pairs = zip(left.window(0, pages), right.window(0, pages), strict=True)
    assert differing_pages(left, right) == sum(a != b for a, b in pairs)


def test_the_pages_of_an_exbibyte_are_counted_at_once() -> None:
    pages = 2**48
    plain, other = region(pages, [(0, pages, "0x9 1", 0)]), region(pages, [(0, pages, "0 1", 0)])
    assert differing_pages(plain, other) == 4 * (pages // 10) + 3
    long = (
        region(pages, [(0, pages, "0x251 1x255", 0)]),
        region(pages, [(0, pages, "0x255 1x254", 0)]),
    )
    assert 0 < differing_pages(*long) < pages


def test_what_takes_long_to_count_is_not_counted() -> None:
    turns = [" ".join(f"{node}x{most}" for node in range(64)) for most in (254, 255)]
    long = [[(at, 2**20, turn, 0) for at in range(0, 2**24, 2**20)] for turn in turns]
    assert differing_pages(*(region(2**24, segments) for segments in long)) is None


@given(regions())
def test_nothing_differs_from_itself(one: RegionResult) -> None:
    assert first_difference(one, one) is None


def test_an_exbibyte_is_compared_at_once() -> None:
    pages = 2**48
    plain = region(pages, [(0, pages, "0x4 1", 0)])
    late = region(pages, [(0, pages - 7, "0x4 1", 0), (pages - 7, 7, "1", 0)])
    assert first_difference(plain, region(pages, [(0, pages, "0x4 1x1 0x4 1", 0)])) is None
    assert first_difference(plain, late) == pages - 6


def test_a_page_knows_its_round_and_its_place() -> None:
    one = region(20, [(2, 10, "0x3 1", 1)])
    found = place_in_round(one, 5)
    assert found is not None
    assert (str(found[0]), found[1]) == ("0x3 1", 0)
    assert place_in_round(one, 15) is None
