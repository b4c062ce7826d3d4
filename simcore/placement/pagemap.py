"""A region's page map as segments: first page, count, one turn of the pattern, phase.

Pages without a segment are not present. Every view (one page, counts, a window) is computed
from the segments; nothing here grows with the number of pages.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from simcore.placement.pattern import ABSENT, Pattern

__all__ = ("PageMap", "Segment")


@dataclass(frozen=True, slots=True)
class Segment:
    """``count`` pages from ``first`` on; page ``first`` stands at ``phase`` of the pattern."""

    first: int
    count: int
    pattern: Pattern
    phase: int

    @property
    def end(self) -> int:
        """The page after the last one."""
        return self.first + self.count

    def node_of(self, page: int) -> int:
        """The node of a page of this segment."""
        return self.pattern.at(self.phase + page - self.first)

    def continues(self, before: Segment) -> bool:
        """Whether this segment goes on where ``before`` ends, in the same pattern."""
        return (
            before.end == self.first
            and before.pattern == self.pattern
            and (before.phase + before.count - self.phase) % self.pattern.period == 0
        )


class PageMap:
    """The segments of one region, ascending and apart."""

    __slots__ = ("_firsts", "_segments", "pages")

    def __init__(self, pages: int) -> None:
        self.pages = pages
        self._segments: list[Segment] = []
        self._firsts: list[int] = []

    def __iter__(self) -> Iterator[Segment]:
        return iter(self._segments)

    def node_of(self, page: int) -> int:
        """The node of a page, ABSENT when it is not present."""
        place = bisect_right(self._firsts, page) - 1
        if place < 0 or self._segments[place].end <= page:
            return ABSENT
        return self._segments[place].node_of(page)

    def absent(self, low: int, high: int) -> list[tuple[int, int]]:
        """The gaps (first, count) in the pages ``low`` to ``high``, ascending."""
        gaps: list[tuple[int, int]] = []
        at = low
        place = max(bisect_right(self._firsts, low) - 1, 0)
        for segment in self._segments[place:]:
            if segment.first > high:
                break
            if segment.first > at:
                gaps.append((at, segment.first - at))
            at = max(at, segment.end)
        if at <= high:
            gaps.append((at, high - at + 1))
        return gaps

    def insert(self, segment: Segment) -> None:
        """Put a segment into a gap, joined with its neighbours where the pattern goes on."""
        place = bisect_right(self._firsts, segment.first)
        if place and segment.continues(self._segments[place - 1]):
            before = self._segments[place - 1]
            segment = Segment(
                before.first, before.count + segment.count, before.pattern, before.phase
            )
            place -= 1
            del self._segments[place], self._firsts[place]
        if place < len(self._segments) and self._segments[place].continues(segment):
            after = self._segments.pop(place)
            del self._firsts[place]
            segment = Segment(
                segment.first, segment.count + after.count, segment.pattern, segment.phase
            )
        self._segments.insert(place, segment)
        self._firsts.insert(place, segment.first)

    def counts(self) -> dict[int, int]:
        """Pages on each node, ascending by node; absent pages are not counted."""
        total: dict[int, int] = {}
        for segment in self._segments:
            for node, count in segment.pattern.counts(segment.phase, segment.count).items():
                total[node] = total.get(node, 0) + count
        return dict(sorted(total.items()))

    def runs(self, first: int, count: int) -> Iterator[tuple[int, int]]:
        """Runs (node or ABSENT, length) of the pages from ``first`` on."""
        at, end = first, first + count
        place = max(bisect_right(self._firsts, first) - 1, 0)
        for segment in self._segments[place:]:
            if segment.first >= end:
                break
            if segment.end <= at:
                continue
            if segment.first > at:
                yield ABSENT, segment.first - at
                at = segment.first
            stop = min(segment.end, end)
            yield from segment.pattern.walk(segment.phase + at - segment.first, stop - at)
            at = stop
        if at < end:
            yield ABSENT, end - at

    @classmethod
    def of(cls, pages: int, segments: Iterable[Segment]) -> PageMap:
        """A map of ready segments, ascending and apart."""
        made = cls(pages)
        made._segments = list(segments)
        made._firsts = [segment.first for segment in made._segments]
        return made
