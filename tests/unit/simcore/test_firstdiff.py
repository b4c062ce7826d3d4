"""The first differing page in closed form, against a walk over every page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simcore.firstdiff import first_difference, place_in_round
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
