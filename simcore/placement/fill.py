"""Taking pages from nodes until they are full, turning point by turning point.

Between two turning points every page that asks for a node goes to the same place, so the
number of pages up to the next one is computed, not walked (get_page_from_freelist() in
mm/page_alloc.c, with capacity minus a reserve in place of the watermarks).
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass

from simcore.placement.choose import Placing
from simcore.placement.pagemap import Segment

__all__ = ("Gap", "OutOfMemory", "fill")


class OutOfMemory(Exception):
    """No node that the policy allows has room for ``page``."""

    def __init__(self, page: int) -> None:
        super().__init__(f"no room for page {page}")
        self.page = page


@dataclass(frozen=True, slots=True)
class Gap:
    """``count`` absent pages from ``first`` on; ``index`` is the interleave index of page 0."""

    first: int
    count: int
    index: int


def fill(placing: Placing, gap: Gap, free: MutableMapping[int, int]) -> Iterator[Segment]:
    """Segments that fill a gap; ``free`` pages are taken.

    Raises OutOfMemory after the segments that still fit.
    """
    first, end = gap.first, gap.first + gap.count
    index = gap.index + first
    while first < end:
        goes_to = {
            node: next((other for other in order if free[other] > 0), None)
            for node, order in placing.orders.items()
        }
        without_room = [node for node, other in goes_to.items() if other is None]
        reach = end - first
        for node in without_room:
            reach = min(reach, placing.pattern.reach(index, node, 0))
        if reach == 0:
            raise OutOfMemory(first)
        pattern = placing.pattern.replaced({n: o for n, o in goes_to.items() if o is not None})
        for node in pattern.share.keys() & set(goes_to.values()):
            reach = min(reach, pattern.reach(index, node, free[node]))
        segment = Segment(first, reach, pattern, index % pattern.period)
        for node, pages in pattern.counts(index, reach).items():
            free[node] -= pages
        yield segment
        first += reach
        index += reach
