"""Faults on memory with an object behind it.

Follows shmem_fault() of mm/shmem.c, filemap_fault() of mm/filemap.c, and for private mappings of
shared memory do_cow_fault() of mm/memory.c.
"""

from __future__ import annotations

from contextlib import suppress

from simcore.kernel.modes import MemPolicy
from simcore.placement.choose import Placing
from simcore.placement.fill import Gap, OutOfMemory
from simcore.system.cow import break_sharing
from simcore.system.fault import BLOCK, Fault, populate_tables, stretched, to_allocate
from simcore.system.mappings import Region, Vma
from simcore.system.objects import MemoryObject
from simcore.system.state import System, TaskState
from simcore.system.stepping import allocate

__all__ = ("file", "private_object", "shared")


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
    gaps = shown.map.absent(low * BLOCK, high * BLOCK - 1) if low < high else []
    for gap, count in fault.ordered(gaps):
        first, end = _blocks_up(gap), (gap + count) // BLOCK
        pieces = list(shown.policies.across(first * BLOCK, end * BLOCK)) if first < end else []
        for start, stop, policy in reversed(pieces) if fault.down else pieces:
            blocks = (_blocks_up(start), _blocks_up(stop))
            _place_blocks(fault, shown, blocks, policy)


def _blocks_up(pages: int) -> int:
    """How many blocks cover so many pages: the first block that starts there or later."""
    return -(-pages // BLOCK)


def _placing(system: System, task: TaskState, policy: MemPolicy | None, unit: int = 1) -> Placing:
    """By the object's policy for a page; where it has none, by the task's."""
    if policy is None:
        return system.placing(task, task.policy, "task policy", unit)
    return system.placing(task, policy, "shared policy", unit)


def _place_blocks(
    fault: Fault, shown: MemoryObject, blocks: tuple[int, int], policy: MemPolicy | None
) -> None:
    placing = _placing(fault.system, fault.task, policy, BLOCK)
    gap = Gap(blocks[0], blocks[1] - blocks[0], shown.ino, fault.down, BLOCK)
    with suppress(OutOfMemory):
        for segment in fault.system.memory.place(placing, gap, fault.region.id):
            pages = stretched(segment, 0)
            shown.map.insert(pages)
            index = fault.vma.index
            fault.region.mapped.add(pages.first - index, pages.end - index)


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
        setting in ("always", "force", "within_size") or (setting == "advise" and bool(vma.huge))
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


def file(fault: Fault) -> None:
    """A file: its page cache, placed by the counter of the task that reads it in."""
    region = fault.region
    shown = region.object
    assert shown is not None
    populate_tables(fault)
    first, end = fault.vma.index + fault.first, fault.vma.index + fault.end
    for low, count in shown.map.absent(first, end - 1):
        gap = Gap(low, count, 0)
        for segment in allocate(fault.system, fault.task, gap, owner=region.id, kind="pagecache"):
            shown.map.insert(segment)
    region.mapped.add(fault.first, fault.end)
