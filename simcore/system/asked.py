"""What the pages of a region asked for when they came: the nodes their policies chose for them.

A page asks for one node, by its interleave index or because the node comes first; a full node's
pages lie elsewhere. Counts come from the decisions that segments carry, so policies and weights
count as they were in force at each touch. Pages that migrate_pages() or a cpuset moved later
still asked for what they asked for; pages that mbind() moved, or that the task's counter placed,
count where they lie.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from simcore.placement.choose import Placing
from simcore.placement.pagemap import Segment
from simcore.system.mappings import Region, Vma
from simcore.system.state import Moved, System

__all__ = ("asked_for", "interleave_index")


def interleave_index(region: Region, vma: Vma, page: int, unit: int) -> int:
    """The index (ilx) of a page, in units of pages; of huge pages two parts are shifted apart.

    get_vma_policy() of mm/mempolicy.c; shared memory adds its inode number.
    """
    shown = region.object
    if shown is not None:
        bias = shown.ino if shown.shmem else 0
        return bias + (vma.index + page) // unit
    start = region.base + vma.first
    address = (region.base + page) // unit * unit
    return vma.pgoff // unit + (address - start) // unit


def asked_for(system: System, region: Region) -> Mapping[int, int]:
    """Pages of a region by the node that each asked for; only pages that are present count."""
    total: Counter[int] = Counter()
    waiting = list(region.map)
    while waiting:
        segment = waiting.pop()
        cause = system.causes[segment.cause]
        if isinstance(cause, Moved) and cause.placing is None:
            waiting += _earlier(region, segment, cause)
        elif isinstance(cause, Placing) and cause.unit:
            for part, vma in _parts(region, segment):
                total.update(_asked(region, vma, part, cause))
        else:
            total.update(_there(segment))
    return dict(sorted(total.items()))


def _earlier(region: Region, segment: Segment, cause: Moved) -> Iterator[Segment]:
    """The pages of a segment as they lay before they were moved, by the region's numbers."""
    for part, vma in _parts(region, segment):
        before = cause.before if cause.own else cause.before.moved(-vma.index)
        yield before.cut(part.first, part.end)


def _there(segment: Segment) -> dict[int, int]:
    return {node: pages for node, pages in segment.counts().items() if node >= 0}


def _parts(region: Region, segment: Segment) -> Iterator[tuple[Segment, Vma]]:
    """The segment cut at the borders of mappings, within which the index has no jump."""
    for vma, first, end in region.vmas_in(segment.first, segment.end):
        yield segment.cut(first, end), vma


def _asked(region: Region, vma: Vma, segment: Segment, placing: Placing) -> Mapping[int, int]:
    there = _there(segment)
    if len(placing.orders) == 1:
        (first,) = placing.orders
        return {first: sum(there.values())} if there else {}
    if segment.sparse:  # within a stepped touch only the pages that lie there are known
        return there
    unit = placing.unit
    within = vma.index if region.object is not None else region.base
    position = interleave_index(region, vma, segment.first, unit) * unit
    position += (within + segment.first) % unit
    return placing.pattern.stretched(unit).counts(position, segment.count)
