import pytest

from tests.build import ORIGIN, Ran, experiment, machine, mbind, mmap, policy, run, touch, two_nodes

INTERLEAVE = policy("interleave", "0-2")
THREE = machine(1, 1, 1)


def moved(source: str, target: str) -> list[int]:
    event = {"op": "migrate_pages", "from": source, "to": target}
    return run(experiment(THREE, INTERLEAVE, mmap(6), touch("0-5"), event)).nodes()


@pytest.mark.parametrize(
    "source,target,nodes",
    [
        ("0", "1", [1, 1, 2] * 2),
        ("0-1", "1-2", [1, 2, 2] * 2),
        ("0", "1-2", [1, 1, 2] * 2),
        ("0-2", "0-2", [0, 1, 2] * 2),
        ("0-1", "1", [1, 1, 2] * 2),
        ("0-2", "0-1", [0, 1, 0] * 2),
    ],
)
def test_source_nodes_are_mapped_to_targets_in_order(
    source: str, target: str, nodes: list[int]
) -> None:
    assert moved(source, target) == nodes


def test_only_pages_outside_the_mask_move_and_go_to_their_own_index() -> None:
    events = (policy("interleave", "0-1"), mmap(6), touch("0-5"))
    done = run(experiment(THREE, *events, mbind("interleave", "1-2", "move")))
    assert done.nodes() == [1, 1, 1, 1, 1, 1]
    done = run(experiment(THREE, *events, mbind("interleave", "0,2", "move")))
    assert done.nodes() == [0, 2, 0, 2, 0, 2]


def test_a_full_node_takes_what_it_can() -> None:
    fill = (mmap(250, "other", "0x200000000000"), touch("0-249", "other"))
    event = mbind("bind", "0", "move", "strict")
    events = (*fill, policy("bind", "1"), mmap(8), touch("0-7"), event)
    done = run(experiment(machine(1, 1), *events))
    assert done.nodes() == [0] * 6 + [1] * 2
    assert (done.events[-1].ret, done.events[-1].errno) == (-1, 5)


@pytest.mark.parametrize("page,node,ret,status", [(0, 1, 0, 1), (3, 1, 0, -2), (0, 9, -1, -999)])
def test_move_pages_says_where_the_page_is(page: int, node: int, ret: int, status: int) -> None:
    event = {"op": "move_pages", "id": "heap", "page": page, "node": node}
    done = run(experiment(two_nodes(), mmap(4), touch("0-1"), event)).events[-1]
    assert (done.ret, done.answer) == (ret, {"status": status})


def test_pages_mapped_twice_move_only_with_move_all() -> None:
    tasks = [{"name": "main", "caps": ["sys_nice"]}]
    maps = [mmap(2, name, None, kind="memfd", object="file") for name in ("heap", "twin")]
    touches = [touch("0-1"), touch("0", "twin")]
    for how, nodes in (("move", [0, 1]), ("move_all", [1, 1])):
        document = experiment(two_nodes(), *maps, *touches, mbind("bind", "1", how), tasks=tasks)
        assert run(document).nodes() == nodes


def after_mbind(mode: str, nodes: str, *mf: str) -> Ran:
    """Three pages each lie on nodes 0 and 1, then mbind comes, then a question for the policy."""
    bound = (mbind("bind", "1", pages=3), touch("0-5"))
    asked = {"op": "get_mempolicy", "id": "heap", "page": 5}
    return run(experiment(THREE, mmap(6), *bound, mbind(mode, nodes, *mf), asked))


def told(ran: Ran) -> tuple[int | None, str]:
    """The errno of mbind and the mode that is in force after it."""
    return ran.events[-2].errno, ran.events[-1].answer["mode"]


@pytest.mark.parametrize(
    "mode, nodes, errno, then",
    [
        ("bind", "0-1", None, "bind"),
        ("bind", "0", 5, "default"),
        ("local", "", 5, "default"),
        ("default", "", None, "default"),
    ],
)
def test_strict_alone_refuses_a_misplaced_page_and_leaves_the_policy(
    mode: str, nodes: str, errno: int | None, then: str
) -> None:
    ran = after_mbind(mode, nodes, "strict")

    assert told(ran) == (errno, then)
    assert ran.nodes() == [1, 1, 1, 0, 0, 0]


def test_an_empty_mask_counts_every_page_as_misplaced() -> None:
    local = (mmap(4), touch("0-3"), mbind("local", "", "strict"))
    assert run(experiment(THREE, *local)).events[-1].errno == 5


def test_pages_that_moved_leave_nothing_to_complain_about() -> None:
    ran = after_mbind("bind", "2", "move", "strict")

    assert told(ran) == (None, "bind")
    assert ran.nodes() == [2] * 6
    assert ran.free == {0: 256, 1: 256, 2: 250}


def test_without_a_policy_pages_move_where_the_tasks_policy_puts_them() -> None:
    events = (mmap(4), touch("0-3"), policy("interleave", "1-2"), mbind("default", "", "move"))
    assert run(experiment(THREE, *events)).nodes() == [1, 2, 1, 2]


@pytest.mark.parametrize("strict, errno", [((), None), (("strict",), 5)])
def test_a_full_target_moves_nothing_and_the_policy_is_installed(
    strict: tuple[str, ...], errno: int | None
) -> None:
    full = (policy("bind", "1"), mmap(256, "full", None), touch("0-255", "full"))
    asked = {"op": "get_mempolicy", "id": "heap", "page": 0}
    moved = (mmap(4), mbind("bind", "0"), touch("0-3"), mbind("bind", "1", "move", *strict), asked)
    ran = run(experiment(two_nodes(), *full, *moved))

    assert told(ran) == (errno, "bind")
    assert ran.counts() == {0: 4}


def test_pages_of_relatives_move_once_for_all() -> None:
    tasks = [{"name": "main", "caps": ["sys_nice"]}]
    forked = (mmap(4), touch("0-3"), {"op": "fork", "child": "kid"})
    ran = run(experiment(two_nodes(), *forked, mbind("bind", "1", "move_all"), tasks=tasks))

    assert ran.nodes() == ran.nodes("kid:heap") == [1] * 4
    assert ran.free == {0: 256, 1: 252}


def test_pages_shared_by_a_fork_are_left_alone_by_move() -> None:
    forked = (mmap(4), touch("0-3"), {"op": "fork", "child": "kid"})
    ran = run(experiment(two_nodes(), *forked, mbind("bind", "1", "move", "strict")))

    assert ran.nodes() == [0] * 4
    assert ran.events[-1].errno is None


@pytest.mark.parametrize("kind", ["anon", "memfd"])
def test_migration_without_rights_leaves_shared_pages_and_counts_none(kind: str) -> None:
    shown = {"kind": kind, "object": "file"} if kind == "memfd" else {}
    maps = [mmap(2, name, None, **shown) for name in ("heap", "twin")]
    forked = (*maps, touch("0-1"), touch("0-1", "twin"), {"op": "fork", "child": "kid"})
    event = {"op": "migrate_pages", "from": "0", "to": "1"}
    ran = run(experiment(two_nodes(), *forked, event))

    assert ran.nodes() == [0] * 2
    assert ran.events[-1].ret == 0


TWICE = [mmap(4, name, None, kind="memfd", object="file") for name in ("heap", "twin")]
NICE = [{"name": "main", "caps": ["sys_nice"]}]


def test_a_page_met_twice_in_one_process_moves_and_counts_as_failed() -> None:
    touched = (*TWICE, touch("0-3"), touch("0-2", "twin"))
    event = {"op": "migrate_pages", "from": "0", "to": "1"}
    ran = run(experiment(two_nodes(), *touched, event, tasks=NICE))

    assert ran.nodes() == [1] * 4
    assert ran.events[-1].ret == 3


@pytest.mark.parametrize("second, errno", [("twin", 5), ("heap", None)])
def test_mbind_over_both_mappings_of_a_page_fails_and_moves_it(
    second: str, errno: int | None
) -> None:
    base = int(ORIGIN, 16)
    maps = [
        mmap(4, name, hex(base + 4096 * 4 * n), kind="memfd", object="file")
        for n, name in enumerate(("heap", "twin"))
    ]
    event = {"op": "mbind", "mode": "bind", "nodes": "1", "mf": ["move_all", "strict"]}
    event |= {"addr": hex(base), "length": hex(4096 * 8)}
    events = (*maps, touch("0-3"), touch("0-3", second), event)
    ran = run(experiment(two_nodes(), *events, tasks=NICE))

    assert ran.nodes() == [1] * 4
    assert ran.events[-1].errno == errno


def test_the_first_page_that_moves_says_where_all_count_from() -> None:
    base = int(ORIGIN, 16) - 4096 * 4
    maps = (mmap(4, "file", hex(base), kind="memfd", object="file"), mmap(4))
    event = {"op": "mbind", "mode": "interleave", "nodes": "1-3", "mf": ["move"]}
    event |= {"addr": hex(base), "length": hex(4096 * 8)}
    four = machine(1, 1, 1, 1)
    alone = run(experiment(four, *maps, touch("0-3"), event)).nodes()
    together = run(experiment(four, *maps, touch("0-3", "file"), touch("0-3"), event)).nodes()

    assert (alone, together) == ([1, 2, 3, 1], [2, 3, 1, 2])


def test_migration_stops_where_the_target_is_full() -> None:
    full = (mmap(254, "full", None), policy("bind", "1"), touch("0-253", "full"))
    events = (policy("bind", "0"), mmap(4), touch("0-3"))
    ran = run(
        experiment(two_nodes(), *full, *events, {"op": "migrate_pages", "from": "0", "to": "1"})
    )

    assert ran.nodes() == [1, 1, 0, 0]
    assert (ran.events[-1].ret, ran.events[-1].errno) == (-1, 12)


def test_a_full_target_leaves_later_pairs_undone() -> None:
    full = (mmap(256, "full", None), policy("bind", "1"), touch("0-255", "full"))
    spread = (policy("interleave", "0,2"), mmap(4), touch("0-3"))
    event = {"op": "migrate_pages", "from": "0,2", "to": "1,3"}
    first = run(experiment(machine(1, 1, 1, 1), *full, *spread, event))
    event = {"op": "migrate_pages", "from": "2", "to": "3"}
    alone = run(experiment(machine(1, 1, 1, 1), *full, *spread, event))

    assert (first.nodes(), first.events[-1].errno) == ([0, 2, 0, 2], 12)
    assert (alone.nodes(), alone.events[-1].errno) == ([0, 3, 0, 3], None)


def test_moved_pages_stay_a_pattern() -> None:
    pages = 2**18
    placed = (policy("interleave", "0-2"), mmap(pages), touch(f"0-{pages - 1}"))
    ran = run(experiment(machine(1024, 1024, 1024), *placed, mbind("bind", "0-1", "move")))

    assert len(ran.segments()) == 1
    assert ran.counts() == {0: pages - pages // 3, 1: pages // 3}
