from typing import Any

import pytest

from tests.build import experiment, mmap, policy, run, touch, two_nodes

INTERLEAVE = policy("interleave", "0-1")
STEP = {"op": "step", "id": "heap", "pages": "1-0"}


def answers(*events: Any, kernel: str = "linux-7.2") -> list[dict[str, Any]]:
    return [e.answer for e in run(experiment(two_nodes(), *events, kernel=kernel)).events]


def test_pages_that_madvise_drops_are_placed_anew() -> None:
    drop = {"op": "madvise", "id": "heap", "first": 1, "pages": 2, "advice": "dontneed"}
    done = run(experiment(two_nodes(), mmap(4), touch("0-3"), drop, INTERLEAVE, touch("0-3")))
    assert done.nodes() == [0, 1, 0, 0]


def test_mremap_gives_untouched_memory_a_new_index_and_touched_memory_keeps_its_own() -> None:
    moved = {"op": "mremap", "id": "heap", "addr": "0x200000001000"}
    fresh = run(experiment(two_nodes(), INTERLEAVE, mmap(4), moved, touch("0-3")))
    kept = run(experiment(two_nodes(), INTERLEAVE, mmap(4), touch("0"), moved, touch("0-3")))
    assert (fresh.nodes(), kept.nodes()) == ([1, 0, 1, 0], [0, 1, 0, 1])


def test_a_step_shows_each_page_and_the_counter() -> None:
    assert answers(INTERLEAVE, mmap(2), STEP)[2] == {"trace": [[1, 1, 0], [0, 0, 0]]}
    assert answers(mmap(2), STEP)[1] == {"trace": [[1, 0, -22], [0, 0, -22]]}


def test_page_cache_takes_one_step_a_page_and_keeps_what_it_has() -> None:
    write = {"op": "pwrite", "id": "heap", "pages": 3}
    done = run(experiment(two_nodes(), INTERLEAVE, mmap(4, kind="file"), write, write))
    assert [e.answer.get("next") for e in done.events[2:]] == [[1, 0, 1], [1, 1, 1]]


@pytest.mark.parametrize(
    "kernel,entries,pages,shown",
    [
        ("linux-6.12", 1, {}, 0),
        ("linux-6.12", 4, {}, 1),
        ("linux-6.12", 33, {"0": 17, "1": 17}, 0),
        ("linux-7.2", 33, {"0": 32, "1": 2}, 0),
        ("linux-7.2", 34, {"0": 33, "1": 2}, 0),
    ],
)
def test_kernel_memory_comes_in_blocks_or_in_bulk(
    kernel: str, entries: int, pages: dict[str, int], shown: int
) -> None:
    asked = {"op": "bpfmap", "entries": entries}
    assert answers(INTERLEAVE, asked, kernel=kernel)[1] == {"next": shown, "vmalloc": pages}


def test_shared_anonymous_memory_goes_with_its_last_mapping() -> None:
    start = (touch("0-3"), {"op": "munmap", "id": "heap"})
    assert run(experiment(two_nodes(), mmap(4, kind="shanon"), *start)).free[0] == 256
    assert run(experiment(two_nodes(), mmap(4, kind="memfd"), *start)).free[0] == 252
