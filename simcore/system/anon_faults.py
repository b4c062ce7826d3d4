"""Faults on private anonymous memory.

Follows do_anonymous_page() and do_wp_page() of mm/memory.c, and for huge pages
do_huge_pmd_anonymous_page() of mm/huge_memory.c.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from simcore.kernel.profiles import Feature
from simcore.placement.choose import KEEP, Placing
from simcore.placement.fill import Gap, OutOfMemory
from simcore.placement.overlay import overlay, strided
from simcore.placement.pagemap import Segment
from simcore.placement.pattern import ABSENT, ZERO, Pattern
from simcore.system.cow import break_sharing, used_alone
from simcore.system.fault import ZERO_PAGE, Fault, populate_tables, stretched, to_allocate
from simcore.system.mappings import Region, Vma
from simcore.system.pagetables import BLOCK

__all__ = ("anon", "anon_sparse")

_ABSENT: Final = Pattern.of([(ABSENT, 1)])


def anon(fault: Fault) -> None:
    """Private anonymous memory."""
    for first, end, huge in _by_size(fault):
        part = fault.part(first, end)
        if huge:
            _anon_huge(part, fault)
        else:
            _anon_small(part)


def _by_size(fault: Fault) -> Iterator[tuple[int, int, bool]]:
    """Parts of an access: those that huge pages can serve, and the rest, in order."""
    base = fault.region.base
    blocks = _huge_blocks(fault)
    parts: list[tuple[int, int, bool]] = []
    at = fault.first
    for first, end in blocks:
        start, stop = first * BLOCK - base, end * BLOCK - base
        if start > at:
            parts.append((at, start, False))
        parts.append((start, stop, True))
        at = stop
    if at < fault.end:
        parts.append((at, fault.end, False))
    yield from reversed(parts) if fault.down else parts


def _huge_blocks(fault: Fault) -> list[tuple[int, int]]:
    """Blocks without a page table, and blocks of the huge zero page that is written to.

    The latter ask nobody whether huge pages are wanted (do_huge_zero_wp_pmd).
    """
    base, vma, tables = fault.region.base, fault.vma, fault.task.space.tables
    low = max((base + fault.first) // BLOCK, -(-(base + vma.first) // BLOCK))
    high = min((base + fault.end - 1) // BLOCK + 1, (base + vma.end) // BLOCK)
    if low >= high:
        return []
    blocks = tables.pte.gaps(low, high) if _wants_huge(fault) else []
    if fault.write and fault.system.kernel.has(Feature.HUGE_ZERO_PAGE_STAYS_HUGE):
        for first, end, _ in tables.huge.within(low, high):
            pages = fault.region.own.within(first * BLOCK - base, end * BLOCK - base)
            blocks += [
                ((base + s.first) // BLOCK, (base + s.end) // BLOCK)
                for s in pages
                if s.pattern is ZERO_PAGE
            ]
    return sorted(blocks)


def _wants_huge(fault: Fault) -> bool:
    """thp_vma_allowable_order() for the setting ``enabled`` and the VMA's advice."""
    enabled, advice = fault.system.huge_pages.enabled, fault.vma.huge
    return advice is not False and (enabled == "always" or (enabled == "madvise" and bool(advice)))


def _anon_small(fault: Fault) -> None:
    region = fault.region
    sparse = (segment.sparse for segment in region.own.within(fault.first, fault.end))
    if not region.cow and any(sparse):
        anon_sparse(fault, fault.first, 1)
        return
    populate_tables(fault)
    if not fault.write:
        for first, count in region.own.absent(fault.first, fault.end - 1):
            region.own.put(Segment(first, count, ZERO_PAGE, 0))
        return
    region.mark_faulted(fault.first)
    placing = _vma_placing(fault)
    for first, end in fault.ordered(to_allocate(fault)):
        fault.task.space.tables.split(region.base + first, region.base + end)
        gap = Gap(first, end - first, fault.vma.index, fault.down)
        for segment in fault.system.memory.place(placing, gap, region.id):
            _let_go(fault, segment.first, segment.end)
            region.own.put(segment)
    break_sharing(region, fault.first, fault.end)
    _break_sharing_of_huge(fault)


def _let_go(fault: Fault, first: int, end: int) -> None:
    """Pages of one's own take the place of others; those that nobody uses any more are free."""
    region = fault.region
    for low, high in used_alone(region, first, end) if region.cow else ():
        for segment in region.own.within(low, high):
            fault.system.memory.give_back(segment.counts())
    break_sharing(region, first, end)
    region.large.clear(first, end)


def _break_sharing_of_huge(fault: Fault) -> None:
    """A huge page that is written to in place is one's own as a whole (do_huge_pmd_wp_page)."""
    base, huge = fault.region.base, fault.task.space.tables.huge
    for low, high, _ in huge.within(
        (base + fault.first) // BLOCK, (base + fault.end - 1) // BLOCK + 1
    ):
        break_sharing(fault.region, low * BLOCK - base, high * BLOCK - base)


def anon_sparse(fault: Fault, start: int, step: int) -> None:
    """Every ``step``-th page from ``start`` on, over pages that are partly there, as one step.

    The wanted nodes are a pattern that keeps what lies between; it is filled as any other.
    """
    region, placing = fault.region, _vma_placing(fault)
    populate_tables(fault)
    if fault.write:
        region.mark_faulted(fault.first)
    there = region.own.within(fault.first, fault.end)
    gaps = region.own.apart(fault.first, fault.end)
    absent = [Segment(first, count, _ABSENT, 0) for first, count in gaps]
    parts = sorted([*there, *absent], key=lambda segment: segment.first)
    for base in reversed(parts) if fault.down else parts:
        first = base.first + (start - base.first) % step
        shift = first - base.first
        index = fault.vma.index + first
        pattern = placing.pattern if fault.write else ZERO_PAGE
        wanted = strided(pattern, index, step, KEEP) if step > 1 else pattern
        position = -shift if step > 1 else index
        chosen = overlay(base, wanted, position, _where_absent(write=fault.write))
        if fault.write:
            _fill_over(fault, base, replace(placing, pattern=chosen))
        else:
            seen = overlay(base, chosen, 0, _kept)
            region.own.put(replace(base, pattern=seen, phase=0))


def _where_absent(*, write: bool) -> Callable[[int, int], int]:
    """What a fault wants: a node where nothing is yet (a write: or the zero page)."""
    return lambda now, then: then if now == ABSENT or (write and now == ZERO) else KEEP


def _kept(now: int, then: int) -> int:
    return now if then == KEEP else then


def _fill_over(fault: Fault, base: Segment, placing: Placing) -> None:
    if placing.pattern.share.keys() == {KEEP}:
        return
    gap = Gap(base.first, base.count, -base.first, fault.down)
    start = fault.region.base
    for part in fault.system.memory.place(placing, gap, fault.region.id):
        fault.task.space.tables.split(start + part.first, start + part.end)
        below = base.cut(part.first, part.end)
        pattern = overlay(below, part.pattern, part.phase, _kept)
        fault.region.own.put(Segment(part.first, part.count, pattern, 0, part.cause))


def _anon_huge(fault: Fault, touched: Fault) -> None:
    """Whole blocks of 512 pages, one index each; without room for one, the touched pages.

    The VMA has an anon_vma from now on, even where the huge zero page is all that is read.
    """
    region, vma, base = fault.region, fault.vma, fault.region.base
    blocks = Gap((base + fault.first) // BLOCK, (fault.end - fault.first) // BLOCK, 0)
    # vm_pgoff and the distance from the VMA's start are shifted apart (get_vma_policy).
    index = (vma.pgoff // BLOCK) + (fault.first - vma.first) // BLOCK - blocks.first
    tables = fault.task.space.tables
    populate_tables(fault)
    region.mark_faulted(fault.first)
    if not fault.write:
        region.own.put(Segment(fault.first, fault.end - fault.first, ZERO_PAGE, 0))
        tables.huge.add(blocks.first, blocks.first + blocks.count)
        return
    gap = replace(blocks, index=index, down=fault.down, unit=BLOCK)
    try:
        for segment in fault.system.memory.place(_vma_placing(fault, BLOCK), gap, region.id):
            pages = stretched(segment, -base)
            region.own.put(pages)
            region.large.put(pages.first, pages.end, base % BLOCK)
            tables.huge.add(segment.first, segment.end)
    except OutOfMemory:
        low, high = max(fault.first, touched.first), min(fault.end, touched.end)
        _anon_small(replace(fault.part(low, high), vma=_vma_of(region, low)))


def _vma_of(region: Region, page: int) -> Vma:
    return region.vmas_in(page, page + 1)[0][0]


def _vma_placing(fault: Fault, unit: int = 1) -> Placing:
    """get_vma_policy() for memory without an object: the VMA's policy, else the task's."""
    if fault.vma.policy is not None:
        return fault.system.placing(fault.task, fault.vma.policy, "VMA policy", unit)
    return fault.system.placing(fault.task, fault.task.policy, "task policy", unit)
