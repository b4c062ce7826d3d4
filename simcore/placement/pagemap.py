"""A region's page map as segments: first page, count, one turn of the pattern, phase.

Pages without a segment are not present. Every view (one page, counts, a window, a filled
array) is computed from the segments; nothing here grows with the number of pages.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import lcm

import numpy as np
from numpy.typing import NDArray

from simcore.errors import SpecError
from simcore.placement.pattern import ABSENT, ZERO, Pattern

__all__ = ("ABSENT_BYTE", "MAX_RUNS", "ZERO_BYTE", "PageMap", "Segment")

ABSENT_BYTE, ZERO_BYTE = 255, 254
"""What stands for ABSENT and ZERO in an array of bytes."""
MAX_RUNS = 2**18
"""Runs that are walked one by one at most."""
_BYTES = {ABSENT: ABSENT_BYTE, ZERO: ZERO_BYTE}
_BLOCK_BYTES = 8 * 1024
"""About how much is copied at once: what stays in the innermost cache."""
_LINE_BYTES = 64
"""A cache line. Copies whose ends lie differently within it cost twice as much."""


@dataclass(frozen=True, slots=True)
class Segment:
    """``count`` pages from ``first`` on; page ``first`` stands at ``phase`` of the pattern.

    ``cause`` is the number of the decision that put the pages there (0: none was kept).
    """

    first: int
    count: int
    pattern: Pattern
    phase: int
    cause: int = 0

    @property
    def end(self) -> int:
        """The page after the last one."""
        return self.first + self.count

    def node_of(self, page: int) -> int:
        """The node of a page of this segment."""
        return self.pattern.at(self.phase + page - self.first)

    @property
    def sparse(self) -> bool:
        """Whether pages are missing within the pattern (after a stepped touch)."""
        return ABSENT in self.pattern.share

    def counts(self) -> dict[int, int]:
        """Pages on each node."""
        return self.pattern.counts(self.phase, self.count)

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """First page, count and node of each run. Raises SpecError when there are too many."""
        if self.count // self.pattern.period * len(self.pattern.runs) > MAX_RUNS:
            rule = f"a stepped range was touched, and its {self.count} pages take more than"
            raise SpecError.at("/events", f"{rule} {MAX_RUNS} steps here")
        at = self.first
        for node, count in self.pattern.walk(self.phase, self.count):
            yield at, count, node
            at += count

    def cut(self, first: int, end: int) -> Segment:
        """The part of this segment in [first, end), which must overlap it."""
        low, high = max(self.first, first), min(self.end, end)
        if low == self.first and high == self.end:
            return self
        phase = (self.phase + low - self.first) % self.pattern.period
        return Segment(low, high - low, self.pattern, phase, self.cause)

    def moved(self, by: int) -> Segment:
        """The same pages under other numbers."""
        return Segment(self.first + by, self.count, self.pattern, self.phase, self.cause)

    def continues(self, before: Segment) -> bool:
        """Whether this segment goes on where ``before`` ends, in the same pattern."""
        return (
            before.end == self.first
            and before.cause == self.cause
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

    @classmethod
    def of(cls, pages: int, segments: Iterable[Segment]) -> PageMap:
        """A map of ready segments, ascending and apart."""
        made = cls(pages)
        made._segments = list(segments)
        made._firsts = [segment.first for segment in made._segments]
        return made

    def __iter__(self) -> Iterator[Segment]:
        return iter(self._segments)

    def copy(self) -> PageMap:
        """The same map, to be changed apart."""
        made = PageMap(self.pages)
        made._segments = self._segments.copy()
        made._firsts = self._firsts.copy()
        return made

    def segment_at(self, page: int) -> Segment | None:
        """The segment that holds a page, None when the page is not present."""
        place = bisect_right(self._firsts, page) - 1
        if place < 0 or self._segments[place].end <= page:
            return None
        return self._segments[place]

    def node_of(self, page: int) -> int:
        """The node of a page, ABSENT when it is not present."""
        segment = self.segment_at(page)
        return ABSENT if segment is None else segment.node_of(page)

    def within(self, first: int, end: int) -> list[Segment]:
        """Segments that overlap [first, end), cut to it."""
        low, high = self._overlap(first, end)
        return [segment.cut(first, end) for segment in self._segments[low:high]]

    def absent(self, low: int, high: int) -> list[tuple[int, int]]:
        """The gaps (first, count) in the pages ``low`` to ``high``, ascending."""
        gaps: list[tuple[int, int]] = []
        at = low
        start, stop = self._overlap(low, high + 1)
        for segment in self._segments[start:stop]:
            if segment.first > at:
                gaps.append((at, segment.first - at))
            if segment.sparse:
                gaps += _holes(segment.cut(low, high + 1))
            at = max(at, segment.end)
        if at <= high:
            gaps.append((at, high - at + 1))
        return gaps

    def apart(self, first: int, end: int) -> list[tuple[int, int]]:
        """The gaps (first, count) between segments in [first, end)."""
        gaps: list[tuple[int, int]] = []
        at = first
        for segment in self.within(first, end):
            if segment.first > at:
                gaps.append((at, segment.first - at))
            at = segment.end
        return [*gaps, (at, end - at)] if at < end else gaps

    def insert(self, segment: Segment) -> None:
        """Put a segment into a gap, joined with its neighbours where the pattern goes on."""
        place = bisect_right(self._firsts, segment.first)
        self._splice(place, place, [segment])

    def put(self, segment: Segment) -> None:
        """Put a segment in place of whatever was there."""
        self.replace(segment.first, segment.end, [segment])

    def remove(self, first: int, end: int) -> None:
        """Pages [first, end) are no longer present."""
        self.replace(first, end, [])

    def replace(self, first: int, end: int, segments: Iterable[Segment]) -> None:
        """Put ascending segments in place of everything in [first, end)."""
        low, high = self._overlap(first, end)
        middle = list(segments)
        if low < high:
            left, right = self._segments[low], self._segments[high - 1]
            if left.first < first:
                middle.insert(0, left.cut(left.first, first))
            if right.end > end:
                middle.append(right.cut(end, right.end))
        self._splice(low, high, middle)

    def counts(self) -> dict[int, int]:
        """Pages on each node, ascending by node; absent and zero pages are not counted."""
        total: dict[int, int] = {}
        for segment in self._segments:
            for node, count in segment.counts().items():
                if node >= 0:
                    total[node] = total.get(node, 0) + count
        return dict(sorted(total.items()))

    def fill(self, out: NDArray[np.uint8], first: int = 0) -> None:
        """Write the node of each page from ``first`` on into an array, at the speed of memory.

        Pages that are not present become ABSENT_BYTE, zero pages ZERO_BYTE.
        """
        at, end = first, first + len(out)
        for segment in self.within(first, end):
            out[at - first : segment.first - first] = ABSENT_BYTE
            _fill_turns(out[segment.first - first : segment.end - first], segment)
            at = segment.end
        out[at - first :] = ABSENT_BYTE

    def window(self, first: int, count: int) -> NDArray[np.uint8]:
        """The nodes of ``count`` pages from ``first`` on, as :meth:`fill` writes them."""
        out = np.empty(count, dtype=np.uint8)
        self.fill(out, first)
        return out

    def runs(self, first: int, count: int) -> Iterator[tuple[int, int]]:
        """Runs (node or ABSENT, length) of the pages from ``first`` on; neighbours differ."""
        node, length = ABSENT, 0
        for next_node, more in self._pieces(first, first + count):
            if next_node == node:
                length += more
                continue
            if length:
                yield node, length
            node, length = next_node, more
        if length:
            yield node, length

    def _pieces(self, first: int, end: int) -> Iterator[tuple[int, int]]:
        at = first
        for segment in self.within(first, end):
            if segment.first > at:
                yield ABSENT, segment.first - at
            yield from segment.pattern.walk(segment.phase, segment.count)
            at = segment.end
        if at < end:
            yield ABSENT, end - at

    def _overlap(self, first: int, end: int) -> tuple[int, int]:
        """Places of the segments that overlap [first, end)."""
        low = max(bisect_right(self._firsts, first) - 1, 0)
        if low < len(self._segments) and self._segments[low].end <= first:
            low += 1
        return low, max(low, bisect_left(self._firsts, end))

    def _splice(self, low: int, high: int, middle: list[Segment]) -> None:
        """Put segments in place of those at [low, high), joined also with the neighbours."""
        before = self._segments[low - 1 : low] if low else []
        after = self._segments[high : high + 1]
        joined: list[Segment] = []
        for segment in (*before, *middle, *after):
            if joined and segment.continues(joined[-1]):
                last = joined.pop()
                count = last.count + segment.count
                joined.append(Segment(last.first, count, last.pattern, last.phase, last.cause))
            else:
                joined.append(segment)
        low, high = low - len(before), high + len(after)
        self._segments[low:high] = joined
        self._firsts[low:high] = [segment.first for segment in joined]


def _holes(segment: Segment) -> Iterator[tuple[int, int]]:
    return ((first, count) for first, count, node in segment.runs() if node == ABSENT)


def _fill_turns(out: NDArray[np.uint8], segment: Segment) -> None:
    """Write a segment's nodes: a block of whole turns that stays cached, copied over and over."""
    pattern = segment.pattern
    if len(pattern.runs) == 1:
        out[:] = _byte(pattern.runs[0][0])
        return
    nodes, lengths = zip(*pattern.walk(segment.phase, pattern.period), strict=True)
    turn = np.repeat(np.array([_byte(node) for node in nodes], np.uint8), lengths)
    step = lcm(pattern.period, _LINE_BYTES)
    block = _alike(out, min(max(1, _BLOCK_BYTES // step) * step, len(out) or 1))
    block[:] = np.resize(turn, len(block))
    whole = len(out) // len(block)
    out[: whole * len(block)].reshape(whole, len(block))[:] = block
    out[whole * len(block) :] = block[: len(out) - whole * len(block)]


def _alike(out: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """Room for ``size`` bytes that begins where ``out`` begins within a cache line."""
    room = np.empty(size + _LINE_BYTES, dtype=np.uint8)
    start = (out.ctypes.data - room.ctypes.data) % _LINE_BYTES
    return room[start : start + size]


def _byte(node: int) -> int:
    return _BYTES.get(node, node)
