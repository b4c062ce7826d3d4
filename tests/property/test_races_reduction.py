"""The reduced search of random races comes to the same outcomes as the search of everything."""

from __future__ import annotations

from math import factorial, prod
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from simcore.races.document import decode_race
from simcore.races.graph import Graph, search_all, search_reduced
from simcore.races.plan import plan_of
from simcore.races.settings import final_state
from simcore.races.statekey import frozen
from simcore.races.states import States
from simcore.races.ways import count_ways
from tests.property.strategies import THOROUGH

PAGES = 6
LIMIT = 20_000
NODES = st.sampled_from(["0", "1", "2", "0-1", "0,2", "0-2"])
SPAN = st.tuples(st.integers(0, PAGES - 1), st.integers(1, PAGES)).map(
    lambda pair: {"first": pair[0], "pages": min(pair[1], PAGES - pair[0])}
)
MODE = st.sampled_from(["bind", "interleave", "weighted_interleave", "preferred_many"])
REGION = st.sampled_from(["heap", "heap", "shared", "twin", "tight"])
PAGE = st.integers(0, PAGES - 1)


def step(op: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"op": st.just(op), **fields})


def on_span(steps: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda one, span: one | span, steps, SPAN)


OLD_STEPS = (
    step("touch", id=REGION, pages=PAGE.map(str)),
    step("touch", id=REGION, pages=st.sampled_from(["0-1", "3-2", "5"])),
    step("touch", id=REGION, pages=PAGE.map(str), access=st.just("read")),
    on_span(step("mbind", id=REGION, mode=MODE, nodes=NODES)),
    on_span(step("mbind", id=REGION, mode=MODE, nodes=NODES, mf=st.just(["move"]))),
    on_span(step("set_mempolicy_home_node", id=REGION, node=st.integers(0, 2))),
    step("set_mempolicy", mode=MODE, nodes=NODES),
    step("get_mempolicy"),
    step("get_mempolicy", id=REGION, page=PAGE),
    step("next"),
    step("weights", set=st.dictionaries(st.sampled_from("012"), st.integers(1, 3), min_size=1)),
    step("sysfs_write", file=st.sampled_from(["node0", "node1", "auto"]), value=st.just("2")),
    step("readweights"),
    step("move_pages", id=REGION, page=PAGE, node=st.integers(0, 2)),
    step("where", id=REGION, pages=st.just(PAGES)),
    on_span(step("madvise", id=REGION, advice=st.just("dontneed"))),
    step("sched_setaffinity", cpu=st.integers(0, 2)),
    step("mremap", id=st.just("heap"), addr=st.just("0x500000000000")),
    step("fork", child=st.just("child")),
    step("munmap", id=st.just("twin")),
    step("pwrite", id=st.just("file"), pages=st.just(2)),
)
WEIGHTS = st.lists(st.integers(0, 3), min_size=3, max_size=3)
POSTED_STEPS = (
    step("set_mempolicy2", mode=MODE, nodes=NODES, il_weights=WEIGHTS),
    step("set_mempolicy2", mode=MODE, nodes=st.sampled_from(["-", "bad", "0"])),
    step("get_mempolicy2"),
    step("get_mempolicy2", id=REGION, page=PAGE),
    on_span(step("mbind2", id=REGION, mode=MODE, nodes=NODES, il_weights=WEIGHTS)),
    step("process_set_mempolicy", target=st.just("a"), mode=MODE, nodes=NODES),
    step("process_mbind", target=st.just("a"), id=REGION, mode=MODE, nodes=NODES),
)
ATTRIBUTE_STEPS = (
    step("node_attribute", set=st.dictionaries(st.sampled_from("01"), st.integers(0, 1))),
    step(
        "set_mempolicy",
        mode=st.just("interleave"),
        nodes=NODES,
        flags=st.sampled_from([["attribute_1"], ["attribute_4"]]),
    ),
)
STEPS = {
    "linux-7.2": st.one_of(*OLD_STEPS),
    "linux-6.12": st.one_of(*OLD_STEPS),
    "mempolicy2-v6": st.one_of(*OLD_STEPS, *POSTED_STEPS, *POSTED_STEPS),
    "attribute-flags": st.one_of(*OLD_STEPS, *ATTRIBUTE_STEPS, *ATTRIBUTE_STEPS),
}


@st.composite
def races(draw: st.DrawFn) -> dict[str, Any]:
    kernel = draw(st.sampled_from(sorted(STEPS)))
    count = draw(st.integers(2, 3))
    longest = 4 if count == 2 else 3
    actors: list[dict[str, Any]] = [
        {
            "name": f"actor{place}",
            "task": draw(st.sampled_from("abc")),
            "steps": draw(st.lists(STEPS[kernel], min_size=1, max_size=longest)),
        }
        for place in range(count)
    ]
    for place, actor in enumerate(actors):
        actor["steps"] = [
            one | ({"child": f"child{place}-{at}"} if one["op"] == "fork" else {})
            for at, one in enumerate(actor["steps"])
        ]
    free = draw(st.sampled_from([1, 4, 64]))
    shared = experiment(kernel, free)
    if kernel == "mempolicy2-v6":
        shared["quirks"] = draw(st.sampled_from([None, "as_posted", "as_intended"]))
    return {"experiment": shared, "actors": actors}


def experiment(kernel: str, free: int) -> dict[str, Any]:
    """Three nodes with few pages on node 0, anonymous and shared memory, and a file."""
    maps = [
        {"op": "mmap", "id": "heap", "pages": PAGES},
        {"op": "mmap", "id": "shared", "pages": PAGES, "kind": "memfd", "object": "both"},
        {"op": "mmap", "id": "twin", "pages": PAGES, "kind": "memfd", "object": "both"},
        {"op": "mmap", "id": "tight", "pages": PAGES},
        {"op": "mmap", "id": "file", "pages": PAGES, "kind": "file"},
        {"op": "mbind", "id": "tight", "mode": "bind", "nodes": "0"},
        {"op": "set_mempolicy", "task": "b", "mode": "weighted_interleave", "nodes": "0-2"},
    ]
    distance = [[10, 20, 30], [20, 10, 20], [30, 20, 10]]
    return {
        "kernel": kernel,
        "machine": {
            "nodes": [{"id": n, "mib": 1, "cpus": str(n)} for n in range(3)],
            "distance": distance,
            "free_kib": {"0": 4 * free},
        },
        "tasks": [{"name": n, "cpu": i, "caps": ["sys_nice"]} for i, n in enumerate("abc")],
        "events": maps,
    }


def outcomes(states: States, graph: Graph) -> set[Any]:
    return {
        (
            frozen(final_state(states.systems[end[0]])),
            tuple(
                tuple(states.answers[a].key for a in states.histories[h][1].answers)
                for h in end[1:]
            ),
        )
        for end in graph.ends
    }


@THOROUGH
@given(races())
def test_reduced_and_full_search_find_the_same_outcomes(document: dict[str, Any]) -> None:
    plan = plan_of(decode_race(document))
    full_states, states, tree_states = States(plan), States(plan), States(plan)
    full = search_all(full_states, LIMIT)
    merged = search_reduced(states, LIMIT)
    tree = search_reduced(tree_states, LIMIT * 10, merged=False)

    everything = outcomes(full_states, full)
    assert outcomes(states, merged) == everything
    assert outcomes(tree_states, tree) == everything
    assert merged.transitions <= full.transitions

    lengths = [len(atoms) for atoms in plan.atoms]
    whole = factorial(sum(lengths)) // prod(map(factorial, lengths))
    ways = count_ways(full)
    assert tree.ends_seen <= sum(ways[end] for end in full.ends) <= whole
