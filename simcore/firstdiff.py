"""The first page at which two page maps differ: segments in, a page number out.

Two maps are cut where either begins a new segment. Within a piece both repeat a pattern for
ever, and two sequences with periods p and q that agree on p + q positions agree everywhere
(Fine and Wilf), so the cost does not grow with the number of pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from simcore.placement.pattern import ABSENT, Pattern
from simcore.result import RegionResult, turn_runs

__all__ = ("first_difference", "place_in_round")

_NOTHING = (Pattern.of([(ABSENT, 1)]), 0)
"""The pattern, and the position in it, of pages that are not present."""

Turn = tuple[Pattern, int]


def first_difference(left: RegionResult, right: RegionResult) -> int | None:
    """The first page whose node differs among the pages that both have; None: there is none."""
    pages = min(left.pages, right.pages)
    cuts = sorted({0, pages, *_edges(left, pages), *_edges(right, pages)})
    mine, theirs = _turns(left, cuts), _turns(right, cuts)
    for (low, high), a, b in zip(pairwise(cuts), mine, theirs, strict=False):
        agreed = _agreed(a, b, high - low)
        if low + agreed < high:
            return low + agreed
    return None


def place_in_round(region: RegionResult, page: int) -> tuple[Pattern, int] | None:
    """The round that put a page where it is, and the page's position; None: not present."""
    for first, count, turn, phase in region.segments:
        if first <= page < first + count:
            pattern = Pattern.of(turn_runs(turn))
            return pattern, (phase + page - first) % pattern.period
    return None


def _edges(region: RegionResult, pages: int) -> Iterator[int]:
    for first, count, _, _ in region.segments:
        yield from (edge for edge in (first, first + count) if edge < pages)


def _turns(region: RegionResult, cuts: Sequence[int]) -> Iterator[Turn]:
    """What stands at each cut: the pattern, and the position in it."""
    segments = iter(region.segments)
    present = next(segments, None)
    for cut in cuts[:-1]:
        while present is not None and present[0] + present[1] <= cut:
            present = next(segments, None)
        if present is None or present[0] > cut:
            yield _NOTHING
        else:
            first, _, turn, phase = present
            yield Pattern.of(turn_runs(turn)), phase + cut - first


def _agreed(left: Turn, right: Turn, count: int) -> int:
    """How many of ``count`` positions agree from the beginning on."""
    bound = min(count, left[0].period + right[0].period)
    mine, theirs = left[0].walk(left[1], bound), right[0].walk(right[1], bound)
    agreed = 0
    (node, run), (other, length) = next(mine), next(theirs)
    while node == other:
        step = min(run, length)
        agreed, run, length = agreed + step, run - step, length - step
        if agreed == bound:
            return count
        if not run:
            node, run = next(mine)
        if not length:
            other, length = next(theirs)
    return agreed
