"""One turn of a weighted round, and counting in it without walking pages.

A pattern is a short run-length list of nodes that repeats for ever; position p of it has the
node at p modulo its length. All questions are answered from prefix sums over the runs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

__all__ = ("ABSENT", "ZERO", "Pattern")

ABSENT = -2
"""Stands for a page that is not present (move_pages(2) says -ENOENT)."""
ZERO = -14
"""Stands for the zero page, which belongs to no node (move_pages(2) says -EFAULT)."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Runs of (node, length); neighbours differ, lengths are positive."""

    runs: tuple[tuple[int, int], ...]
    ends: tuple[int, ...] = field(init=False, compare=False, repr=False)
    share: Mapping[int, int] = field(init=False, compare=False, repr=False, hash=False)
    """Positions of each node in one turn."""

    def __post_init__(self) -> None:
        share: dict[int, int] = {}
        for node, length in self.runs:
            share[node] = share.get(node, 0) + length
        object.__setattr__(self, "ends", tuple(accumulate(length for _, length in self.runs)))
        object.__setattr__(self, "share", share)

    @classmethod
    def of(cls, runs: Iterable[tuple[int, int]]) -> Pattern:
        """The pattern of the given runs; empty runs vanish, equal neighbours join."""
        joined = cls.joined(runs)
        if len(joined) == 1:
            joined = [(joined[0][0], 1)]
        return _interned(tuple(joined))

    @staticmethod
    def joined(runs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """The same runs, without empty ones and with equal neighbours joined."""
        joined: list[tuple[int, int]] = []
        for node, length in runs:
            if length and joined and joined[-1][0] == node:
                joined[-1] = (node, joined[-1][1] + length)
            elif length:
                joined.append((node, length))
        return joined

    @property
    def period(self) -> int:
        """Length of one turn."""
        return self.ends[-1]

    def at(self, position: int) -> int:
        """The node at a position."""
        return self.runs[bisect_right(self.ends, position % self.period)][0]

    def walk(self, position: int, count: int) -> Iterator[tuple[int, int]]:
        """Runs (node, length) of ``count`` positions from ``position`` on."""
        if len(self.runs) == 1:
            if count > 0:
                yield self.runs[0][0], count
            return
        phase = position % self.period
        place = bisect_right(self.ends, phase)
        run = self.ends[place] - phase
        while count > 0:
            run = min(run, count)
            yield self.runs[place][0], run
            count -= run
            place = (place + 1) % len(self.runs)
            run = self.runs[place][1]

    def counts(self, position: int, count: int) -> dict[int, int]:
        """How often each node stands in ``count`` positions from ``position`` on."""
        turns, rest = divmod(count, self.period)
        total = {node: turns * share for node, share in self.share.items()} if turns else {}
        for node, length in self.walk(position, rest):
            total[node] = total.get(node, 0) + length
        return total

    def reach(self, position: int, node: int, occurrences: int) -> int:
        """How many positions go by before ``node`` would stand there once more than allowed.

        ``node`` must be part of the pattern.
        """
        turns, left = divmod(occurrences, self.share[node])
        passed = turns * self.period
        for other, length in self.walk(position, 2 * self.period):
            if other == node and left < length:
                return passed + left
            if other == node:
                left -= length
            passed += length
        raise AssertionError("unreachable: two turns hold every node of the pattern twice")

    def replaced(self, nodes: Mapping[int, int]) -> Pattern:
        """The pattern with some nodes replaced, of the same period unless all became one."""
        return Pattern.of((nodes.get(node, node), length) for node, length in self.runs)

    def reversed(self) -> Pattern:
        """The pattern as it reads from its end to its beginning."""
        return Pattern.of(reversed(self.runs))

    def stretched(self, by: int) -> Pattern:
        """The pattern with every position repeated ``by`` times."""
        if len(self.runs) == 1:
            return self
        return Pattern.of((node, length * by) for node, length in self.runs)

    def __str__(self) -> str:
        return " ".join(f"{n}x{length}" if length > 1 else str(n) for n, length in self.runs)


@lru_cache(maxsize=4096)
def _interned(runs: tuple[tuple[int, int], ...]) -> Pattern:
    return Pattern(runs)
