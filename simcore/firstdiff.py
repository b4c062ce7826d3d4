"""Where two page maps differ: segments in, the first page and the number of pages out.

Two maps are cut where either begins a new segment. Within a piece both repeat a pattern for
ever, and two sequences with periods p and q that agree on p + q positions agree everywhere
(Fine and Wilf), so the cost does not grow with the number of pages. Pages that agree are counted
by the place in the left round: there the right round is met in steps of p, an orbit of
q / gcd(p, q) places that repeats, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from math import gcd

from simcore.placement.pattern import ABSENT, Pattern
from simcore.result import RegionResult, turn_runs

__all__ = ("differing_pages", "first_difference", "place_in_round")

_NOTHING = (Pattern.of([(ABSENT, 1)]), 0)
"""The pattern, and the position in it, of pages that are not present."""

Turn = tuple[Pattern, int]

_MOST = 200_000
"""Positions of rounds that are looked at to count; that takes a second."""


def first_difference(left: RegionResult, right: RegionResult) -> int | None:
    """The first page whose node differs among the pages that both have; None: there is none."""
    for first, count, mine, theirs in _pieces(left, right):
        agreed = _agreed(mine, theirs, count)
        if agreed < count:
            return first + agreed
    return None


def differing_pages(left: RegionResult, right: RegionResult) -> int | None:
    """How many of the pages that both have are on another node; None: too much to count."""
    pieces = [*_pieces(left, right)]
    if sum(min(count, a.period + b.period) for _, count, (a, _), (b, _) in pieces) > _MOST:
        return None
    return sum(count - _equal(mine, theirs, count) for _, count, mine, theirs in pieces)


def _pieces(left: RegionResult, right: RegionResult) -> Iterator[tuple[int, int, Turn, Turn]]:
    """First page, number of pages and both turns of each piece in which neither changes."""
    pages = min(left.pages, right.pages)
    cuts = sorted({0, pages, *_edges(left, pages), *_edges(right, pages)})
    turns = zip(pairwise(cuts), _turns(left, cuts), _turns(right, cuts), strict=False)
    for (low, high), mine, theirs in turns:
        yield low, high - low, mine, theirs


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


def _equal(left: Turn, right: Turn, count: int) -> int:
    """How many of ``count`` positions have the same node in both."""
    mine, theirs = _round(left), _round(right)
    p, q = len(mine), len(theirs)
    if count <= p + q:
        return sum(mine[i % p] == theirs[i % q] for i in range(count))
    classes, length = gcd(p, q), q // gcd(p, q)
    orbits = [[(start + p * step) % q for step in range(length)] for start in range(classes)]
    place = {position: i for orbit in orbits for i, position in enumerate(orbit)}
    met: dict[tuple[int, int], list[int]] = {}
    equal = 0
    for position, node in enumerate(mine[:count]):
        which = position % classes
        if (which, node) not in met:
            twice = [theirs[each] == node for each in orbits[which] * 2]
            met[which, node] = [*accumulate(twice, initial=0)]
        sums, start = met[which, node], place[position % q]
        whole, part = divmod(-(-(count - position) // p), length)
        equal += whole * sums[length] + sums[start + part] - sums[start]
    return equal


def _round(turn: Turn) -> list[int]:
    """The nodes of one round from the position on."""
    pattern, position = turn
    return [node for node, run in pattern.walk(position, pattern.period) for _ in range(run)]
