"""What all faults share: spans, parts of an access, segments of huge pages."""

from __future__ import annotations

from simcore.placement.pagemap import Segment
from simcore.placement.pattern import Pattern
from simcore.system.fault import Span, stretched
from simcore.system.pagetables import BLOCK


def test_a_span_is_the_same_page_by_page_in_its_direction() -> None:
    up = Span(3, 10, write=True, step=3)
    down = Span(3, 10, down=True, step=3)

    assert [(each.first, each.end, each.write) for each in up.single()] == [
        (3, 4, True),
        (6, 7, True),
        (9, 10, True),
    ]
    assert [each.first for each in down.single()] == [9, 6, 3]


def test_a_segment_of_huge_pages_is_512_times_as_many_small_ones() -> None:
    blocks = Segment(2, 3, Pattern.of([(0, 1), (1, 1)]), 1)

    pages = stretched(blocks, -BLOCK)

    assert (pages.first, pages.count) == (BLOCK, 3 * BLOCK)
    assert [pages.pattern.at((pages.phase + n) % pages.pattern.period) for n in (0, 511, 512)] == [
        *(1, 1, 0)
    ]
