from dataclasses import fields

import pytest

from simcore.placement.pagemap import PageMap, Segment
from simcore.placement.pattern import Pattern
from simcore.races.statekey import Asked, asked_by, frozen, page_runs, state_key
from simcore.spec import decode
from simcore.system import Region, System, TaskState
from simcore.system.mappings import AddressSpace
from simcore.system.objects import MemoryObject
from tests.build import Document, experiment, mbind, mmap, policy, run, touch, two_nodes

BASE: tuple[Document, ...] = (
    mmap(16),
    mmap(16, "shared", addr=None, kind="memfd"),
    mmap(16, "file", addr=None, kind="file"),
    policy("weighted_interleave", "0-1"),
)


def key(*events: Document, **more: object) -> object:
    return state_key(run(experiment(two_nodes(64), *BASE, *events, **more)).system)


@pytest.mark.parametrize(
    "event",
    [
        policy("bind", "0"),
        {"op": "weights", "set": {"0": 3}},
        {"op": "pwrite", "id": "file", "pages": 1},
        {"op": "sched_setaffinity", "cpu": 1},
        {"op": "cpuset", "mems": "0"},
        {"op": "cpuset", "group": "other"},
        {"op": "thp", "enabled": "always"},
        {"op": "thp", "shmem_enabled": "always"},
        {"op": "munmap", "id": "shared"},
        {"op": "mremap", "id": "heap", "addr": "0x700000000000"},
        {"op": "madvise", "id": "heap", "advice": "hugepage"},
        {"op": "fork", "child": "child"},
        mbind("bind", "0", first=3, pages=1),
        mbind("bind", "0", region="shared"),
        touch("1"),
        touch("1", access="read"),
        touch("1", "shared"),
        mmap(4, "more", addr=None),
    ],
    ids=lambda event: str(event["op"]),
)
def test_whatever_a_later_event_may_read_tells_states_apart(event: Document) -> None:
    assert key(event) != key()


def test_reads_and_refused_calls_lead_to_the_same_state() -> None:
    refused: Document = policy("bind", "5")
    reading: Document = {"op": "get_mempolicy"}

    assert key(refused, reading) == key()


def test_the_order_of_independent_steps_is_no_part_of_a_state() -> None:
    one: Document = {"op": "weights", "set": {"0": 3}}
    other = touch("1", "shared")

    assert key(one, touch("1")) != key(touch("1"), one)
    assert key(one, other, touch("3")) == key(one, touch("3"), other)


def test_what_nobody_asks_for_tells_no_states_apart() -> None:
    before = run(experiment(two_nodes(64), *BASE)).system
    after = run(experiment(two_nodes(64), *BASE, touch("1", access="read"))).system
    after.regions["heap"].own.remove(0, 16)

    assert state_key(before) != state_key(after)
    assert state_key(before, Asked(tables=False)) == state_key(after, Asked(tables=False))


def test_mremap_fork_huge_pages_and_kernel_memory_ask_for_more() -> None:
    plain = decode(experiment(two_nodes(), *BASE))
    moving = decode(
        experiment(two_nodes(), *BASE, {"op": "mremap", "id": "heap", "addr": "0x700000000000"})
    )
    forking = decode(experiment(two_nodes(), *BASE, {"op": "fork", "child": "kid"}))
    huge = decode(experiment(two_nodes() | {"thp": "always"}, *BASE))
    kernel = decode(experiment(two_nodes() | {"kernel_memory": True}, *BASE))

    assert asked_by(plain.machine, plain.events) == Asked(anon_vma=False, tables=False)
    assert asked_by(moving.machine, moving.events).anon_vma
    assert asked_by(forking.machine, forking.events).anon_vma
    assert asked_by(huge.machine, huge.events).tables
    assert asked_by(kernel.machine, kernel.events).tables


def test_page_maps_are_compared_by_nodes() -> None:
    """Whole rounds, or page by page under other decisions: the same pages."""
    round_of = Pattern.of([(0, 2), (1, 1)])
    whole = PageMap.of(6, [Segment(0, 6, round_of, 0, 1)])
    alone = [
        Segment(page, 1, Pattern.of([(node, 1)]), 0, page)
        for page, node in enumerate([0, 0, 1] * 2)
    ]

    assert page_runs(whole) == page_runs(PageMap.of(6, alone))
    assert page_runs(whole) == ((0, 2, "0"), (2, 1, "1"), (3, 2, "0"), (5, 1, "1"))


def test_a_long_pattern_stays_one_run() -> None:
    turn = Pattern.of([(0, 2), (1, 1)])

    assert page_runs(PageMap.of(2**40, [Segment(0, 2**40, turn, 1, 1)])) == (
        (0, 2**40, "0x1 1x1 0x1"),
    )


def test_plain_data_becomes_hashable() -> None:
    assert frozen({"b": [1, {"c": 2}], "a": ()}) == (("a", ()), ("b", (1, (("c", 2),))))


ELSEWHERE = {
    System: {"machine", "kernel", "zonelists", "bandwidth", "changes", "recording", "observe"}
    | {"causes", "_known", "at", "killed"},
    TaskState: {"caps", "space"},
    Region: {"kind", "pages", "space", "object", "family"},
    MemoryObject: {"shmem", "pages"},
}
"""Fields that no event changes, that follow from others, or that only tell what happened."""
IN_THE_KEY = {
    System: {"weights", "memory", "tasks", "auto", "attributes", "huge_pages", "regions"}
    | {"objects", "cpusets", "forks"},
    TaskState: {"name", "cpu_node", "mems_allowed", "policy", "counter", "group"},
    Region: {"id", "base", "vmas", "own", "mapped", "cow", "large"},
    MemoryObject: {"name", "ino", "map", "policies", "mappings"},
}


@pytest.mark.parametrize("part", list(IN_THE_KEY), ids=lambda part: part.__name__)
def test_no_field_of_a_system_is_forgotten(part: type) -> None:
    """Whoever adds a field to the state decides here whether it tells states apart."""
    assert {field.name for field in fields(part)} == IN_THE_KEY[part] | ELSEWHERE[part]
    assert set(vars(AddressSpace())) == {"tables", "regions"}
