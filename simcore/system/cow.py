"""Copy on write: pages that a fork made common to parent and child.

A fork marks every private page with its number, unless an earlier fork did. Pages of related
regions with the same mark are one page; a write gives the writer a page of its own, and who is
left alone with a page writes to it in place (do_wp_page() in mm/memory.c).
"""

from __future__ import annotations

from simcore.placement.rangemap import RangeSet
from simcore.system.mappings import Region

__all__ = ("break_sharing", "share", "shared_parts", "sharers")


def share(parent: Region, child: Region, fork: int) -> None:
    """Make the parent's private pages common to both, as fork number ``fork`` does."""
    for segment in parent.own:
        # The zero page is nobody's.
        whole = [(segment.first, segment.count, 0)]
        runs = whole if min(segment.pattern.share) >= 0 else segment.runs()
        for at, count, node in runs:
            for first, end in parent.cow.gaps(at, at + count) if node >= 0 else ():
                parent.cow.put(first, end, fork)
    child.own = parent.own.copy()
    child.cow = parent.cow.copy()
    child.family = parent.family
    child.family.append(child)


def sharers(region: Region, first: int, end: int) -> list[tuple[int, int, Region]]:
    """Parts of [first, end) that are one page with another region's, and which."""
    return [
        (a, b, other)
        for low, high, mark in region.cow.within(first, end)
        for other in region.family
        if other is not region
        for a, b, others_mark in other.cow.within(low, high)
        if others_mark == mark
    ]


def shared_parts(region: Region, first: int, end: int) -> list[tuple[int, int]]:
    """Parts of [first, end) whose pages others use, too."""
    if not region.cow:
        return []
    parts = RangeSet()
    for low, high, _ in sharers(region, first, end):
        parts.add(low, high)
    return [(low, high) for low, high, _ in parts]


def break_sharing(region: Region, first: int, end: int) -> None:
    """The pages [first, end) are the region's own from now on."""
    if region.cow:
        region.cow.clear(first, end)
