from hypothesis import given
from hypothesis import strategies as st

from simcore import decode, simulate
from simcore.interfaces.distance import gb_per_s, pages_apart
from simcore.result import RegionResult, Result
from tests.build import default_experiment, experiment, mmap, touch, two_nodes


def result(*segments: tuple[int, int, str, int], pages: int) -> Result:
    plain = simulate(decode(experiment(two_nodes())))
    region = RegionResult(pages=pages, pages_on={}, segments=list(segments))
    return plain.model_copy(update={"regions": {"heap": region}})


def test_nothing_is_apart_from_itself() -> None:
    one = simulate(decode(default_experiment()))

    assert pages_apart(one, one) == (0, 1048576)
    assert gb_per_s(one) == sum(stream.gb_per_s for stream in one.streams)


def test_pages_that_are_not_there_differ_from_those_that_are() -> None:
    there = simulate(decode(experiment(two_nodes(), mmap(8), touch("0-3"))))
    empty = simulate(decode(experiment(two_nodes(), mmap(8))))

    assert pages_apart(there, empty) == (4, 8)
    assert gb_per_s(empty) is None


def test_rounds_of_any_length_are_compared_page_by_page() -> None:
    left = result((0, 10**9, "0x9 1", 0), pages=10**9)
    right = result((0, 10**9, "0x8 1", 0), pages=10**9)

    # In 90 pages 10 + 9 - 2 * (pages on node 1 in both) differ, the last one only in both.
    apart, total = pages_apart(left, right)
    assert total == 10**9
    brute = sum((page % 10 == 9) != (page % 9 == 8) for page in range(90))
    assert abs(apart - 10**9 * brute / 90) < 90


TURNS = st.sampled_from(["0", "1", "0x3 1", "0x2 1x2", "0 1"])


@given(
    st.lists(st.tuples(st.integers(1, 9), TURNS, st.integers(0, 7)), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(1, 9), TURNS, st.integers(0, 7)), min_size=1, max_size=5),
)
def test_it_is_what_counting_page_by_page_gives(
    left: list[tuple[int, str, int]], right: list[tuple[int, str, int]]
) -> None:
    pages = 45
    results = []
    for given_segments in (left, right):
        at, segments = 0, []
        for count, turn, phase in given_segments:
            segments.append((at, count, turn, phase))
            at += count
        results.append(result(*segments, pages=pages))
    a, b = (each.regions["heap"].window(0, pages) for each in results)

    assert pages_apart(*results) == (sum(x != y for x, y in zip(a, b, strict=True)), pages)
