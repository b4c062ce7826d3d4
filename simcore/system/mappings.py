"""Address spaces: regions as the user names them, and the VMAs that they are made of.

A region is one mmap(); policies and advice for a part of it split it into VMAs, which join
again when nothing tells them apart (vma_modify() and vma_merge() in mm/vma.c). vm_pgoff of a
VMA is the index of its first page; the start matters for huge pages, whose index is made of
vm_pgoff and the distance from the start, shifted apart.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from simcore.kernel.modes import MemPolicy
from simcore.placement.pagemap import PageMap, Segment
from simcore.placement.rangemap import RangeMap, RangeSet
from simcore.system.objects import MemoryObject
from simcore.system.pagetables import PageTables

__all__ = ("AddressSpace", "Piece", "Region", "Vma")


_SHOWN_PARTS = 16


@dataclass(frozen=True, slots=True)
class Vma:
    """Pages [first, end) of a region under one policy; ``pgoff`` is the index of ``first``."""

    first: int
    end: int
    pgoff: int
    policy: MemPolicy | None = None
    huge: bool | None = None
    faulted: bool = False
    """Whether private memory was allocated in it (it has an anon_vma)."""

    @property
    def index(self) -> int:
        """Interleave index that page 0 of the region would have."""
        return self.pgoff - self.first

    def cut(self, first: int, end: int) -> Vma:
        """The part in [first, end)."""
        low, high = max(first, self.first), min(end, self.end)
        return replace(self, first=low, end=high, pgoff=self.pgoff + low - self.first)

    def goes_on(self, after: Vma) -> bool:
        """Whether ``after`` could be one VMA with this one."""
        return (
            self.end == after.first
            and self.index == after.index
            and self.policy == after.policy
            and self.huge == after.huge
        )


@dataclass(slots=True, eq=False)
class Region:
    """A mapping: where it lies, its VMAs, its own pages and those of its object."""

    id: str
    kind: str
    base: int
    pages: int
    space: AddressSpace
    vmas: list[Vma]
    object: MemoryObject | None = None
    own: PageMap = field(default_factory=lambda: PageMap(0))
    mapped: RangeSet = field(default_factory=RangeSet)
    """Pages at which the object's page is mapped."""
    cow: RangeMap[int] = field(default_factory=RangeMap)
    """Pages shared after a fork: the number of the fork that shared them."""
    large: RangeMap[int] = field(default_factory=RangeMap)
    """Pages of huge pages: how far the region began beyond a 2 MiB boundary when they came."""
    family: list[Region] = field(default_factory=list)

    @property
    def map(self) -> PageMap:
        """Where the pages of the region are, as its page tables show it."""
        if self.object is None:
            return self.own
        seen = PageMap(self.pages)
        for first, end, _ in self.mapped:
            seen.replace(first, end, self.object_pages(first, end))
        for segment in self.own:
            seen.put(segment)
        return seen

    @property
    def policies(self) -> list[tuple[int, int, str | None]] | str:
        """First page, count and policy of each VMA; only how many when there are a lot."""
        if len(self.vmas) > _SHOWN_PARTS:
            return f"{len(self.vmas)} parts"
        return [
            (vma.first, vma.end - vma.first, None if vma.policy is None else str(vma.policy))
            for vma in self.vmas
        ]

    def object_pages(self, first: int, end: int) -> list[Segment]:
        """The object's pages under [first, end), by their numbers in the region."""
        assert self.object is not None
        return [
            segment.moved(vma.first - vma.pgoff)
            for vma, low, high in self.vmas_in(first, end)
            for segment in self.object.map.within(
                low - vma.first + vma.pgoff, high - vma.first + vma.pgoff
            )
        ]

    def vmas_in(self, first: int, end: int) -> list[tuple[Vma, int, int]]:
        """VMAs that overlap [first, end), each with its part of the range."""
        low, high = self._span(first, end)
        return [(v, max(v.first, first), min(v.end, end)) for v in self.vmas[low:high]]

    def change(self, first: int, end: int, how: Callable[[Vma], Vma | None]) -> None:
        """Replace the VMAs of [first, end), split at the ends; None unmaps."""
        low, high = self._span(first, end)
        made: list[Vma] = []
        for vma in self.vmas[low:high]:
            if vma.first < first:
                made.append(vma.cut(vma.first, first))
            changed = how(vma.cut(first, end))
            if changed is not None:
                made.append(changed)
            if vma.end > end:
                made.append(vma.cut(end, vma.end))
        before = max(low - 1, 0)
        self.vmas[before : high + 1] = _merged(
            [*self.vmas[before:low], *made, *self.vmas[high : high + 1]]
        )
        for edge in (first, end):
            if any(vma.first == edge for vma, _, _ in self.vmas_in(edge, edge + 1)):
                self.space.tables.split_at(self.base + edge)

    def _span(self, first: int, end: int) -> tuple[int, int]:
        """Places of the VMAs that overlap [first, end)."""
        low = bisect_right(self.vmas, first, key=_end_of)
        return low, max(low, bisect_left(self.vmas, end, key=_first_of))

    def mark_faulted(self, page: int) -> None:
        """Private memory was allocated in the VMA that holds the page."""
        place, _ = self._span(page, page + 1)
        if not self.vmas[place].faulted:
            self.vmas[place] = replace(self.vmas[place], faulted=True)


def _base_of(region: Region) -> int:
    return region.base


def _first_of(vma: Vma) -> int:
    return vma.first


def _end_of(vma: Vma) -> int:
    return vma.end


def _merged(vmas: list[Vma]) -> list[Vma]:
    merged: list[Vma] = []
    for vma in vmas:
        if merged and merged[-1].goes_on(vma):
            last = merged.pop()
            merged.append(replace(last, end=vma.end, faulted=last.faulted or vma.faulted))
        else:
            merged.append(vma)
    return merged


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a VMA: pages [first, end) of its region."""

    region: Region
    vma: Vma
    first: int
    end: int


class AddressSpace:
    """The mappings of a process (mm_struct), by address in pages."""

    def __init__(self) -> None:
        self.tables = PageTables()
        self.regions: list[Region] = []

    def add(self, region: Region) -> None:
        """A new mapping."""
        insort(self.regions, region, key=_base_of)

    def pieces(self, first: int, end: int) -> Iterator[Piece]:
        """Every part of a VMA in the pages [first, end), ascending."""
        place = max(bisect_right(self.regions, first, key=_base_of) - 1, 0)
        for region in self.regions[place:]:
            if region.base >= end:
                return
            for vma, low, high in region.vmas_in(first - region.base, end - region.base):
                yield Piece(region, vma, low, high)

    def at(self, page: int) -> Piece | None:
        """The VMA that holds a page."""
        return next(self.pieces(page, page + 1), None)

    def mapped_ranges(self) -> list[tuple[int, int]]:
        """Pages of all VMAs, as ranges."""
        return [(r.base + vma.first, r.base + vma.end) for r in self.regions for vma in r.vmas]
