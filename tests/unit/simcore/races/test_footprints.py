"""Which steps may change places. That the table is right is a property test's business."""

from __future__ import annotations

import pytest

from simcore.races.footprints import footprint, independent
from tests.build import Document, machine, mmap, touch
from tests.races import HEAP, actor, bind, read, spread, states_of, weight

SHARED: tuple[Document, ...] = (
    HEAP,
    mmap(16, "shared", addr=None, kind="memfd", object="both"),
    mmap(16, "twin", addr=None, kind="memfd", object="both"),
    spread("helper"),
)


def commute(one: Document, other: Document, **more: object) -> bool:
    """Whether main's step and helper's may change places after SHARED."""
    states = states_of(
        actor("one", one), actor("two", other, task="helper"), **({"before": SHARED} | more)
    )
    system = states.systems[states.root[0]]
    marks = []
    for history in states.root[1:]:
        _, event, _ = states.event(history)
        assert event is not None
        marks.append(footprint(system, event, with_anon_vma=states.asked.anon_vma))
    assert independent(*marks) == independent(*reversed(marks))
    return independent(*marks)


HOME: Document = {"op": "set_mempolicy_home_node", "id": "heap", "first": 8, "pages": 8, "node": 1}
TASK: Document = {"op": "set_mempolicy", "mode": "bind", "nodes": "0"}
MOVE: Document = {"op": "move_pages", "id": "heap", "page": 3, "node": 1}


@pytest.mark.parametrize(
    "one, other",
    [
        (touch("0"), touch("1")),
        (touch("0"), weight(0, 2)),
        (touch("0"), bind("1", first=1)),
        (touch("0", "shared"), touch("1", "twin")),
        (bind("0", first=0, pages=8), HOME),
        (bind("0"), touch("0", "shared")),
        (weight(0, 2), weight(1, 2)),
        (weight(0, 2), read()),
        (TASK, TASK),
        (read(), read()),
        (read(), touch("0")),
        (mmap(4, "mine", addr=None), touch("0")),
        ({"op": "where", "id": "heap", "pages": 4}, touch("5")),
        ({"op": "sched_setaffinity", "cpu": 1}, touch("0")),
        ({"op": "sysfs_write", "file": "node0", "value": "1"}, weight(1, 2)),
    ],
)
def test_steps_that_do_not_meet_may_change_places(one: Document, other: Document) -> None:
    assert commute(one, other)


@pytest.mark.parametrize(
    "one, other",
    [
        (touch("0"), touch("0")),
        (touch("0", "shared"), touch("0", "twin")),
        (touch("0"), bind("1")),
        (weight(0, 2), touch("0")),
        (weight(0, 2), weight(0, 3)),
        (weight(0, 2), {"op": "readweights"}),
        (bind("0"), HOME),
        (bind("0"), read()),
        (bind("0", region="shared"), bind("1", region="twin")),
        (MOVE, touch("0")),
        ({"op": "where", "id": "heap", "pages": 4}, touch("3")),
        ({"op": "sysfs_write", "file": "auto", "value": "1"}, weight(1, 2)),
        (bind("0", mf=["move"]), {"op": "mems_allowed"}),
        ({"op": "fork", "child": "child"}, read()),
    ],
)
def test_steps_that_meet_may_not(one: Document, other: Document) -> None:
    assert not commute(one, other)


def test_a_node_that_might_fill_up_ties_faults_together() -> None:
    tight = machine(64, 64, 64, free_kib={"0": 12})

    assert not commute(touch("0"), touch("1"), machine=tight)


def test_a_full_node_stays_full_and_ties_nothing() -> None:
    full = machine(64, 64, 64, free_kib={"0": 0})

    assert commute(touch("0"), touch("1"), machine=full)


def test_what_might_end_in_a_signal_depends_on_everything() -> None:
    full = machine(64, 64, 64, free_kib={"0": 0})
    bound = (*SHARED, bind("0"))

    assert not commute(touch("0"), {"op": "mems_allowed"}, machine=full, before=bound)
    assert not commute({"op": "munmap", "id": "heap"}, {"op": "mems_allowed"})


def test_a_weight_that_ends_automatic_weights_ties_all_weights() -> None:
    nodes = machine(64, 64, 64)
    for node in nodes["nodes"]:
        node |= {"read_mib_per_s": 1000, "write_mib_per_s": 1000}

    assert not commute(weight(0, 2), weight(1, 2), machine=nodes, sysfs={"auto": True})
    assert commute(weight(0, 2), weight(1, 2), machine=nodes)


def test_huge_pages_of_before_leave_nothing_known() -> None:
    start = (HEAP, mmap(1024, "big", addr="0x200000000000"), touch("0", "big"))
    before = (*start, {"op": "thp", "enabled": "never"}, spread("helper"))

    for setting in ("always", "never"):
        on = machine(64, 64, 64, thp=setting)
        assert commute(touch("0"), touch("1"), machine=on, before=before) is (setting == "never")


def test_huge_pages_and_kernel_memory_leave_nothing_known() -> None:
    huge = machine(64, 64, 64, thp="always")
    kernel = machine(64, 64, 64, kernel_memory=True)

    assert not commute(weight(0, 2), weight(1, 2), machine=huge)
    assert not commute(weight(0, 2), weight(1, 2), machine=kernel)


def test_mremap_ties_a_fault_to_whoever_splits_its_vma() -> None:
    moving: Document = {"op": "mremap", "id": "heap", "addr": "0x700000000000"}
    states = states_of(actor("one", touch("0"), moving), actor("two", bind("1", first=8)))
    system = states.systems[states.root[0]]
    fault, split = (states.event(history)[1] for history in states.root[1:])
    assert fault is not None
    assert split is not None

    assert independent(footprint(system, fault), footprint(system, split))
    assert not independent(
        footprint(system, fault, with_anon_vma=True), footprint(system, split, with_anon_vma=True)
    )


POSTED = {"kernel": "mempolicy2-v6"}
OWN: Document = {"op": "set_mempolicy2", "mode": "weighted_interleave", "nodes": "0-1"}


def test_posted_calls_freeze_the_weights_they_are_given() -> None:
    frozen = OWN | {"il_weights": [1, 2, 0]}
    whole: Document = {"op": "get_mempolicy2", "id": "heap", "page": 0}
    outside: Document = {"op": "process_set_mempolicy", "target": "helper", "mode": "local"}

    assert commute(OWN, weight(0, 2), **POSTED)
    assert not commute(frozen, weight(0, 2), **POSTED)
    assert not commute(whole, weight(0, 2), **POSTED)
    assert not commute(outside, TASK, **POSTED)
    assert commute(whole, touch("0"), **POSTED)


def test_code_that_follows_a_null_pointer_may_end_everything() -> None:
    quirky = POSTED | {"quirks": "as_posted"}

    assert commute(OWN, {"op": "mems_allowed"}, **POSTED)
    assert not commute(OWN, {"op": "mems_allowed"}, **quirky)


def test_attribute_bits_matter_to_who_weighs_by_them() -> None:
    def bit(node: int) -> Document:
        return {"op": "node_attribute", "set": {str(node): 1}}

    flags: Document = {"op": "set_mempolicy", "mode": "interleave", "nodes": "0-1"}
    weighing = (HEAP, flags | {"flags": ["attribute_2"], "task": "helper"})

    assert commute(bit(0), bit(1), kernel="attribute-flags")
    assert not commute(bit(0), touch("0"), kernel="attribute-flags", before=weighing)
    assert commute(bit(2), touch("0"), kernel="attribute-flags", before=weighing)
