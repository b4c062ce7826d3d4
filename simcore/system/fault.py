"""A page fault as a value, and what all kinds of memory do alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from simcore.kernel.profiles import Feature
from simcore.placement.pagemap import Segment
from simcore.placement.pattern import ZERO, Pattern
from simcore.system.cow import copied_parts
from simcore.system.mappings import Region, Vma
from simcore.system.pagetables import BLOCK
from simcore.system.state import System, TaskState
from simcore.system.stepping import populate

__all__ = (
    "ZERO_PAGE",
    "BadAddress",
    "Fault",
    "Span",
    "populate_tables",
    "stretched",
    "to_allocate",
)

ZERO_PAGE: Final = Pattern.of([(ZERO, 1)])


class BadAddress(Exception):
    """Nothing is mapped at ``page``: SIGSEGV for an access, EFAULT for a call."""

    def __init__(self, page: int) -> None:
        super().__init__(f"page {page} is not mapped")
        self.page = page


@dataclass(frozen=True, slots=True)
class Fault:
    """An access to pages [first, end) of one VMA."""

    system: System
    task: TaskState
    region: Region
    vma: Vma
    first: int
    end: int
    write: bool
    down: bool

    def part(self, first: int, end: int) -> Fault:
        """The same access to some of its pages."""
        return replace(self, first=first, end=end)

    def ordered(self, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Parts in the order in which the access comes to them."""
        return parts[::-1] if self.down else parts


@dataclass(frozen=True, slots=True)
class Span:
    """Pages [first, end) that are accessed at once: how, and in which direction."""

    first: int
    end: int
    write: bool = False
    down: bool = False
    step: int = 1
    """Only every so many pages, counted from ``first``."""

    def single(self) -> Iterator[Span]:
        """The same page by page."""
        pages = range(self.first, self.end, self.step)
        for page in reversed(pages) if self.down else pages:
            yield Span(page, page + 1, self.write)


def populate_tables(fault: Fault) -> None:
    """Make the page tables that the pages of a fault need."""
    base = fault.region.base
    populate(fault.system, fault.task, base + fault.first, base + fault.end)


def to_allocate(fault: Fault) -> list[tuple[int, int]]:
    """Pages that a write must allocate: absent ones, zero pages, pages shared after a fork."""
    region = fault.region
    parts = [(first, first + n) for first, n in region.own.absent(fault.first, fault.end - 1)]
    parts += [
        zero for segment in region.own.within(fault.first, fault.end) for zero in _zeros(segment)
    ]
    reuses_large = fault.system.kernel.has(Feature.LARGE_FOLIOS_ARE_REUSED)
    parts += copied_parts(region, fault.first, fault.end, reuses_large=reuses_large)
    return sorted(parts)


def _zeros(segment: Segment) -> list[tuple[int, int]]:
    """Parts of a segment that show the zero page."""
    if segment.pattern is ZERO_PAGE or ZERO not in segment.pattern.share:
        return [(segment.first, segment.end)] if segment.pattern is ZERO_PAGE else []
    return [(first, first + count) for first, count, node in segment.runs() if node == ZERO]


def stretched(blocks: Segment, by: int) -> Segment:
    """A segment of huge pages as small pages, moved by a number of pages."""
    pattern = blocks.pattern.stretched(BLOCK)
    phase = blocks.phase * BLOCK % pattern.period
    return Segment(blocks.first * BLOCK + by, blocks.count * BLOCK, pattern, phase, blocks.cause)
