"""Random machines, policies and experiments, small enough to be walked page by page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from simcore.nodemask import NodeMask
from simcore.spec.events import MODE_FLAGS, MODES
from tests.build import Document

THOROUGH = settings(max_examples=5 * settings().max_examples)
"""For the properties on which most depends, and for cheap ones with rare cases."""

DISTANCES = st.sampled_from([10, 11, 12, 14, 17, 20, 21, 28, 40])
NODE_IDS = st.lists(st.integers(0, 9), min_size=1, max_size=5, unique=True)
WEIGHTS = st.one_of(st.integers(1, 9), st.integers(1, 255))
MASKS = st.sets(st.integers(0, 12)).map(NodeMask.of)
PAGES_OF_A_MIB = 16  # with pages of 64 KiB


@st.composite
def matrices(draw: st.DrawFn, size: int) -> list[list[int]]:
    """Distances that need not be symmetric; few values, so that many are equal."""
    some = st.sampled_from(draw(st.lists(DISTANCES, min_size=1, max_size=3)))
    return [[10 if i == j else draw(some) for j in range(size)] for i in range(size)]


@st.composite
def machines(draw: st.DrawFn, largest_mib: int = 4) -> Document:
    """One to five nodes in any order, some without memory; CPUs 0 and 1 somewhere."""
    ids = draw(NODE_IDS)
    sizes = st.tuples(st.integers(0, largest_mib), st.integers(0, 1))
    nodes = []
    homes = [draw(st.sampled_from(ids)) for _ in range(2)]
    for node in ids:
        mib, reserve = draw(sizes)
        cpus = ",".join(str(cpu) for cpu in range(2) if homes[cpu] == node)
        nodes.append({"id": node, "mib": mib, "reserve_mib": min(mib, reserve), "cpus": cpus})
    if all(node["mib"] == node["reserve_mib"] for node in nodes):
        nodes[0] |= {"mib": 2, "reserve_mib": 0}
    return {"page_kib": 64, "nodes": nodes, "distance": draw(matrices(len(ids)))}


def with_memory(machine: Document) -> list[int]:
    """Nodes of a machine that pages can come from."""
    return [node["id"] for node in machine["nodes"] if node["mib"] > node["reserve_mib"]]


@st.composite
def tasks(draw: st.DrawFn, machine: Document) -> list[Document]:
    """One or two tasks, each with a cpuset that holds memory."""
    ids = [node["id"] for node in machine["nodes"]]
    made = []
    for name in draw(st.sampled_from([["a"], ["b", "a"]])):
        mems = draw(st.sets(st.sampled_from(ids))) | {draw(st.sampled_from(with_memory(machine)))}
        text = draw(st.sampled_from([None, str(NodeMask.of(mems))]))
        made.append({"name": name, "cpu": draw(st.integers(0, 1)), "mems_allowed": text})
    return made


@st.composite
def page_lists(draw: st.DrawFn, pages: int) -> str:
    """Touch orders: up, down, stepped, repeated, single pages."""
    page = st.integers(0, pages - 1)
    one = st.builds("{}".format, page)
    span = st.builds("{}-{}".format, page, page)
    stepped = st.builds("{}-{}:{}".format, page, page, st.integers(1, 9))
    whole = st.sampled_from([f"0-{pages - 1}", f"{pages - 1}-0"])
    parts = draw(st.lists(one | span | stepped | whole, min_size=1, max_size=3))
    return ",".join(parts)


def node_texts(ids: Sequence[int]) -> st.SearchStrategy[str]:
    """Masks of existing nodes mostly, of absent ones sometimes, or empty."""
    there = st.sets(st.sampled_from(list(ids)), min_size=1)
    any_node = st.sets(st.integers(0, 12), max_size=3)
    return st.one_of(there, there, any_node).map(lambda nodes: str(NodeMask.of(nodes)))


FLAGS = st.sampled_from([0, 0, 1, 2]).flatmap(
    lambda size: st.lists(st.sampled_from(MODE_FLAGS), min_size=size, max_size=size, unique=True)
)
"""Mostly none, sometimes one or two."""


@st.composite
def policies(draw: st.DrawFn, ids: Sequence[int]) -> Document:
    """A set_mempolicy that the kernel takes more often than not."""
    mode = draw(st.sampled_from([*MODES, *["interleave", "weighted_interleave"] * 2]))
    bare = mode in {"default", "local"} and draw(st.integers(0, 4)) > 0
    nodes = "" if bare else draw(node_texts(ids))
    return {"op": "set_mempolicy", "mode": mode, "flags": draw(FLAGS), "nodes": nodes}


@st.composite
def touches(draw: st.DrawFn, sizes: Sequence[int]) -> Document:
    """Faults somewhere in one of the regions."""
    region = draw(st.integers(0, len(sizes) - 1))
    return {"op": "touch", "id": f"r{region}", "pages": draw(page_lists(sizes[region]))}


@st.composite
def settings_changed(draw: st.DrawFn, ids: Sequence[int]) -> Document:
    """A new policy mostly, or new weights, or another CPU."""
    kind = draw(st.sampled_from(["policy", "policy", "policy", "weights", "affinity"]))
    if kind == "policy":
        return draw(policies(ids))
    if kind == "affinity":
        return {"op": "sched_setaffinity", "cpu": draw(st.integers(0, 2))}
    node = str(draw(st.sampled_from([*ids, 11])))
    return {"op": "weights", "set": {node: draw(st.integers(1, 6) | st.integers(0, 300))}}


@st.composite
def experiments(draw: st.DrawFn, largest_mib: int = 4) -> Document:
    """A machine with small nodes, tasks with cpusets, and events that fill it up."""
    machine = draw(machines(largest_mib))
    ids = [node["id"] for node in machine["nodes"]]
    sizes = draw(st.lists(st.integers(1, 100), min_size=1, max_size=2))
    made = draw(tasks(machine))
    events: list[Any] = [
        {"op": "mmap", "id": f"r{i}", "pages": size, "addr": hex((i << 40) + (at << 16))}
        for i, (size, at) in enumerate((size, draw(st.integers(0, 2**20))) for size in sizes)
    ]
    for _ in range(draw(st.integers(1, 5))):
        events += draw(st.lists(settings_changed(ids), min_size=1, max_size=2))
        events.append(draw(touches(sizes)))
    for event in events:
        if event["op"] != "weights":
            event["task"] = draw(st.sampled_from(made))["name"]
    weights = draw(st.dictionaries(st.sampled_from(ids).map(str), st.integers(1, 6)))
    return {
        "kernel": draw(st.sampled_from(["linux-6.12", "linux-7.2", "linux-7.3"])),
        "machine": machine,
        "sysfs": {"weights": weights},
        "tasks": made,
        "events": events,
    }
