"""Taking pages from nodes until they are full, turning point by turning point.

Between two turning points every page that asks for a node goes to the same place, so the
number of pages up to the next one is computed, not walked (get_page_from_freelist() in
mm/page_alloc.c, with capacity minus a reserve in place of the watermarks).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass

from simcore.placement.choose import KEEP, Placing
from simcore.placement.pagemap import Segment
from simcore.placement.pattern import Pattern

__all__ = ("Gap", "OutOfMemory", "fill")


class OutOfMemory(Exception):
    """No node that the policy allows has room for ``page``; ``placing`` is how it was asked for."""

    def __init__(self, page: int, placing: Placing | None = None) -> None:
        super().__init__(f"no room for page {page}")
        self.page = page
        self.placing = placing


@dataclass(frozen=True, slots=True)
class Gap:
    """``count`` absent pages from ``first`` on; ``index`` is the interleave index of page 0.

    ``down``: the pages are touched from the last one to the first. ``unit`` is the number of
    pages that one allocation takes (512 for a huge page); then pages count in units.
    """

    first: int
    count: int
    index: int
    down: bool = False
    unit: int = 1


def fill(placing: Placing, gap: Gap, free: MutableMapping[int, int]) -> Iterator[Segment]:
    """Segments that fill a gap, in touch order; ``free`` pages are taken.

    Raises OutOfMemory after the segments that still fit.
    """
    if not gap.down:
        yield from _fill(placing, placing.pattern, gap, free)
        return
    # Going down, position p of the mirrored pattern is the page that lies p from the end.
    end = gap.first + gap.count
    mirrored = placing.pattern.reversed()
    offset = -(gap.index + end) % mirrored.period
    try:
        for segment in _fill(placing, mirrored, Gap(0, gap.count, offset, unit=gap.unit), free):
            pattern = segment.pattern.reversed()
            phase = -(segment.phase + segment.count) % pattern.period
            yield Segment(end - segment.end, segment.count, pattern, phase, segment.cause)
    except OutOfMemory as full:
        raise OutOfMemory(end - 1 - full.page, placing) from None


def _targets(placing: Placing, free: Mapping[int, int], unit: int) -> dict[int, int]:
    """Where pages that ask for a node go now; nodes from which nothing leads on are left out."""
    goes_to: dict[int, int] = {}
    for node, order in placing.orders.items():
        target = next((other for other in order if free[other] >= unit), None)
        if target is not None:
            goes_to[node] = target
    return goes_to


def _fill(
    placing: Placing, wanted: Pattern, gap: Gap, free: MutableMapping[int, int]
) -> Iterator[Segment]:
    first, end = gap.first, gap.first + gap.count
    index = gap.index + first
    while first < end:
        goes_to = _targets(placing, free, gap.unit)
        without_room = wanted.share.keys() & placing.orders.keys() - goes_to.keys()
        reach = min([end - first, *(wanted.reach(index, node, 0) for node in without_room)])
        if reach == 0:
            raise OutOfMemory(first, placing)
        pattern = wanted.replaced(goes_to)
        limits = (
            pattern.reach(index, node, free[node] // gap.unit)
            for node in pattern.share.keys() & set(goes_to.values())
        )
        reach = min([reach, *limits])
        segment = Segment(first, reach, pattern, index % pattern.period, placing.cause)
        for node, pages in segment.counts().items():
            if node != KEEP:
                free[node] -= pages * gap.unit
        yield segment
        first += reach
        index += reach
