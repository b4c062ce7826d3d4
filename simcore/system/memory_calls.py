"""Events that map, touch, move and unmap memory, and fork.

Follows mm/mmap.c, mm/mremap.c, mm/madvise.c, and dup_mmap() of kernel/fork.c; writes to a file
go through generic_perform_write() of mm/filemap.c.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from simcore.kernel.counter import bulk
from simcore.kernel.errno import Errno
from simcore.kernel.profiles import Feature
from simcore.pageranges import PageRange, parse_pages
from simcore.placement.fill import OutOfMemory
from simcore.placement.pagemap import PageMap
from simcore.result import EventResult
from simcore.spec.events import (
    Bpfmap,
    Fork,
    Madvise,
    Mmap,
    Mremap,
    Munmap,
    Pwrite,
    Step,
    Touch,
)
from simcore.system.answers import done, refused
from simcore.system.cow import share, used_alone
from simcore.system.fault import BadAddress, Span
from simcore.system.faults import access
from simcore.system.mappings import Region, Vma
from simcore.system.object_faults import written
from simcore.system.objects import MemoryObject
from simcore.system.pagetables import BLOCK
from simcore.system.policy_calls import task_of
from simcore.system.state import System, TaskState, shown_counter
from simcore.system.stepping import counts_steps, populate, take_recorded_rest, take_steps

__all__ = ("bpfmap", "fork", "madvise", "mmap", "mremap", "munmap", "pwrite", "step", "touch")

_SIGSEGV = 11


def mmap(system: System, event: Mmap) -> EventResult:
    """A new mapping.

    vm_pgoff of anonymous memory is its address in pages, so the index follows the address; of
    an object it is the page of the object.
    """
    assert event.addr is not None
    task = task_of(system, event)
    base = int(event.addr, 16) >> system.machine.page_shift
    pgoff = base if event.kind == "anon" else event.offset or 0
    region = Region(
        id=event.id,
        kind=event.kind,
        base=base,
        pages=event.pages,
        space=task.space,
        vmas=[Vma(0, event.pages, pgoff)],
        object=None if event.kind == "anon" else _object_of(system, event),
        own=PageMap(event.pages),
    )
    region.family.append(region)
    system.regions[event.id] = region
    task.space.add(region)
    return done()


def _object_of(system: System, event: Mmap) -> MemoryObject:
    """The object that a mapping shows: the one of that name, or a new one."""
    name = event.object or event.id
    if name not in system.objects:
        given = event.given.ino if event.given is not None else None
        ino = len(system.objects) + 1 if given is None else given
        system.objects[name] = MemoryObject(name, ino, event.kind != "file", event.pages)
    shown = system.objects[name]
    shown.mappings += 1
    return shown


def munmap(system: System, event: Munmap) -> EventResult:
    """Pages of a region go, private ones for good; shared memory stays while it has a name."""
    task, region = task_of(system, event), system.regions[event.id]
    first, end = _part(region, event.first, event.pages)
    _drop_pages(system, region, first, end)
    region.change(first, end, lambda _: None)
    task.space.tables.drop(region.base + first, region.base + end, task.space.mapped_ranges())
    if not region.vmas and region.object is not None:
        region.object.mappings -= 1
        if region.kind == "shanon" and not region.object.mappings:
            system.memory.give_back(region.object.map.counts())
            region.object.map = PageMap(region.object.pages)
    return done()


def _part(region: Region, first: int | None, pages: int | None) -> tuple[int, int]:
    start = first or 0
    return start, region.pages if pages is None else start + pages


def _drop_pages(system: System, region: Region, first: int, end: int) -> None:
    """zap_page_range(): private pages that nobody shares become free."""
    for low, high in used_alone(region, first, end):
        for segment in region.own.within(low, high):
            system.memory.give_back(segment.counts())
    region.own.remove(first, end)
    region.cow.clear(first, end)
    region.large.clear(first, end)
    region.mapped.clear(first, end)
    region.space.tables.zap(region.base + first, region.base + end)


def mremap(system: System, event: Mremap) -> EventResult:
    """A region moves to another address, and its pages along.

    A VMA in which nothing was allocated gets a new vm_pgoff, any other keeps its own
    (copy_vma() in mm/vma.c). The region's first page must be mapped; kernels without
    remap_move() move one VMA only, and no holes.
    """
    task, region = task_of(system, event), system.regions[event.id]
    start = region.vmas[0] if region.vmas and region.vmas[0].first == 0 else None
    if start is None:
        return refused(Errno.EFAULT, "the start of the region is not mapped")
    if start.end < region.pages and not system.kernel.has(Feature.MREMAP_MOVES_SEVERAL):
        return refused(Errno.EFAULT, "the range reaches beyond the end of its first VMA")
    base = int(event.addr, 16) >> system.machine.page_shift
    old = region.base
    tables = task.space.tables
    had = [
        (max(low * BLOCK, old), min(high * BLOCK, old + region.pages))
        for low, high, _ in tables.pte.within(old // BLOCK, (old + region.pages - 1) // BLOCK + 1)
    ]
    task.space.regions.remove(region)
    region.base = base
    if region.kind == "anon":
        region.vmas = [
            vma if vma.faulted else replace(vma, pgoff=base + vma.first) for vma in region.vmas
        ]
    task.space.add(region)
    for low, high in had:
        populate(system, task, low - old + base, high - old + base)
    if (base - old) % BLOCK == 0:
        for low, high, _ in tables.huge.within(old // BLOCK, (old + region.pages) // BLOCK):
            tables.huge.add(low + (base - old) // BLOCK, high + (base - old) // BLOCK)
    tables.drop(old, old + region.pages, task.space.mapped_ranges())
    return done()


def madvise(system: System, event: Madvise) -> EventResult:
    """MADV_HUGEPAGE and MADV_NOHUGEPAGE mark VMAs, MADV_DONTNEED drops pages.

    What is mapped is advised, whatever holes there are; they are told of at the end
    (madvise_walk_vmas).
    """
    region = system.regions[event.id]
    first, end = _part(region, event.first, event.pages)
    mapped = sum(high - low for _, low, high in region.vmas_in(first, end))
    if event.advice == "dontneed":
        _drop_pages(system, region, first, end)
    else:
        wanted = event.advice == "hugepage"
        region.change(first, end, lambda vma: replace(vma, huge=wanted))
    if mapped < end - first:
        return refused(Errno.ENOMEM, "part of the range is not mapped")
    return done()


def touch(system: System, event: Touch) -> EventResult:
    """Accesses in order."""
    task, region = task_of(system, event), system.regions[event.id]
    spans = _spans(parse_pages(event.pages), write=event.access != "read")
    return _until_killed(system, task, region, spans)


def _spans(ranges: tuple[PageRange, ...], *, write: bool) -> Iterator[Span]:
    """What is touched at once, in touch order: whole ranges, or single pages of stepped ones."""
    for pages in ranges:
        yield Span(pages.low, pages.high + 1, write, pages.step < 0, abs(pages.step))


def _until_killed(
    system: System, task: TaskState, region: Region, spans: Iterable[Span]
) -> EventResult:
    try:
        for span in spans:
            access(system, task, region, span)
    except BadAddress as bad:
        check = f"page {bad.page} is not mapped"
        return EventResult(signal=_SIGSEGV, at_page=bad.page, check=check)
    return done()


def step(system: System, event: Step) -> EventResult:
    """A write to each page; after each, where it is and what the counter shows."""
    task, region = task_of(system, event), system.regions[event.id]
    trace: list[list[int]] = []
    answer = done()
    for page in (page for pages in parse_pages(event.pages) for page in pages):
        answer = _until_killed(system, task, region, [Span(page, page + 1, write=True)])
        if answer.signal is not None:
            return answer
        trace.append([page, region.map.node_of(page), system.observe(task)])
    return answer.model_copy(update={"answer": {"trace": trace}})


def pwrite(system: System, event: Pwrite) -> EventResult:
    """Writes to the file of a region: page cache by the task's counter, a memfd as its faults.

    EBADF without a file, as write(2) answers where there is no file descriptor.
    """
    task, region = task_of(system, event), system.regions[event.id]
    if region.kind in ("anon", "shanon"):
        return refused(Errno.EBADF, f"region {event.id} shows no file to write to")
    seen: list[int] = []
    index = region.vmas[0].index if region.vmas else 0
    for page in range(event.first, event.first + event.pages):
        try:
            written(system, task, region, index + page)
        except OutOfMemory as full:
            raise OutOfMemory(page, full.placing) from None
        seen.append(system.observe(task))
    return done(answer={"next": seen})


_KMALLOC_PAGES = 8
"""Larger requests go to vmalloc (PAGE_ALLOC_COSTLY_ORDER)."""
_SLAB_PAGES = 2
"""Requests up to this size come from slab caches."""
_BULK_PAGES = 100
"""vmalloc asks for at most so many pages at once (vm_area_alloc_pages)."""


def bpfmap(system: System, event: Bpfmap) -> EventResult:
    """bpf_map_area_alloc() of kernel/bpf/syscall.c: the entries and one page of header."""
    task = task_of(system, event)
    pages = event.entries + 1
    on: dict[str, int] = {}
    if system.recording is not None:
        take_steps(
            system, task, system.recording.before("kmalloc") if pages <= _KMALLOC_PAGES else 0
        )
    if _SLAB_PAGES < pages <= _KMALLOC_PAGES:
        take_steps(system, task, 1)
    elif pages > _KMALLOC_PAGES:
        on = _vmalloc(system, task, pages)
    take_recorded_rest(system, task)
    return done(answer={"next": system.observe(task), "vmalloc": on})


def _vmalloc(system: System, task: TaskState, pages: int) -> dict[str, int]:
    """vm_area_alloc_pages() of mm/vmalloc.c: pages on each node."""
    on: dict[int, int] = {}
    if system.kernel.has(Feature.VMALLOC_BLOCKS_FIRST):
        for order in range(pages.bit_length() - 1, 0, -1):
            if pages >> order & 1:
                _take_block(system, task, 1 << order, on)
        pages &= 1
    while pages:
        _take_bulk(system, task, min(pages, _BULK_PAGES), on)
        pages -= min(pages, _BULK_PAGES)
    return {str(node): count for node, count in sorted(on.items()) if count}


def _take_block(system: System, task: TaskState, pages: int, on: dict[int, int]) -> None:
    """A block of several pages: one step of the counter."""
    if system.recording is not None:
        take_steps(system, task, system.recording.before("vmalloc"))
    node = shown_counter(task)
    take_steps(system, task, 1)
    on[node] = on.get(node, 0) + pages


def _take_bulk(system: System, task: TaskState, pages: int, on: dict[int, int]) -> None:
    if task.policy is None or not counts_steps(task):
        return
    shares, after = bulk(task.counter, task.policy, system.weights_for(task.policy), pages)
    for node, count in shares.items():
        on[node] = on.get(node, 0) + count
    if not task.policy.weighted:
        take_steps(system, task, len(task.policy.nodes))
    system.note(f"tasks/{task.name}/counter", str(task.counter), str(after))
    task.counter = after


def fork(system: System, event: Fork) -> EventResult:
    """A child with copies of everything; the parent's page-table steps come after that.

    Page tables of VMAs without an anon_vma are left to the child's own faults (vma_needs_copy()
    in mm/memory.c).
    """
    parent = task_of(system, event)
    child = TaskState(
        event.child,
        parent.cpu_node,
        parent.mems_allowed,
        parent.caps,
        parent.policy,
        parent.counter,
        group=parent.group,
    )
    child.space.tables = parent.space.tables.under(
        [
            (region.base + vma.first, region.base + vma.end)
            for region in parent.space.regions
            for vma in region.vmas
            if vma.faulted
        ]
    )
    system.tasks[event.child] = child
    system.forks += 1
    for region in parent.space.regions:
        name = f"{event.child}:{region.id.rpartition(':')[2]}"
        twin = _copied(region, name, child, system.forks)
        system.regions[twin.id] = twin
        child.space.add(twin)
    take_recorded_rest(system, parent)
    return done()


def _copied(region: Region, name: str, child: TaskState, fork_number: int) -> Region:
    twin = Region(
        id=name,
        kind=region.kind,
        base=region.base,
        pages=region.pages,
        space=child.space,
        vmas=list(region.vmas),
        object=region.object,
        own=region.own,
        mapped=region.mapped.copy(),
    )
    share(region, twin, fork_number)
    for vma in region.vmas:
        if not vma.faulted:
            twin.own.remove(vma.first, vma.end)
            twin.mapped.clear(vma.first, vma.end)
    if region.object is not None:
        region.object.mappings += 1
    return twin
