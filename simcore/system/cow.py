"""Copy on write: pages that a fork made common to parent and child.

A fork marks every private page with its number, unless an earlier fork did. Pages of related
regions with the same mark are one page; a write gives the writer a page of its own, and who is
left alone with a page writes to it in place (do_wp_page() in mm/memory.c).
"""

from __future__ import annotations

from simcore.placement.rangemap import RangeSet
from simcore.system.mappings import Region
from simcore.system.pagetables import BLOCK

__all__ = (
    "break_sharing",
    "copied_parts",
    "share",
    "shared_parts",
    "sharers",
    "used_alone",
)


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
    child.large = parent.large.copy()
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


def used_alone(region: Region, first: int, end: int) -> list[tuple[int, int]]:
    """Parts of [first, end) whose pages nobody else uses."""
    kept = RangeSet()
    for low, high in shared_parts(region, first, end):
        kept.add(low, high)
    return kept.gaps(first, end)


def copied_parts(
    region: Region, first: int, end: int, *, reuses_large: bool
) -> list[tuple[int, int]]:
    """Parts of [first, end) that a write copies (wp_can_reuse_anon_folio() in mm/memory.c).

    Small pages are copied while others use them, those of a huge page while others map any
    part of it. Mapped page by page, a huge page is written to in place only by kernels that
    reuse large folios, and not for its last page.
    """
    parts = RangeSet()
    for low, high in shared_parts(region, first, end):
        parts.add(low, high)
    for start, stop, phase in region.large.within(first, end) if region.cow else ():
        for low, high, mark in region.cow.within(start, stop):
            copied = _shared_blocks(region, _blocks(low, high, phase), phase, mark)
            alone = _last_pages if reuses_large else _split_blocks
            copied += alone(region, low, high)
            for a, b in copied:
                if max(a, low) < min(b, high):
                    parts.add(max(a, low), min(b, high))
    return [(low, high) for low, high, _ in parts]


def _blocks(first: int, end: int, phase: int) -> tuple[int, int]:
    """The huge pages that pages [first, end) are part of, whole."""
    return (first + phase) // BLOCK * BLOCK - phase, -(-(end + phase) // BLOCK) * BLOCK - phase


def _shared_blocks(
    region: Region, within: tuple[int, int], phase: int, mark: int
) -> list[tuple[int, int]]:
    """Huge pages, common since fork number ``mark``, of which others map any part."""
    return [
        _blocks(a, b, phase)
        for other in region.family
        if other is not region
        for low, high, others_mark in other.cow.within(*within)
        if others_mark == mark
        for a, b, _ in other.large.within(low, high)
    ]


def _last_pages(region: Region, first: int, end: int) -> list[tuple[int, int]]:
    """Pages of [first, end) that are all that is left of a huge page."""
    return [
        (low, high)
        for low, high, phase in region.large.within(first, end)
        if high - low == 1
        and sum(b - a for a, b, _ in region.large.within(*_blocks(low, high, phase))) == 1
    ]


def _split_blocks(region: Region, first: int, end: int) -> list[tuple[int, int]]:
    """2 MiB blocks of the pages [first, end) that no PMD maps."""
    base, huge = region.base, region.space.tables.huge
    gaps = huge.gaps((base + first) // BLOCK, (base + end - 1) // BLOCK + 1)
    return [(low * BLOCK - base, high * BLOCK - base) for low, high in gaps]


def break_sharing(region: Region, first: int, end: int) -> None:
    """The pages [first, end) are the region's own from now on."""
    if region.cow:
        region.cow.clear(first, end)
