"""Faults on memory with an object behind it, and writes to the object as a file.

Follows shmem_fault() and shmem_write_begin() of mm/shmem.c, filemap_fault() of mm/filemap.c, and
for private mappings of shared memory do_cow_fault() of mm/memory.c.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from simcore.kernel.modes import MemPolicy
from simcore.placement.choose import Placing
from simcore.placement.fill import Gap, OutOfMemory
from simcore.placement.pagemap import Segment
from simcore.system.cow import break_sharing
from simcore.system.fault import Fault, populate_tables, stretched, to_allocate
from simcore.system.mappings import Region, Vma
from simcore.system.pagetables import BLOCK
from simcore.system.state import System, TaskState
from simcore.system.stepping import allocate

__all__ = ("file", "private_object", "shared", "written")

_ALWAYS_HUGE = frozenset({"always", "force", "within_size"})
"""Settings of shmem_enabled under which memory is huge unasked."""


def shared(fault: Fault) -> None:
    """Shared memory: the object's pages, placed by its policies and its inode number."""
    populate_tables(fault)
    if _wants_huge_shmem(fault.system, fault.vma):
        _shared_huge(fault)
    _show(fault, fault.first, fault.end)


def _shared_huge(fault: Fault) -> None:
    """Huge pages for the blocks that an access comes to, where the object has nothing yet.

    A block lies wholly in the VMA and follows the policy of its first page; what has no room
    for a huge page is left to small ones (shmem_alloc_and_add_folio).
    """
    region, vma = fault.region, fault.vma
    shown, index = region.object, vma.index
    assert shown is not None
    low = max((index + fault.first) // BLOCK, _blocks_up(index + vma.first))
    high = min(_blocks_up(index + fault.end), (index + vma.end) // BLOCK)
    for pages in _fill_blocks(fault.system, fault.task, region, (low, high, fault.down)):
        region.mapped.add(pages.first - index, pages.end - index)


def _fill_blocks(
    system: System, task: TaskState, region: Region, blocks: tuple[int, int, bool]
) -> Iterator[Segment]:
    """Huge pages for the blocks [low, high) of an object, as far as they are empty and fit."""
    shown = region.object
    assert shown is not None
    low, high, down = blocks
    gaps = shown.map.absent(low * BLOCK, high * BLOCK - 1) if low < high else []
    for gap, count in reversed(gaps) if down else gaps:
        first, end = _blocks_up(gap), (gap + count) // BLOCK
        pieces = list(shown.policies.across(first * BLOCK, end * BLOCK)) if first < end else []
        for start, stop, policy in reversed(pieces) if down else pieces:
            placing = _placing(system, task, policy, BLOCK)
            at = _blocks_up(start)
            whole = Gap(at, _blocks_up(stop) - at, shown.ino, down, BLOCK)
            with suppress(OutOfMemory):
                for segment in system.memory.place(placing, whole, region.id):
                    pages = stretched(segment, 0)
                    shown.map.insert(pages)
                    yield pages


def _blocks_up(pages: int) -> int:
    """How many blocks cover so many pages: the first block that starts there or later."""
    return -(-pages // BLOCK)


def _placing(system: System, task: TaskState, policy: MemPolicy | None, unit: int = 1) -> Placing:
    """By the object's policy for a page; where it has none, by the task's."""
    if policy is None:
        return system.placing(task, task.policy, "task policy", unit)
    return system.placing(task, policy, "shared policy", unit)


def _show(fault: Fault, first: int, end: int) -> None:
    """Map the object's pages, allocating them; what comes before a full machine is mapped."""
    region, index = fault.region, fault.vma.index
    try:
        _fill_object(fault.system, fault.task, region, (index + first, index + end, fault.down))
    except OutOfMemory as full:
        page = full.page - index
        region.mapped.add(*((page + 1, end) if fault.down else (first, page)))
        raise OutOfMemory(page, full.placing) from None
    region.mapped.add(first, end)


def _wants_huge_shmem(system: System, vma: Vma) -> bool:
    """shmem_huge_global_enabled(): by the setting, and for "advise" by madvise()."""
    setting = system.huge_pages.shmem_enabled
    return vma.huge is not False and (
        setting in _ALWAYS_HUGE or (setting == "advise" and bool(vma.huge))
    )


def _fill_object(
    system: System, task: TaskState, region: Region, pages: tuple[int, int, bool]
) -> None:
    """Allocate what is absent of an object's pages [first, end) (shmem_alloc_folio)."""
    shown = region.object
    assert shown is not None
    first, end, down = pages
    parts = [
        (low, high, policy)
        for gap, count in shown.map.absent(first, end - 1)
        for low, high, policy in shown.policies.across(gap, gap + count)
    ]
    for low, high, policy in reversed(parts) if down else parts:
        placing = _placing(system, task, policy)
        gap_of = Gap(low, high - low, shown.ino, down)
        for segment in system.memory.place(placing, gap_of, region.id):
            shown.map.insert(segment)


def private_object(fault: Fault) -> None:
    """A private mapping of shared memory: reads show the object, writes get own pages.

    Own pages follow the object's policy and index, as the VMA's get_policy says.
    """
    region, index = fault.region, fault.vma.index
    assert region.object is not None
    populate_tables(fault)
    if not fault.write:
        for first, count in region.own.absent(fault.first, fault.end - 1):
            _show(fault, first, first + count)
        return
    region.mark_faulted(fault.first)
    for first, end in fault.ordered(to_allocate(fault)):
        parts = [
            (low - index, low - index + n, True)
            for low, n in region.object.map.absent(index + first, index + end - 1)
        ]
        parts += [
            (s.first - index, s.end - index, False)
            for s in region.object.map.within(index + first, index + end)
        ]
        for low, high, both in sorted(parts, reverse=fault.down):
            if both:
                _own_and_object(fault, low, high)
            else:
                _own_copies(fault, low, high)
    break_sharing(region, fault.first, fault.end)


def _own_and_object(fault: Fault, first: int, end: int) -> None:
    """do_cow_fault(): a page of one's own, then one for the object, page by page.

    Both ask for the same node. As long as no node fills up on the way their order makes no
    difference; where one might, the pages are halved until none does.
    """
    region, index = fault.region, fault.vma.index
    assert region.object is not None
    if end - first > 1 and not _ample(fault, first, end):
        middle = (first + end) // 2
        for low, high in fault.ordered([(first, middle), (middle, end)]):
            _own_and_object(fault, low, high)
        return
    _own_copies(fault, first, end)
    try:
        _fill_object(fault.system, fault.task, region, (index + first, index + end, fault.down))
    except OutOfMemory as full:
        # Only a single page comes here: nothing of its fault remains.
        for segment in region.own.within(first, end):
            fault.system.memory.give_back(segment.counts())
        region.own.remove(first, end)
        raise OutOfMemory(first, full.placing) from None


def _ample(fault: Fault, first: int, end: int) -> bool:
    """Whether every node that pages go to now has room for all of them, twice."""
    free = fault.system.memory.free
    for _, _, placing in _object_placings(fault, first, end):
        for order in placing.orders.values():
            target = next((node for node in order if free[node] > 0), None)
            if target is None or free[target] < 2 * (end - first):
                return False
    return True


def _object_placings(fault: Fault, first: int, end: int) -> list[tuple[int, int, Placing]]:
    """Parts of [first, end) by the object's policies."""
    index, shown = fault.vma.index, fault.region.object
    assert shown is not None
    parts: list[tuple[int, int, Placing]] = []
    for low, high, policy in shown.policies.across(index + first, index + end):
        placing = _placing(fault.system, fault.task, policy)
        parts.append((low - index, high - index, placing))
    return parts[::-1] if fault.down else parts


def _own_copies(fault: Fault, first: int, end: int) -> None:
    """Private pages over an object."""
    region = fault.region
    assert region.object is not None
    for low, high, placing in _object_placings(fault, first, end):
        gap = Gap(low, high - low, fault.vma.index + region.object.ino, fault.down)
        for segment in fault.system.memory.place(placing, gap, region.id):
            break_sharing(region, segment.first, segment.end)
            region.own.put(segment)
            region.mapped.clear(segment.first, segment.end)


def file(fault: Fault) -> None:
    """A file: its page cache, placed by the counter of the task that reads it in."""
    region, index = fault.region, fault.vma.index
    populate_tables(fault)
    try:
        _fill_cache(fault.system, fault.task, region, (index + fault.first, index + fault.end))
    except OutOfMemory as full:
        region.mapped.add(fault.first, full.page - index)
        raise OutOfMemory(full.page - index, full.placing) from None
    region.mapped.add(fault.first, fault.end)


def _fill_cache(system: System, task: TaskState, region: Region, pages: tuple[int, int]) -> None:
    """Page cache for what is absent of a file's pages [first, end)."""
    shown = region.object
    assert shown is not None
    first, end = pages
    for low, count in shown.map.absent(first, end - 1):
        for segment in allocate(
            system, task, Gap(low, count, 0), owner=region.id, kind="pagecache"
        ):
            shown.map.insert(segment)


def written(system: System, task: TaskState, region: Region, page: int) -> None:
    """A page of the object that write(2) comes to; what is there already stays.

    Memory of shmem has the same place whether it is written or touched: by the object's policy
    and inode number (shmem_get_pgoff_policy), or else the task's. No VMA takes part, so the
    madvise() of one has no say in huge pages.
    """
    shown = region.object
    assert shown is not None
    if not shown.shmem:
        _fill_cache(system, task, region, (page, page + 1))
        return
    block, setting = page // BLOCK, system.huge_pages.shmem_enabled
    inside = setting != "within_size" or (block + 1) * BLOCK <= shown.pages
    if setting in _ALWAYS_HUGE and inside:
        list(_fill_blocks(system, task, region, (block, block + 1, False)))
    _fill_object(system, task, region, (page, page + 1, False))
