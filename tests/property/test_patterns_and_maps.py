"""Closed forms over patterns and segments against lists of pages."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from simcore.placement.pagemap import PageMap, Segment
from simcore.placement.pattern import ABSENT, Pattern
from simcore.result import turn_runs
from tests.oracle import slow

RUNS = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 9)), min_size=1, max_size=6)
PATTERNS = RUNS.map(Pattern.of)
PHASES = st.integers(0, 200)
SIZE = 40


def expanded(pattern: Pattern, phase: int, count: int) -> list[int]:
    """Nodes of ``count`` positions, from the runs written out again and again."""
    turn = [node for node, length in pattern.runs for _ in range(length)]
    return [turn[(phase + i) % len(turn)] for i in range(count)]


@given(RUNS, PHASES)
def test_a_pattern_is_its_runs_repeated(runs: list[tuple[int, int]], phase: int) -> None:
    turn = [node for node, length in runs for _ in range(length)]
    pattern = Pattern.of(runs)

    assert [pattern.at(phase + i) for i in range(60)] == [
        turn[(phase + i) % len(turn)] for i in range(60)
    ]
    assert turn_runs(str(pattern)) == list(pattern.runs)


@given(PATTERNS, PHASES, st.integers(0, 150))
def test_walking_and_counting_agree_with_the_pages(
    pattern: Pattern, phase: int, count: int
) -> None:
    nodes = expanded(pattern, phase, count)

    assert [n for n, length in pattern.walk(phase, count) for _ in range(length)] == nodes
    counts = {node: n for node, n in pattern.counts(phase, count).items() if n}
    assert counts == {node: nodes.count(node) for node in set(nodes)}


@given(PATTERNS, PHASES, st.integers(0, 60), st.data())
def test_reach_is_the_place_of_the_page_too_many(
    pattern: Pattern, phase: int, allowed: int, data: st.DataObject
) -> None:
    node = data.draw(st.sampled_from(sorted(pattern.share)))
    nodes = expanded(pattern, phase, pattern.period * (allowed + 2))
    places = [place for place, other in enumerate(nodes) if other == node]

    assert pattern.reach(phase, node, allowed) == places[allowed]


@given(PATTERNS, st.dictionaries(st.integers(0, 5), st.integers(0, 5)), PHASES)
def test_replacing_nodes_replaces_every_page(
    pattern: Pattern, nodes: dict[int, int], phase: int
) -> None:
    swapped = [nodes.get(node, node) for node in expanded(pattern, phase, 80)]

    assert expanded(pattern.replaced(nodes), phase, 80) == swapped


@given(st.dictionaries(st.integers(0, 12), st.integers(1, 255), min_size=1), st.integers(0, 2**60))
def test_a_weighted_turn_agrees_with_the_walk_over_its_weights(
    weights: dict[int, int], index: int
) -> None:
    nodes = sorted(weights)
    pattern = Pattern.of((node, weights[node]) for node in nodes)

    for place in range(index, index + 40):
        assert pattern.at(place) == slow.weighted_node(place, nodes, weights)


@st.composite
def inserted(draw: st.DrawFn) -> tuple[PageMap, list[int]]:
    """A page map that grew gap by gap, and the same pages as a list."""
    pages, plain = PageMap(SIZE), [ABSENT] * SIZE
    common = draw(st.lists(PATTERNS, min_size=1, max_size=2))
    for _ in range(draw(st.integers(0, 8))):
        low, high = sorted((draw(st.integers(0, SIZE - 1)), draw(st.integers(0, SIZE - 1))))
        pattern, phase = draw(st.sampled_from(common)), draw(st.integers(0, 2))
        for first, count in pages.absent(low, high):
            at = (phase + first) % pattern.period
            pages.insert(Segment(first, count, pattern, at))
            plain[first : first + count] = expanded(pattern, at, count)
    return pages, plain


@given(inserted())
def test_a_page_map_shows_the_pages_that_were_put_in(grown: tuple[PageMap, list[int]]) -> None:
    pages, plain = grown
    present = [node for node in plain if node != ABSENT]

    assert [pages.node_of(page) for page in range(SIZE)] == plain
    assert pages.counts() == {node: present.count(node) for node in sorted(set(present))}


@given(inserted(), st.integers(0, SIZE - 1), st.integers(0, SIZE))
def test_every_window_shows_the_same_pages(
    grown: tuple[PageMap, list[int]], first: int, count: int
) -> None:
    pages, plain = grown
    window = [node for node, run in pages.runs(first, count) for _ in range(run)]

    assert window[: SIZE - first] == plain[first : first + count]
    assert window[SIZE - first :] == [ABSENT] * (len(window) - (SIZE - first))


@given(inserted(), st.integers(0, SIZE - 1), st.integers(0, SIZE - 1))
def test_gaps_are_exactly_the_absent_pages(
    grown: tuple[PageMap, list[int]], low: int, high: int
) -> None:
    pages, plain = grown
    gaps = [
        page for first, count in pages.absent(low, high) for page in range(first, first + count)
    ]

    assert gaps == [page for page in range(low, high + 1) if plain[page] == ABSENT]


@given(inserted())
def test_segments_ascend_and_never_overlap_or_go_on_in_the_next(
    grown: tuple[PageMap, list[int]],
) -> None:
    segments = list(grown[0])

    for before, after in pairwise(segments):
        assert before.end <= after.first
        assert not after.continues(before)
