"""Small builders: documents that fit on a line, and what became of them.

Everything here is plain data, as it comes from a browser or a file, until ``run`` sends it
through the core.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest

from simcore.bandwidth import Resource
from simcore.bandwidth import Stream as Traffic
from simcore.bandwidth import System as Machinery
from simcore.errors import SpecError
from simcore.result import EventResult
from simcore.search.problem import Problem
from simcore.spec import Experiment, canonical_text, decode
from simcore.system import System, run_events

Document = dict[str, Any]

ORIGIN = f"0x{232_792_560 * 4096:x}"
"""An address whose page number is a multiple of 1 to 20: patterns start at their first node."""


def default_experiment() -> Document:
    """The example of EXPERIMENT.md: DRAM and CXL at 9:1, a region of 4 GiB."""
    nodes = [
        {"id": 0, "kind": "dram", "mib": 65536, "cpus": "0-63", "socket": 0}
        | {"read_mib_per_s": 204000, "write_mib_per_s": 190000, "total_mib_per_s": None}
        | {"idle_ns": 95},
        {"id": 1, "kind": "cxl", "mib": 131072, "cpus": "", "socket": 0}
        | {"read_mib_per_s": 21000, "write_mib_per_s": 21000, "total_mib_per_s": 23300}
        | {"idle_ns": 250},
    ]
    link = {"id": "pcie0", "kind": "cxl", "ends": ["node1", "socket0"], "add_ns": 0} | {
        "read_mib_per_s": 60082,
        "write_mib_per_s": 60082,
        "total_mib_per_s": None,
    }
    stream = {"task": "main", "threads": 64, "mlp": 10, "pattern": "stream"} | {
        "read_permille": 667,
        "think_ns": 0,
        "regions": {"heap": 1000},
    }
    return {
        "format": 1,
        "kernel": "linux-7.2",
        "machine": {
            "page_kib": 4,
            "sockets": [{"id": 0}],
            "switches": [],
            "nodes": nodes,
            "links": [link],
            "distance": [[10, 14], [14, 10]],
            "sources": {"/nodes/0/idle_ns": "assumed", "/nodes/1/idle_ns": "assumed"},
        },
        "sysfs": {"auto": False, "weights": {"0": 9, "1": 1}},
        "tasks": [{"name": "main", "cpu": 0, "mems_allowed": "0-1", "caps": []}],
        "events": [
            {"op": "set_mempolicy", "task": "main", "mode": "weighted_interleave"}
            | {"flags": [], "nodes": "0-1"},
            {"op": "mmap", "task": "main", "id": "heap", "kind": "anon", "pages": 1048576}
            | {"addr": "0x100000000000"},
            {"op": "touch", "task": "main", "id": "heap", "pages": "0-1048575"},
        ],
        "workload": {"streams": [stream]},
        "seed": 0,
    }


def machine(*mib: int, distance: Sequence[Sequence[int]] | None = None, **more: Any) -> Document:
    """Nodes 0, 1, … with so much memory; node n has CPU n; all at distance 20 if not said."""
    size = range(len(mib))
    return {
        "nodes": [{"id": node, "mib": mib[node], "cpus": str(node)} for node in size],
        "distance": distance or [[10 if i == j else 20 for j in size] for i in size],
    } | more


def two_nodes(mib: int = 1) -> Document:
    """Two equal nodes with a CPU each; a MiB holds 256 pages."""
    return machine(mib, mib)


def experiment(on: Document, *events: Document, **more: Any) -> Document:
    """An experiment with one task on CPU 0."""
    return {"machine": on, "tasks": [{"name": "main"}], "events": list(events)} | more


def policy(mode: str, nodes: str = "", *flags: str, **more: Any) -> Document:
    """set_mempolicy by the first task."""
    return {"op": "set_mempolicy", "mode": mode, "nodes": nodes, "flags": list(flags)} | more


def mmap(pages: int, region: str = "heap", addr: str | None = ORIGIN, **more: Any) -> Document:
    """A mapping whose first page is the first of the pattern, unless another address is given."""
    return {"op": "mmap", "id": region, "pages": pages, "addr": addr} | more


def touch(pages: str, region: str = "heap", **more: Any) -> Document:
    """First writes to pages of a region."""
    return {"op": "touch", "id": region, "pages": pages} | more


def mbind(mode: str, nodes: str = "", *mf: str, region: str = "heap", **more: Any) -> Document:
    """mbind of a region, or of some of its pages."""
    return {"op": "mbind", "id": region, "mode": mode, "nodes": nodes, "mf": list(mf)} | more


def where(pages: int, region: str = "heap", first: int = 0) -> Document:
    """The question where pages of a region are."""
    return {"op": "where", "id": region, "first": first, "pages": pages}


def touched(pages: int, mode: str, nodes: str = "", *flags: str) -> tuple[Document, ...]:
    """Policy, mapping, and one sweep over all of it."""
    return policy(mode, nodes, *flags), mmap(pages), touch(f"0-{pages - 1}")


def two_homes(document: Document) -> Document:
    """A machine of two sockets with a task on each, ``main`` and ``peer``, beside its own pages."""
    first, copy = document["workload"]["streams"][0], deepcopy(document)
    copy["tasks"] = [{"name": "main", "cpu": 0}, {"name": "peer", "cpu": 32}]
    copy["events"] = [
        event
        for task, name, addr in (("main", "near", 1 << 44), ("peer", "other", 1 << 45))
        for event in (
            mmap(131072, name, hex(addr), task=task),
            touch("0-131071", name, task=task),
        )
    ]
    copy["workload"]["streams"] = [
        first | {"task": "main", "regions": {"near": 1000}},
        first | {"task": "peer", "regions": {"other": 1000}},
    ]
    return copy


def edited(document: Document, where: str, value: Any) -> Document:
    """A copy of a document with one place (``/machine/nodes/0/mib``) set to a value."""
    copy = deepcopy(document)
    holder, last = _place(copy, where)
    if isinstance(holder, list) and last == len(holder):
        holder.append(value)
    else:
        holder[last] = value
    return copy


def without(document: Document, where: str) -> Document:
    """A copy of a document that lacks one place."""
    copy = deepcopy(document)
    holder, last = _place(copy, where)
    del holder[last]
    return copy


def _place(document: Any, where: str) -> tuple[Any, Any]:
    *path, last = where.split("/")[1:]
    for part in path:
        document = document[int(part) if isinstance(document, list) else part]
    return document, int(last) if isinstance(document, list) else last


def told(document: Any) -> list[tuple[str, str]]:
    """The problems (pointer, sentence) that a document is refused with."""
    with pytest.raises(SpecError) as refusal:
        decode(document)
    return [(problem.pointer, problem.detail) for problem in refusal.value.problems]


def pointers(document: Any) -> list[str]:
    """The places that a refusal names."""
    return [where for where, _ in told(document)]


def canonical(document: Document) -> Document:
    """The canonical form of a document, as plain data."""
    plain: Document = json.loads(canonical_text(decode(document)))
    return plain


@dataclass(frozen=True, slots=True)
class Ran:
    """An experiment that was run: its answers and where its pages are."""

    experiment: Experiment
    system: System
    events: tuple[EventResult, ...]

    @property
    def free(self) -> dict[int, int]:
        """Free pages of every node."""
        return dict(self.system.free)

    def nodes(self, region: str = "heap") -> list[int]:
        """Node of each page, -2 where there is none."""
        pages = self.system.regions[region].map
        return [node for node, run in pages.runs(0, pages.pages) for _ in range(run)]

    def counts(self, region: str = "heap") -> dict[int, int]:
        """Pages on each node."""
        return self.system.regions[region].map.counts()

    def segments(self, region: str = "heap") -> list[list[Any]]:
        """The page map as a result shows it."""
        pages = self.system.regions[region].map
        return [[s.first, s.count, str(s.pattern), s.phase] for s in pages]


def run(document: Document) -> Ran:
    """Decode a document and let its events act."""
    decoded = decode(document)
    system = System.boot(decoded)
    return Ran(decoded, system, tuple(run_events(system, decoded.events)))


def answered(*events: Document, on: Document | None = None, **more: Any) -> dict[str, Any]:
    """The last event's answer, without what it changed."""
    ran = run(experiment(on or two_nodes(), *events, **more))
    return ran.events[-1].model_dump(exclude_defaults=True, exclude={"changes"})


def searched(*rates: float, threads: int = 64, idle_ns: float = 100.0, **more: Any) -> Problem:
    """A stream of reads over nodes of these GB/s without links; node n has the id n."""
    places = tuple(range(len(rates)))
    system = Machinery(
        nodes=tuple(
            Resource(name=f"node {n}", kind="dram", read_gb_per_s=rates[n], idle_ns=idle_ns)
            for n in places
        )
    )
    stream = Traffic(threads=threads, shares=(1.0,) + (0.0,) * (len(rates) - 1), **more)
    return Problem(system=system, streams=(stream,), nodes=places, columns=places)
