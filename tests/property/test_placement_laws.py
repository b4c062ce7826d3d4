"""Laws that hold for every placement, whatever the numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcore.spec.events import MODES
from tests.build import Document, Ran, experiment, machine, mmap, policy, run, touch, touched
from tests.property.strategies import experiments, machines, policies, with_memory

MASKED = ["preferred", "bind", "interleave", "preferred_many", "weighted_interleave"]
ADDRESSES = st.integers(0, 2**30).map(lambda page: hex(page << 16))


@st.composite
def roomy(draw: st.DrawFn) -> tuple[Document, list[Document], int]:
    """A machine in which no node fills, a policy with weights, and a region's size."""
    on = draw(machines())
    for node in on["nodes"]:
        if node["mib"] > node["reserve_mib"]:
            node["mib"] = 1000
    ids = [node["id"] for node in on["nodes"]]
    events = [draw(policies(ids)), mmap(draw(st.integers(1, 60)), addr=draw(ADDRESSES))]
    return on, events, events[1]["pages"]


@given(roomy(), st.data())
def test_fault_order_makes_no_difference_while_no_node_fills(
    built: tuple[Document, list[Document], int], data: st.DataObject
) -> None:
    on, events, pages = built
    shuffled = data.draw(st.permutations(range(pages)))
    swept = run(experiment(on, *events, touch(f"0-{pages - 1}")))
    mixed = run(experiment(on, *events, touch(",".join(map(str, shuffled)))))

    assert mixed.nodes() == swept.nodes()
    assert mixed.free == swept.free


@given(roomy(), st.integers(1, 59))
def test_touching_in_two_events_is_touching_in_one(
    built: tuple[Document, list[Document], int], at: int
) -> None:
    on, events, pages = built
    cut = min(at, pages)
    parts = [touch(f"0-{cut - 1}")] + ([touch(f"{cut}-{pages - 1}")] if cut < pages else [])
    whole = run(experiment(on, *events, touch(f"0-{pages - 1}")))

    assert run(experiment(on, *events, *parts)).segments() == whole.segments()


@given(experiments())
def test_touching_everything_again_changes_nothing(document: Document) -> None:
    before = run(document)
    if before.events and before.events[-1].signal:
        return
    touched_again = [
        {"op": "touch", "id": region, "pages": f"{page}"}
        for region in before.system.regions
        for page, node in enumerate(before.nodes(region))
        if node >= 0
    ]
    after = run(document | {"events": document["events"] + touched_again})

    assert [after.segments(r) for r in after.system.regions] == [
        before.segments(r) for r in before.system.regions
    ]


@given(machines(), st.integers(1, 90), st.data())
def test_bind_never_leaves_its_mask(on: Document, pages: int, data: st.DataObject) -> None:
    mask = data.draw(st.sets(st.sampled_from(with_memory(on)), min_size=1))
    nodes = ",".join(map(str, sorted(mask)))
    ran = run(experiment(on, *touched(pages, "bind", nodes)))

    assert set(ran.counts()) <= mask
    assert (ran.events[-1].signal == 9) == (sum(ran.counts().values()) < pages)


@given(st.lists(st.integers(1, 255), min_size=1, max_size=5), ADDRESSES)
def test_whole_turns_of_weighted_interleave_stand_exactly_in_the_ratio(
    weights: list[int], address: str
) -> None:
    sysfs = {"weights": {str(node): weight for node, weight in enumerate(weights)}}
    turns = 3 * sum(weights)
    events = (
        policy("weighted_interleave", "0-4"),
        mmap(turns, addr=address),
        touch(f"0-{turns - 1}"),
    )
    ran = run(experiment(machine(*[64] * len(weights)), *events, sysfs=sysfs))

    assert ran.counts() == {node: 3 * weight for node, weight in enumerate(weights)}


@given(st.integers(1, 5), st.integers(1, 500), ADDRESSES)
def test_plain_interleave_differs_by_one_page_at_most(nodes: int, pages: int, address: str) -> None:
    events = policy("interleave", "0-4"), mmap(pages, addr=address), touch(f"0-{pages - 1}")
    counts = run(experiment(machine(*[64] * nodes), *events)).counts()

    assert max(counts.values()) - (min(counts.values()) if len(counts) == nodes else 0) <= 1


@given(experiments())
def test_numbering_the_nodes_anew_only_renumbers_the_answer(document: Document) -> None:
    ids = sorted(node["id"] for node in document["machine"]["nodes"])
    events = [e for e in document["events"] if e["op"] not in {"set_mempolicy", "weights"}]
    plain = document | {"events": events, "tasks": [{"name": n} for n in ("a", "b")]}
    nodes = [node | {"id": 10 + 2 * ids.index(node["id"])} for node in document["machine"]["nodes"]]
    moved = plain | {"machine": plain["machine"] | {"nodes": nodes}, "sysfs": {}}
    before, after = run(plain), run(moved)

    renumbered = {-2: -2} | {node: 10 + 2 * place for place, node in enumerate(ids)}
    for region in before.system.regions:
        assert after.nodes(region) == [renumbered[node] for node in before.nodes(region)]


def one_region(mode: str, pages: int, node_mib: int) -> Ran:
    nodes = "" if mode in {"default", "local"} else "0-1"
    sysfs = {"weights": {"0": 5, "1": 2}}
    return run(
        experiment(machine(node_mib, node_mib, node_mib), *touched(pages, mode, nodes), sysfs=sysfs)
    )


@pytest.mark.parametrize("mode", MODES)
def test_a_petabyte_costs_as_few_segments_as_a_megabyte(mode: str) -> None:
    megabyte, petabyte = 2**8, 2**38
    small, large = one_region(mode, megabyte, 2), one_region(mode, petabyte, 2**31)

    assert len(small.segments()) == len(large.segments()) == 1
    assert sum(large.counts().values()) == petabyte


@pytest.mark.parametrize("mode", MODES)
def test_spilling_over_petabytes_costs_no_more_than_over_megabytes(mode: str) -> None:
    small, large = one_region(mode, 2 * 2**8, 1), one_region(mode, 2 * 2**38, 2**30)

    assert len(large.segments()) <= len(small.segments()) <= 3
    assert large.free[0] == small.free[0] == 0


@pytest.mark.parametrize("mode", MASKED)
def test_the_largest_region_is_placed_like_any_other(mode: str) -> None:
    ran = one_region(mode, 2**48, 2**42)

    assert sum(ran.counts().values()) == 2**48
    assert len(ran.segments()) == 1
