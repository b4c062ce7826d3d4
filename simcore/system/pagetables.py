"""Which page tables of an address space exist: three levels below the top one.

Tables stay when the pages that they point to go (madvise), those of huge pages excepted, and go
with the last mapping. Only ranges of tables are kept, so that the cost follows what was touched,
not how much.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from simcore.placement.rangemap import RangeSet

__all__ = ("BLOCK", "LEVELS", "PageTables")

LEVELS: tuple[tuple[str, int], ...] = (("pud", 27), ("pmd", 18), ("pte", 9))
"""Kinds of table pages, from the top, and log2 of the pages that one of them spans."""
BLOCK: Final = 1 << LEVELS[-1][1]
"""Pages that one pte table spans, and so those of a huge page (PMD)."""


class PageTables:
    """Sets of table numbers, one for each level."""

    def __init__(self) -> None:
        self._present = {kind: RangeSet() for kind, _ in LEVELS}
        self.huge = RangeSet()
        """2 MiB blocks of private memory that a PMD maps: their table waits, deposited."""

    @property
    def pte(self) -> RangeSet:
        """The lowest level: which 2 MiB blocks have a table."""
        return self._present["pte"]

    @property
    def ranges(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """Table numbers that are present, as ranges, for each level from the top."""
        return tuple(
            tuple((first, end) for first, end, _ in tables) for tables in self._present.values()
        )

    def under(self, pages: list[tuple[int, int]]) -> PageTables:
        """The tables that span any of the ranges of pages, for a child."""
        made = PageTables()
        for kind, shift in LEVELS:
            for first, end in pages:
                for low, high, _ in self._present[kind].within(
                    first >> shift, ((end - 1) >> shift) + 1
                ):
                    made._present[kind].add(low, high)
        for low, high, _ in self.huge:
            for first, end, _ in made.pte.within(low, high):
                made.huge.add(first, end)
        return made

    def copy(self) -> PageTables:
        """The same tables, for a system of its own."""
        made = PageTables()
        made._present = {kind: tables.copy() for kind, tables in self._present.items()}
        made.huge = self.huge.copy()
        return made

    def populate(self, first: int, end: int) -> int:
        """Make the tables for pages [first, end); how many are new."""
        return sum(
            self._present[kind].add(first >> shift, ((end - 1) >> shift) + 1)
            for kind, shift in LEVELS
        )

    def populate_in_order(self, first: int, end: int) -> Iterator[str]:
        """The same one after another: the kind of each new table, as faults come to them."""
        for block in range(first // BLOCK, (end - 1) // BLOCK + 1):
            for kind, shift in LEVELS:
                number = block >> (shift - 9)
                if self._present[kind].add(number, number + 1):
                    yield kind

    def split(self, first: int, end: int) -> None:
        """What is huge in pages [first, end) is mapped page by page from now on."""
        self.huge.clear(first // BLOCK, (end - 1) // BLOCK + 1)

    def split_at(self, page: int) -> None:
        """A VMA begins at a page: never inside a huge one (vma_adjust_trans_huge)."""
        if page % BLOCK:
            self.split(page, page + 1)

    def zap(self, first: int, end: int) -> None:
        """Pages are given back: whole huge ones with their table (zap_huge_pmd)."""
        for low, high, _ in self.huge.within(-(-first // BLOCK), end // BLOCK):
            self.pte.clear(low, high)
        self.split(first, end)

    def drop(self, first: int, end: int, kept: list[tuple[int, int]]) -> None:
        """Forget the tables of pages [first, end) that span no page of ``kept`` ranges."""
        for kind, shift in LEVELS:
            tables = self._present[kind]
            had = [
                (
                    max(low >> shift, first >> shift),
                    min(((high - 1) >> shift), (end - 1) >> shift) + 1,
                )
                for low, high in kept
            ]
            still = [piece for low, high in had if low < high for piece in tables.within(low, high)]
            tables.clear(first >> shift, ((end - 1) >> shift) + 1)
            for low, high, _ in still:
                tables.add(low, high)
        self.split(first, end)
