"""Page faults: which pages an access brings into being, and where.

Follows handle_mm_fault() and below: do_anonymous_page(), do_wp_page() and do_fault() of
mm/memory.c, shmem_fault() of mm/shmem.c, filemap_fault() of mm/filemap.c, and for huge pages
do_huge_pmd_anonymous_page() of mm/huge_memory.c. An access to a range is one step here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from simcore.errors import SpecError
from simcore.kernel.modes import MemPolicy
from simcore.placement.choose import KEEP, Placing
from simcore.placement.fill import Gap, OutOfMemory
from simcore.placement.overlay import overlay, strided
from simcore.placement.pagemap import Segment
from simcore.placement.pattern import ABSENT, ZERO, Pattern
from simcore.spec.limits import MAX_SINGLE_PAGES
from simcore.system.cow import break_sharing, shared_parts
from simcore.system.mappings import Region, Vma
from simcore.system.objects import MemoryObject
from simcore.system.state import System, TaskState
from simcore.system.stepping import allocate, populate

__all__ = ("BadAddress", "Span", "access", "fill_object")

_BLOCK = 512
"""Pages in a huge page (PMD)."""
_ZERO_PAGE = Pattern.of([(ZERO, 1)])
_ABSENT = Pattern.of([(ABSENT, 1)])


class BadAddress(Exception):
    """Nothing is mapped at ``page``: SIGSEGV for an access, EFAULT for a call."""

    def __init__(self, page: int) -> None:
        super().__init__(f"page {page} is not mapped")
        self.page = page


@dataclass(frozen=True, slots=True)
class _Fault:
    """An access to pages [first, end) of one VMA."""

    system: System
    task: TaskState
    region: Region
    vma: Vma
    first: int
    end: int
    write: bool
    down: bool

    def part(self, first: int, end: int) -> _Fault:
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


def access(system: System, task: TaskState, region: Region, span: Span) -> None:
    """Read or write pages of a region.

    Raises BadAddress at a hole, OutOfMemory when no allowed node has room.
    """
    if span.step > 1 and not _sparse_at_once(system, region, span):
        for page in span.single():
            access(system, task, region, page)
        return
    first, end, down = span.first, span.end, span.down
    found = region.vmas_in(first, end)
    for vma, low, high in reversed(found) if down else found:
        if not down and low > first:
            break
        if down and high < end:
            break
        fault = _Fault(system, task, region, vma, low, high, span.write, down)
        if span.step > 1:
            _anon_sparse(fault, low + (span.first - low) % span.step, span.step)
        else:
            _FAULTS[region.kind](fault)
        first, end = (first, low) if down else (high, end)
    if first < end:
        raise BadAddress(end - 1 if down else first)


def _sparse_at_once(system: System, region: Region, span: Span) -> bool:
    """Whether a stepped access can be one step: private memory that nothing else depends on."""
    if region.kind == "anon" and not region.cow and not system.machine.kernel_memory:
        return system.huge_pages.enabled == "never"
    if len(range(span.first, span.end, span.step)) > MAX_SINGLE_PAGES:
        rule = f"touches more than {MAX_SINGLE_PAGES} pages one by one"
        raise SpecError.at("/events", f"a stepped access to region {region.id} {rule}")
    return False


def _populate(fault: _Fault) -> None:
    base = fault.region.base
    populate(fault.system, fault.task, base + fault.first, base + fault.end)


def _vma_placing(fault: _Fault, unit: int = 1) -> Placing:
    """get_vma_policy() for memory without an object: the VMA's policy, else the task's."""
    if fault.vma.policy is not None:
        return fault.system.placing(fault.task, fault.vma.policy, "VMA policy", unit)
    return fault.system.placing(fault.task, fault.task.policy, "task policy", unit)


def _anon(fault: _Fault) -> None:
    """Private anonymous memory."""
    for first, end, huge in _by_size(fault):
        part = fault.part(first, end)
        if huge:
            _anon_huge(part, fault)
        else:
            _anon_small(part)


def _by_size(fault: _Fault) -> Iterator[tuple[int, int, bool]]:
    """Parts of an access: those that huge pages can serve, and the rest, in order."""
    if not _wants_huge(fault):
        yield fault.first, fault.end, False
        return
    base, vma = fault.region.base, fault.vma
    low = max((base + fault.first) // _BLOCK, -(-(base + vma.first) // _BLOCK))
    high = min((base + fault.end - 1) // _BLOCK + 1, (base + vma.end) // _BLOCK)
    blocks = fault.task.space.tables.pte.gaps(low, high) if low < high else []
    parts: list[tuple[int, int, bool]] = []
    at = fault.first
    for first, end in blocks:
        start, stop = first * _BLOCK - base, end * _BLOCK - base
        if start > at:
            parts.append((at, start, False))
        parts.append((start, stop, True))
        at = stop
    if at < fault.end:
        parts.append((at, fault.end, False))
    yield from reversed(parts) if fault.down else parts


def _wants_huge(fault: _Fault) -> bool:
    """thp_vma_allowable_order() for the setting ``enabled`` and the VMA's advice."""
    enabled, advice = fault.system.huge_pages.enabled, fault.vma.huge
    return advice is not False and (enabled == "always" or (enabled == "madvise" and bool(advice)))


def _anon_small(fault: _Fault) -> None:
    region = fault.region
    if any(segment.sparse for segment in region.own.within(fault.first, fault.end)):
        _anon_sparse(fault, fault.first, 1)
        return
    _populate(fault)
    if not fault.write:
        for first, count in region.own.absent(fault.first, fault.end - 1):
            region.own.insert(Segment(first, count, _ZERO_PAGE, 0))
        return
    region.mark_faulted(fault.first)
    placing = _vma_placing(fault)
    for first, end in fault.ordered(_to_allocate(fault)):
        gap = Gap(first, end - first, fault.vma.index, fault.down)
        for segment in fault.system.memory.place(placing, gap, region.id):
            break_sharing(region, segment.first, segment.end)
            region.own.put(segment)
    break_sharing(region, fault.first, fault.end)


def _anon_sparse(fault: _Fault, start: int, step: int) -> None:
    """Every ``step``-th page from ``start`` on, over pages that are partly there, as one step.

    The wanted nodes are a pattern that keeps what lies between; it is filled as any other.
    """
    region, placing = fault.region, _vma_placing(fault)
    _populate(fault)
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
        pattern = placing.pattern if fault.write else _ZERO_PAGE
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


def _fill_over(fault: _Fault, base: Segment, placing: Placing) -> None:
    if placing.pattern.share.keys() == {KEEP}:
        return
    gap = Gap(base.first, base.count, -base.first, fault.down)
    for part in fault.system.memory.place(placing, gap, fault.region.id):
        below = base.cut(part.first, part.end)
        pattern = overlay(below, part.pattern, part.phase, _kept)
        fault.region.own.put(Segment(part.first, part.count, pattern, 0, part.cause))


def _to_allocate(fault: _Fault) -> list[tuple[int, int]]:
    """Pages that a write must allocate: absent ones, zero pages, pages shared after a fork."""
    region = fault.region
    parts = [(first, first + n) for first, n in region.own.absent(fault.first, fault.end - 1)]
    parts += [
        (segment.first, segment.end)
        for segment in region.own.within(fault.first, fault.end)
        if segment.pattern is _ZERO_PAGE
    ]
    parts += shared_parts(region, fault.first, fault.end)
    return sorted(parts)


def _anon_huge(fault: _Fault, touched: _Fault) -> None:
    """Whole blocks of 512 pages, one index each; without room for one, the touched pages."""
    region, vma, base = fault.region, fault.vma, fault.region.base
    blocks = Gap((base + fault.first) // _BLOCK, (fault.end - fault.first) // _BLOCK, 0)
    # vm_pgoff and the distance from the VMA's start are shifted apart (get_vma_policy).
    index = (vma.pgoff // _BLOCK) + (fault.first - vma.first) // _BLOCK - blocks.first
    _populate(fault)
    if not fault.write:
        region.own.put(Segment(fault.first, fault.end - fault.first, _ZERO_PAGE, 0))
        return
    region.mark_faulted(fault.first)
    gap = replace(blocks, index=index, down=fault.down, unit=_BLOCK)
    done: list[Segment] = []
    try:
        for segment in fault.system.memory.place(_vma_placing(fault, _BLOCK), gap, region.id):
            done.append(_stretched(segment, -base))
            region.own.put(done[-1])
    except OutOfMemory:
        low, high = max(fault.first, touched.first), min(fault.end, touched.end)
        left = region.own.absent(low, high - 1)
        for first, count in reversed(left) if fault.down else left:
            _anon_small(replace(fault.part(first, first + count), vma=_vma_of(region, first)))


def _vma_of(region: Region, page: int) -> Vma:
    return region.vmas_in(page, page + 1)[0][0]


def _stretched(blocks: Segment, by: int) -> Segment:
    """A segment of huge pages as small pages, moved by a number of pages."""
    pattern = blocks.pattern.stretched(_BLOCK)
    phase = blocks.phase * _BLOCK % pattern.period
    return Segment(blocks.first * _BLOCK + by, blocks.count * _BLOCK, pattern, phase, blocks.cause)


def _shared(fault: _Fault) -> None:
    """Shared memory: the object's pages, placed by its policies and its inode number."""
    _populate(fault)
    if _wants_huge_shmem(fault.system, fault.vma):
        _shared_huge(fault)
    _show(fault, fault.first, fault.end)


def _shared_huge(fault: _Fault) -> None:
    """Huge pages for the blocks that an access comes to, where the object has nothing yet.

    A block lies wholly in the VMA and follows the policy of its first page; what has no room
    for a huge page is left to small ones (shmem_alloc_and_add_folio).
    """
    region, vma = fault.region, fault.vma
    shown, index = region.object, vma.index
    assert shown is not None
    low = max((index + fault.first) // _BLOCK, _blocks_up(index + vma.first))
    high = min(_blocks_up(index + fault.end), (index + vma.end) // _BLOCK)
    gaps = shown.map.absent(low * _BLOCK, high * _BLOCK - 1) if low < high else []
    for gap, count in fault.ordered(gaps):
        first, end = _blocks_up(gap), (gap + count) // _BLOCK
        pieces = list(shown.policies.across(first * _BLOCK, end * _BLOCK)) if first < end else []
        for start, stop, policy in reversed(pieces) if fault.down else pieces:
            blocks = (_blocks_up(start), _blocks_up(stop))
            _place_blocks(fault, shown, blocks, policy)


def _blocks_up(pages: int) -> int:
    """How many blocks cover so many pages: the first block that starts there or later."""
    return -(-pages // _BLOCK)


def _place_blocks(
    fault: _Fault, shown: MemoryObject, blocks: tuple[int, int], policy: MemPolicy | None
) -> None:
    source = "task policy" if policy is None else "shared policy"
    chosen = fault.task.policy if policy is None else policy
    placing = fault.system.placing(fault.task, chosen, source, _BLOCK)
    gap = Gap(blocks[0], blocks[1] - blocks[0], shown.ino, fault.down, _BLOCK)
    with suppress(OutOfMemory):
        for segment in fault.system.memory.place(placing, gap, fault.region.id):
            pages = _stretched(segment, 0)
            shown.map.insert(pages)
            index = fault.vma.index
            fault.region.mapped.add(pages.first - index, pages.end - index)


def _show(fault: _Fault, first: int, end: int) -> None:
    """Map the object's pages, allocating them; what comes before a full machine is mapped."""
    region, index = fault.region, fault.vma.index
    try:
        fill_object(fault.system, fault.task, region, (index + first, index + end, fault.down))
    except OutOfMemory as full:
        page = full.page - index
        region.mapped.add(*((page + 1, end) if fault.down else (first, page)))
        raise OutOfMemory(page) from None
    region.mapped.add(first, end)


def _wants_huge_shmem(system: System, vma: Vma) -> bool:
    """shmem_huge_global_enabled(): by the setting, and for "advise" by madvise()."""
    setting = system.huge_pages.shmem_enabled
    return vma.huge is not False and (
        setting in ("always", "force", "within_size") or (setting == "advise" and bool(vma.huge))
    )


def fill_object(
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
        source = "task policy" if policy is None else "shared policy"
        chosen = task.policy if policy is None else policy
        placing = system.placing(task, chosen, source)
        gap_of = Gap(low, high - low, shown.ino, down)
        for segment in system.memory.place(placing, gap_of, region.id):
            shown.map.insert(segment)


def _private_object(fault: _Fault) -> None:
    """A private mapping of shared memory: reads show the object, writes get own pages.

    Own pages follow the object's policy and index, as the VMA's get_policy says.
    """
    region, index = fault.region, fault.vma.index
    assert region.object is not None
    _populate(fault)
    if not fault.write:
        for first, count in region.own.absent(fault.first, fault.end - 1):
            _show(fault, first, first + count)
        return
    for first, end in fault.ordered(_to_allocate(fault)):
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


def _own_and_object(fault: _Fault, first: int, end: int) -> None:
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
        fill_object(fault.system, fault.task, region, (index + first, index + end, fault.down))
    except OutOfMemory:
        # Only a single page comes here: nothing of its fault remains.
        for segment in region.own.within(first, end):
            fault.system.memory.give_back(segment.counts())
        region.own.remove(first, end)
        raise OutOfMemory(first) from None


def _ample(fault: _Fault, first: int, end: int) -> bool:
    """Whether every node that pages go to now has room for all of them, twice."""
    free = fault.system.memory.free
    for _, _, placing in _object_placings(fault, first, end):
        for order in placing.orders.values():
            target = next((node for node in order if free[node] > 0), None)
            if target is None or free[target] < 2 * (end - first):
                return False
    return True


def _object_placings(fault: _Fault, first: int, end: int) -> list[tuple[int, int, Placing]]:
    """Parts of [first, end) by the object's policies."""
    index, shown = fault.vma.index, fault.region.object
    assert shown is not None
    parts: list[tuple[int, int, Placing]] = []
    for low, high, policy in shown.policies.across(index + first, index + end):
        source = "task policy" if policy is None else "shared policy"
        chosen = fault.task.policy if policy is None else policy
        placing = fault.system.placing(fault.task, chosen, source)
        parts.append((low - index, high - index, placing))
    return parts[::-1] if fault.down else parts


def _own_copies(fault: _Fault, first: int, end: int) -> None:
    """Private pages over an object."""
    region = fault.region
    assert region.object is not None
    for low, high, placing in _object_placings(fault, first, end):
        gap = Gap(low, high - low, fault.vma.index + region.object.ino, fault.down)
        for segment in fault.system.memory.place(placing, gap, region.id):
            break_sharing(region, segment.first, segment.end)
            region.own.put(segment)


def _file(fault: _Fault) -> None:
    """A file: its page cache, placed by the counter of the task that reads it in."""
    region = fault.region
    shown = region.object
    assert shown is not None
    _populate(fault)
    first, end = fault.vma.index + fault.first, fault.vma.index + fault.end
    for low, count in shown.map.absent(first, end - 1):
        gap = Gap(low, count, 0)
        for segment in allocate(fault.system, fault.task, gap, owner=region.id, kind="pagecache"):
            shown.map.insert(segment)
    region.mapped.add(fault.first, fault.end)


_FAULTS: Mapping[str, Callable[[_Fault], None]] = {
    "anon": _anon,
    "shanon": _shared,
    "memfd": _shared,
    "memfdpriv": _private_object,
    "file": _file,
}
