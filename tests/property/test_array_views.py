"""Filled arrays and windows of a page map against its pages, one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcore.placement import pagemap
from simcore.placement.pagemap import ABSENT_BYTE, ZERO_BYTE, PageMap, Segment
from simcore.placement.pattern import ABSENT, ZERO, Pattern

BYTES = {ABSENT: ABSENT_BYTE, ZERO: ZERO_BYTE}
RUNS = st.lists(
    st.tuples(st.sampled_from([0, 1, 2, 63, ABSENT, ZERO]), st.integers(1, 30)),
    min_size=1,
    max_size=5,
)
PARTS = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 200), RUNS, st.integers(0, 99)))


def page_map(parts: list[tuple[int, int, list[tuple[int, int]], int]]) -> PageMap:
    segments, at = [], 0
    for gap, count, runs, phase in parts:
        pattern = Pattern.of(runs)
        segments.append(Segment(at + gap, count, pattern, phase % pattern.period))
        at += gap + count
    return PageMap.of(at + 5, segments)


@given(parts=PARTS, first=st.integers(0, 300), count=st.integers(0, 400), block=st.integers(1, 99))
def test_a_window_shows_every_page(
    parts: list[tuple[int, int, list[tuple[int, int]], int]], first: int, count: int, block: int
) -> None:
    pages = page_map(parts)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pagemap, "_BLOCK_BYTES", block)
        window = pages.window(first, count)
    nodes = [pages.node_of(page) for page in range(first, first + count)]
    assert window.dtype == np.uint8
    assert window.tolist() == [BYTES.get(node, node) for node in nodes]


def test_a_turn_longer_than_a_block_is_written_whole() -> None:
    pattern = Pattern.of([(0, 300_000), (1, 7)])
    window = PageMap.of(10**6, [Segment(0, 10**6, pattern, 5)]).window(0, 10**6)
    assert np.flatnonzero(window).tolist() == [
        *range(299_995, 300_002),
        *range(600_002, 600_009),
        *range(900_009, 900_016),
    ]
