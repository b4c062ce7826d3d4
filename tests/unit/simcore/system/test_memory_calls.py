from typing import Any

import pytest

from simcore import decode, simulate
from simcore.kernel.errno import Errno
from tests.build import (
    ORIGIN,
    Document,
    experiment,
    machine,
    mbind,
    mmap,
    policy,
    run,
    touch,
    two_nodes,
)

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


HOLE = {"op": "munmap", "id": "heap", "first": 1, "pages": 1}
AWAY = {"op": "mremap", "id": "heap", "addr": "0x200000001000"}


@pytest.mark.parametrize(
    "advice, nodes", [("dontneed", [0, 0, -2, -2]), ("hugepage", [0, 0, 0, 0])]
)
def test_madvise_beyond_a_region_is_madvise_over_a_hole(advice: str, nodes: list[int]) -> None:
    beyond = {"op": "madvise", "id": "heap", "first": 2, "pages": 100, "advice": advice}
    ran = run(experiment(two_nodes(), mmap(4), touch("0-3"), beyond))
    assert (ran.events[-1].errno, ran.nodes()) == (Errno.ENOMEM, nodes)


def test_madvise_over_a_hole_does_what_it_can_and_tells() -> None:
    drop = {"op": "madvise", "id": "heap", "advice": "dontneed"}
    ran = run(experiment(two_nodes(), mmap(4), touch("0-3"), HOLE, drop))

    assert (ran.events[-1].ret, ran.events[-1].errno) == (-1, Errno.ENOMEM)
    assert ran.nodes() == [-2] * 4
    beside = run(experiment(two_nodes(), mmap(4), HOLE, drop | {"first": 2, "pages": 2}))
    assert beside.events[-1].ret == 0


@pytest.mark.parametrize(
    "before, old, new",
    [
        (mbind("bind", "1", first=2, pages=2), Errno.EFAULT, None),
        (HOLE, Errno.EFAULT, None),
        (HOLE | {"first": 3}, Errno.EFAULT, None),
        (HOLE | {"first": 0}, Errno.EFAULT, Errno.EFAULT),
        ({"op": "munmap", "id": "heap"}, Errno.EFAULT, Errno.EFAULT),
        (mbind("bind", "1"), None, None),
    ],
    ids=["two VMAs", "inner hole", "tail hole", "hole at the start", "nothing left", "one VMA"],
)
def test_mremap_of_several_vmas_depends_on_the_kernel(
    before: Document, old: int | None, new: int | None
) -> None:
    for kernel, errno in (("linux-6.12", old), ("linux-7.2", new)):
        ran = run(experiment(two_nodes(), mmap(4), before, AWAY, kernel=kernel))
        start = int(AWAY["addr"] if errno is None else ORIGIN, 16) >> 12
        assert ran.events[-1].errno == errno
        assert ran.system.regions["heap"].base == start


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


def test_bulk_requests_of_at_most_100_pages_move_the_counter_by_nodes() -> None:
    asked = {"op": "bpfmap", "entries": 200}
    ran = run(experiment(machine(1, 1, 1), policy("interleave", "0-2"), asked, kernel="linux-6.12"))

    # 100, 100 and 1: each request is shared out evenly, the first node getting the rest.
    assert ran.events[1].answer == {"vmalloc": {"0": 69, "1": 66, "2": 66}, "next": 0}


def test_weighted_bulk_requests_are_as_many_steps() -> None:
    asked = {"op": "bpfmap", "entries": 16}
    weighted = (policy("weighted_interleave", "0-2"), asked)
    sysfs = {"weights": {"0": 5, "1": 3, "2": 2}}
    old, new = (
        run(experiment(machine(1, 1, 1), *weighted, sysfs=sysfs, kernel=kernel)).events[1].answer
        for kernel in ("linux-6.12", "linux-7.2")
    )

    assert old == {"vmalloc": {"0": 10, "1": 5, "2": 2}, "next": 1}
    assert new == {"vmalloc": {"0": 17}, "next": 0}


def test_a_child_has_the_policy_and_the_counter_of_its_parent() -> None:
    fork = {"op": "fork", "child": "kid"}
    file = mmap(4, kind="file")
    ran = run(
        experiment(two_nodes(), INTERLEAVE, file, touch("0"), fork, {"op": "next", "task": "kid"})
    )

    assert ran.events[-1].answer == {"node": 1}
    assert ran.system.tasks["kid"].policy == ran.system.tasks["main"].policy


def test_what_is_unmapped_becomes_free_and_its_neighbours_stay() -> None:
    part = {"op": "munmap", "id": "heap", "first": 1, "pages": 2}
    ran = run(experiment(two_nodes(), mmap(4), touch("0-3"), part))

    assert ran.nodes() == [0, -2, -2, 0]
    assert ran.free[0] == 254
    assert ran.events[-1].changes == {"nodes/0/free_pages": (252, 254)}


def test_a_shared_object_stays_while_anyone_maps_it() -> None:
    maps = [mmap(4, name, None, kind="shanon", object="both") for name in ("heap", "twin")]
    gone = [{"op": "munmap", "id": name} for name in ("heap", "twin")]
    for count, free in ((1, 252), (2, 256)):
        assert run(experiment(two_nodes(), *maps, touch("0-3"), *gone[:count])).free[0] == free


def test_pages_move_along_with_their_region() -> None:
    moved = {"op": "mremap", "id": "heap", "addr": "0x200000001000"}
    ran = run(experiment(two_nodes(), INTERLEAVE, mmap(4), touch("0-3"), moved))

    assert ran.nodes() == [0, 1, 0, 1]
    assert ran.system.regions["heap"].base == 0x200000001


@pytest.mark.parametrize("kind", ["anon", "shanon"])
def test_memory_that_shows_no_file_cannot_be_written_as_one(kind: str) -> None:
    write = {"op": "pwrite", "id": "heap", "pages": 1}
    ran = simulate(decode(experiment(two_nodes(), mmap(4, kind=kind), write)))

    assert ran.events[1].errno == Errno.EBADF
    assert ran.events[1].check == "region heap shows no file to write to"
