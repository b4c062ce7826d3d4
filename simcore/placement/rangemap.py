"""Ranges of whole numbers with a value each: VMA policies, shared policy trees, page tables.

Ranges are half open, ascending, apart, and neighbours with equal values are one. The cost of
every question follows the number of ranges, not their length.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Generic, Self, TypeVar

__all__ = ("RangeMap", "RangeSet")

V = TypeVar("V")


class RangeMap(Generic[V]):
    """Values of ranges [first, end)."""

    __slots__ = ("_ends", "_firsts", "_values")

    def __init__(self, ranges: Iterable[tuple[int, int, V]] = ()) -> None:
        """Build it of ranges that ascend and lie apart."""
        self._firsts: list[int] = []
        self._ends: list[int] = []
        self._values: list[V] = []
        for first, end, value in ranges:
            self._firsts.append(first)
            self._ends.append(end)
            self._values.append(value)

    def __bool__(self) -> bool:
        return bool(self._firsts)

    def __len__(self) -> int:
        return len(self._firsts)

    def __iter__(self) -> Iterator[tuple[int, int, V]]:
        return iter(list(zip(self._firsts, self._ends, self._values, strict=True)))

    def get(self, at: int) -> V | None:
        """The value at a number, None where there is none."""
        place = bisect_right(self._firsts, at) - 1
        return self._values[place] if place >= 0 and self._ends[place] > at else None

    def within(self, first: int, end: int) -> list[tuple[int, int, V]]:
        """Ranges that overlap [first, end), cut to it."""
        low = bisect_right(self._ends, first)
        high = bisect_left(self._firsts, end)
        return [
            (max(self._firsts[i], first), min(self._ends[i], end), self._values[i])
            for i in range(low, high)
        ]

    def across(self, first: int, end: int) -> Iterator[tuple[int, int, V | None]]:
        """All of [first, end) in pieces; None where there is no value."""
        at = first
        for low, high, value in self.within(first, end):
            if low > at:
                yield at, low, None
            yield low, high, value
            at = high
        if at < end:
            yield at, end, None

    def gaps(self, first: int, end: int) -> list[tuple[int, int]]:
        """Parts of [first, end) without a value."""
        return [(low, high) for low, high, value in self.across(first, end) if value is None]

    def clear(self, first: int, end: int) -> None:
        """Take the values of [first, end) away."""
        self._splice(first, end, [])

    def put(self, first: int, end: int, value: V) -> None:
        """Give [first, end) a value, whatever was there."""
        if first < end:
            self._splice(first, end, [(first, end, value)])

    def copy(self) -> Self:
        """The same ranges, to be changed apart."""
        return type(self)(zip(self._firsts, self._ends, self._values, strict=True))

    def _splice(self, first: int, end: int, middle: list[tuple[int, int, V]]) -> None:
        low = bisect_left(self._ends, first)
        high = bisect_right(self._firsts, end)
        parts: list[tuple[int, int, V]] = []
        if low < high and self._firsts[low] < first:
            parts.append((self._firsts[low], min(self._ends[low], first), self._values[low]))
        parts += middle
        last = high - 1
        if low < high and self._ends[last] > end:
            parts.append((max(self._firsts[last], end), self._ends[last], self._values[last]))
        joined: list[tuple[int, int, V]] = []
        for part in parts:
            if joined and joined[-1][1] == part[0] and joined[-1][2] == part[2]:
                joined[-1] = (joined[-1][0], part[1], part[2])
            else:
                joined.append(part)
        self._firsts[low:high] = [part[0] for part in joined]
        self._ends[low:high] = [part[1] for part in joined]
        self._values[low:high] = [part[2] for part in joined]


class RangeSet(RangeMap[bool]):
    """A set of numbers as ranges."""

    __slots__ = ()

    def add(self, first: int, end: int) -> int:
        """Put [first, end) in; how many of its numbers were not there before."""
        if first >= end:
            return 0
        new = sum(high - low for low, high in self.gaps(first, end))
        if new:
            self.put(first, end, True)
        return new
