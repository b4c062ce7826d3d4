"""Copy on write: what a fork makes common, and who gets a page of his own."""

import pytest

from tests.build import (
    Document,
    Ran,
    experiment,
    machine,
    mbind,
    mmap,
    policy,
    run,
    touch,
    two_nodes,
)
from tests.unit.simcore.system.huge import ALIGNED, on_huge

FORK = {"op": "fork", "child": "kid"}


def forked(*events: Document) -> Ran:
    """Six pages on node 0 are shared by a fork; after that both tasks prefer node 1."""
    bound = policy("bind", "1"), policy("bind", "1", task="kid")
    return run(experiment(two_nodes(), mmap(6), touch("0-5"), FORK, *bound, *events))


def by_kid(pages: str, **more: str) -> Document:
    return touch(pages, "kid:heap", task="kid", **more)


def test_a_fork_takes_no_page() -> None:
    ran = forked()

    assert ran.nodes("kid:heap") == ran.nodes() == [0] * 6
    assert ran.free == {0: 250, 1: 256}


def test_who_writes_first_gets_a_page_of_his_own_by_his_own_policy() -> None:
    ran = forked(by_kid("0-2"))

    assert ran.nodes("kid:heap") == [1, 1, 1, 0, 0, 0]
    assert ran.nodes() == [0] * 6
    assert ran.free == {0: 250, 1: 253}


def test_who_is_left_alone_with_a_page_writes_to_it_in_place() -> None:
    ran = forked(by_kid("0-2"), touch("0-5"))

    assert ran.nodes() == [0, 0, 0, 1, 1, 1]
    assert ran.nodes("kid:heap") == [1, 1, 1, 0, 0, 0]
    assert ran.free == {0: 250, 1: 250}


def test_reading_shared_pages_copies_nothing() -> None:
    assert forked(by_kid("0-5", access="read")).free == {0: 250, 1: 256}


def test_a_page_that_three_share_is_copied_twice() -> None:
    again = {"op": "fork", "child": "third"}
    ran = forked(again, touch("0"), by_kid("0"), touch("0", "third:heap", task="third"))

    assert [ran.nodes(f"{name}heap")[0] for name in ("", "kid:", "third:")] == [1, 1, 0]
    assert ran.free == {0: 250, 1: 254}


def test_pages_of_the_parent_alone_are_shared_by_a_later_fork() -> None:
    again = {"op": "fork", "child": "third"}
    ran = forked(touch("0"), again, touch("0", "third:heap", task="third"))

    assert ran.nodes()[0] == 1
    assert ran.free == {0: 250, 1: 254}


def test_copies_are_placed_by_the_index_of_their_page() -> None:
    ran = forked(policy("interleave", "0-1", task="kid"), by_kid("5-0"))

    assert ran.nodes("kid:heap") == [0, 1, 0, 1, 0, 1]


def test_a_page_is_free_when_the_last_one_lets_go() -> None:
    gone = {"op": "munmap", "id": "heap"}

    assert forked(gone).free == {0: 250, 1: 256}
    assert forked(gone, gone | {"id": "kid:heap", "task": "kid"}).free == {0: 256, 1: 256}


@pytest.mark.parametrize("kind", ["memfd", "shanon", "file", "memfdpriv"])
@pytest.mark.parametrize("access", [{"access": "read"}, {}], ids=["read", "written"])
def test_a_child_finds_the_pages_of_objects_by_its_own_faults(
    kind: str, access: dict[str, str]
) -> None:
    ran = run(experiment(two_nodes(), mmap(4, kind=kind), touch("0-3", **access), FORK))

    copied = kind == "memfdpriv" and not access
    assert ran.nodes() == [0] * 4
    assert ran.nodes("kid:heap") == [0 if copied else -2] * 4


def test_pages_that_a_child_never_touched_are_the_parents_to_move() -> None:
    shown = (mmap(4, kind="memfd"), touch("0-3"), FORK)
    parents = run(experiment(two_nodes(), *shown, mbind("bind", "1", "move", "strict")))
    kids = mbind("bind", "1", "strict", region="kid:heap", task="kid")

    assert (parents.events[-1].ret, parents.nodes()) == (0, [1] * 4)
    assert run(experiment(two_nodes(), *shown, kids)).events[-1].ret == 0


def test_a_fork_copies_a_vma_whole_or_not_at_all() -> None:
    split = mbind("bind", "0", first=0, pages=2)
    events = (mmap(4), split, touch("0-3", access="read"), touch("1"), FORK)

    assert run(experiment(two_nodes(), *events)).nodes("kid:heap") == [-14, 0, -2, -2]


def test_the_huge_zero_page_is_copied_the_small_one_is_not() -> None:
    read = (touch("0", access="read"), FORK)

    assert run(experiment(two_nodes(), mmap(1), *read)).nodes("kid:heap") == [-2]
    assert on_huge(mmap(512, addr=ALIGNED), *read).nodes("kid:heap") == [-14] * 512


def test_the_tables_of_pages_that_are_not_copied_are_the_childs_to_make() -> None:
    start = (mmap(4, kind="memfd"), touch("0-3"), policy("interleave", "0-1"), FORK)
    step = {"op": "step", "id": "kid:heap", "pages": "0", "task": "kid"}
    ran = run(experiment(machine(4, 4, kernel_memory=True), *start, step))

    assert ran.events[-1].answer == {"trace": [[0, 0, 1]]}


def huge(*events: Document, kernel: str) -> Ran:
    """A huge page on node 0 is shared by a fork; after that the parent is bound to node 1."""
    start = (mmap(512, addr=ALIGNED), touch("0"), FORK, policy("bind", "1"))
    return on_huge(*start, *events, kernel=kernel)


GONE = {"op": "munmap", "id": "kid:heap", "task": "kid"}
DROP = {"op": "madvise", "id": "heap", "advice": "dontneed"}
HEAD, TAIL = DROP | {"pages": 3}, DROP | {"first": 4, "pages": 508}


@pytest.mark.parametrize(
    "events, old, new",
    [
        ((by_kid("3"), touch("3")), 1, 1),
        ((by_kid("0-2"), by_kid("4-511"), touch("2-3")), 1, 1),
        ((touch("9"), by_kid("0-8"), by_kid("10-511"), touch("3")), 1, 1),
        ((GONE, touch("3")), 0, 0),
        ((touch("9"), GONE, touch("3")), 1, 0),
        ((touch("9"), GONE, HEAD, touch("3")), 1, 0),
        ((touch("9"), GONE, HEAD, TAIL, touch("3")), 1, 1),
        ((GONE, touch("9"), mbind("bind", "1", first=0, pages=2), touch("3")), 0, 0),
    ],
    ids=[
        "written",
        "kept",
        "crossed",
        "alone",
        "alone and split",
        "some left",
        "one left",
        "alone, then split",
    ],
)
def test_part_of_a_huge_page_is_copied_while_others_map_any_of_it(
    events: tuple[Document, ...], old: int, new: int
) -> None:
    for kernel, node in (("linux-6.12", old), ("linux-7.2", new)):
        ran = huge(*events, kernel=kernel)
        assert ran.nodes()[3] == node


def test_what_is_copied_though_nobody_shares_it_becomes_free() -> None:
    ran = huge(touch("9"), GONE, touch("0-8,10-511"), kernel="linux-6.12")

    assert ran.counts() == {1: 512}
    assert ran.free == {0: 4096, 1: 4096 - 512}


def test_the_zero_page_is_shared_with_nobody() -> None:
    read = (touch("3"), touch("0-2", access="read"))
    ran = run(experiment(two_nodes(), mmap(4), *read, FORK, touch("0-2", "kid:heap", task="kid")))

    assert ran.counts("kid:heap") == {0: 4}
    assert ran.free[0] == 252


@pytest.mark.parametrize("pages, copied", [("0-0", 1), ("0-5", 3), ("1-1", 0), ("0-4:2", 3)])
def test_pages_of_a_stepped_touch_are_copied_after_a_fork(pages: str, copied: int) -> None:
    start = (mmap(6), touch("0-4:2"), {"op": "fork", "child": "kid"})
    ran = run(experiment(two_nodes(), *start, touch(pages)))
    first, *rest = ran.nodes("kid:heap")
    assert [first, *rest] == [0, -2, 0, -2, 0, -2]
    present = sum(node == 0 for node in ran.nodes())
    assert 256 - ran.free[0] == 3 + copied + (present - 3)


def test_a_stepped_touch_is_read_over_after_a_fork() -> None:
    start = (mmap(4), touch("0-2:2"), {"op": "fork", "child": "kid"})
    ran = run(experiment(two_nodes(), *start, touch("0-3", access="read"), touch("1")))
    assert ran.nodes() == [0, 0, 0, -14]
    assert ran.free[0] == 256 - 3
