from simcore.placement.pagemap import PageMap, Segment
from simcore.placement.pattern import ABSENT, Pattern

PAIR = Pattern.of([(0, 2), (1, 1)])
SOLO = Pattern.of([(4, 1)])


def page_map(*segments: Segment, pages: int = 20) -> PageMap:
    made = PageMap(pages)
    for segment in segments:
        made.insert(segment)
    return made


def shape(pages: PageMap) -> list[tuple[int, int, int]]:
    return [(segment.first, segment.count, segment.phase) for segment in pages]


def test_an_untouched_region_has_no_segments() -> None:
    empty = PageMap(20)

    assert list(empty) == []
    assert empty.node_of(7) == ABSENT
    assert empty.counts() == {}
    assert empty.absent(0, 19) == [(0, 20)]


def test_a_page_is_found_by_its_place_in_the_turn() -> None:
    pages = page_map(Segment(5, 4, PAIR, 1))

    assert [pages.node_of(page) for page in range(4, 10)] == [ABSENT, 0, 1, 0, 0, ABSENT]


def test_a_segment_that_goes_on_is_joined_to_the_one_before() -> None:
    assert shape(page_map(Segment(0, 4, PAIR, 0), Segment(4, 3, PAIR, 1))) == [(0, 7, 0)]


def test_a_segment_that_comes_before_is_joined_to_the_one_after() -> None:
    assert shape(page_map(Segment(4, 3, PAIR, 1), Segment(0, 4, PAIR, 0))) == [(0, 7, 0)]


def test_a_segment_that_closes_a_gap_joins_both_sides() -> None:
    sides = Segment(0, 3, PAIR, 0), Segment(6, 3, PAIR, 0)

    assert shape(page_map(*sides, Segment(3, 3, PAIR, 0))) == [(0, 9, 0)]


def test_segments_stay_apart_when_phase_pattern_or_place_differ() -> None:
    first = Segment(0, 4, PAIR, 0)

    assert len(shape(page_map(first, Segment(4, 3, PAIR, 0)))) == 2
    assert len(shape(page_map(first, Segment(4, 3, SOLO, 0)))) == 2
    assert len(shape(page_map(first, Segment(5, 3, PAIR, 2)))) == 2


def test_gaps_are_found_between_and_around_segments() -> None:
    pages = page_map(Segment(3, 2, SOLO, 0), Segment(8, 4, SOLO, 0))

    assert pages.absent(0, 19) == [(0, 3), (5, 3), (12, 8)]
    assert pages.absent(4, 8) == [(5, 3)]
    assert pages.absent(3, 4) == []
    assert pages.absent(2, 5) == [(2, 1), (5, 1)]


def test_pages_are_counted_by_node_and_absent_ones_are_not() -> None:
    pages = page_map(Segment(10, 7, PAIR, 2), Segment(0, 3, SOLO, 0))

    assert pages.counts() == {0: 4, 1: 3, 4: 3}
    assert list(pages.counts()) == [0, 1, 4]


def test_runs_show_any_window_of_the_region() -> None:
    pages = page_map(Segment(3, 4, PAIR, 0), Segment(9, 2, SOLO, 0))

    whole = [(ABSENT, 3), (0, 2), (1, 1), (0, 1), (ABSENT, 2), (4, 2), (ABSENT, 9)]
    assert list(pages.runs(0, 20)) == whole
    assert list(pages.runs(4, 2)) == [(0, 1), (1, 1)]
    assert list(pages.runs(11, 3)) == [(ABSENT, 3)]


def test_a_map_can_be_made_of_ready_segments() -> None:
    segments = [Segment(0, 2, SOLO, 0), Segment(5, 3, PAIR, 1)]
    pages = PageMap.of(20, segments)

    assert list(pages) == segments
    assert pages.node_of(5) == 0
    assert pages.absent(0, 7) == [(2, 3)]
