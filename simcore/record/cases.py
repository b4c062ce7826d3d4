"""What is recorded when nobody brings an experiment: the basic rules, one case each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simcore.nodemask import NodeMask
from simcore.spec import Experiment, decode
from simcore.spec.events import MODES

__all__ = ("BUILT_IN", "Recordable", "basic_cases")

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recordable:
    """A case: its name and the experiment whose events are done."""

    name: str
    experiment: Experiment


def basic_cases(nodes: str, cpu: int) -> list[Recordable]:
    """The built-in cases for a machine with these nodes, recorded on this CPU."""
    return [
        Recordable(name, _experiment(nodes, cpu, list(made(nodes))))
        for name, made in BUILT_IN.items()
    ]


def _experiment(nodes: str, cpu: int, events: list[Event]) -> Experiment:
    """Only the events are done; the machine is there because an experiment has one."""
    ids = list(NodeMask.parse(nodes))
    machine = {
        "nodes": [{"id": n, "mib": 1024, "cpus": str(cpu) if n == ids[0] else ""} for n in ids],
        "distance": [[10 if a == b else 20 for b in ids] for a in ids],
    }
    task = {"name": "main", "cpu": cpu, "caps": []}
    pinned: Event = {"op": "sched_setaffinity", "cpu": cpu}
    return decode({"machine": machine, "tasks": [task], "events": [pinned, *events]})


def _mmap(region: str, pages: int, kind: str = "anon", **more: Any) -> Event:
    return {"op": "mmap", "id": region, "pages": pages, "kind": kind} | more


def _touch(region: str, pages: str, **more: Any) -> Event:
    return {"op": "touch", "id": region, "pages": pages} | more


def _where(region: str, pages: int) -> Event:
    return {"op": "where", "id": region, "pages": pages}


def _set(mode: str, nodes: str = "", *flags: str, **more: Any) -> Event:
    fields = {"mode": mode, "nodes": nodes, "flags": list(flags)}
    return {"op": "set_mempolicy"} | fields | more


def _mbind(region: str, mode: str, nodes: str = "", *mf: str, **more: Any) -> Event:
    fields = {"id": region, "mode": mode, "nodes": nodes, "mf": list(mf)}
    return {"op": "mbind"} | fields | more


def _read(**where: Any) -> Event:
    return {"op": "get_mempolicy"} | where


def _needs_nodes(mode: str) -> bool:
    return mode not in ("default", "local")


def _task_policies(nodes: str) -> Iterator[Event]:
    for number, mode in enumerate(MODES):
        yield _set(mode, nodes if _needs_nodes(mode) else "")
        yield _read()
        yield _mmap(f"v{number}", 24)
        yield _touch(f"v{number}", "0-23")
    yield _set("default")
    for number in range(len(MODES)):
        yield _where(f"v{number}", 24)


def _flags(nodes: str) -> Iterator[Event]:
    for flags in (["static_nodes"], ["relative_nodes"], ["numa_balancing"]):
        for mode in MODES:
            yield _set(mode, nodes if _needs_nodes(mode) else "", *flags)
            yield _read()
    yield _set("bind", nodes, "static_nodes", "relative_nodes")


def _refused_policies(nodes: str) -> Iterator[Event]:
    for mode in MODES:
        yield _set(mode)
        yield _set(mode, nodes, maxnode="0x0")
        yield _set(mode, nodes, maxnode="0x1")
        yield _set(mode, nodes, maxnode="0x8002")
        yield _set(mode, "bad")
        yield _set(mode, "-")
        yield _set(mode, "1024", maxnode="0x1000")
    yield _set("0x7", nodes)
    yield _set("0x1800", nodes)
    yield _read()


def _ranges(nodes: str) -> Iterator[Event]:
    yield _mmap("v", 32)
    for mode in MODES:
        yield _mbind("v", mode, nodes if _needs_nodes(mode) else "")
        yield _read(id="v", page=3)
    yield _touch("v", "0-31:2")
    yield _mbind("v", "interleave", nodes, first=7, pages=9)
    yield _read(id="v", page=7)
    yield _read(id="v", page=16)
    yield _touch("v", "31-0")
    yield _where("v", 32)


def _refused_ranges(nodes: str) -> Iterator[Event]:
    start = 0x1000_0000_0000
    yield _mmap("v", 16, addr=hex(start))
    for addr, length in ((start + 8, 4096), (start, 0), (start, 2**64 - 1), (start, 2**20)):
        raw = {"op": "mbind", "addr": hex(addr), "length": hex(length), "nodes": nodes}
        yield raw | {"mode": "bind"}
        yield raw | {"mode": "default", "nodes": ""}
        yield {"op": "set_mempolicy_home_node", "addr": hex(addr), "length": hex(length)} | {
            "node": 0
        }
    yield _mbind("v", "bind", nodes, mf="0x10")
    yield _mbind("v", "bind", "")
    yield _where("v", 16)


def _moves(nodes: str) -> Iterator[Event]:
    first = str(NodeMask.parse(nodes).first())
    yield _mmap("v", 16)
    yield _touch("v", "0-9")
    for mf in ([], ["strict"], ["move"], ["move", "strict"]):
        yield _mbind("v", "bind", first, *mf)
    yield _mbind("v", "local", "", "strict")
    yield _read(id="v", page=0)
    yield {"op": "move_pages", "id": "v", "page": 0, "node": int(first)}
    yield {"op": "move_pages", "id": "v", "page": 12, "node": int(first)}
    yield {"op": "move_pages", "id": "v", "page": 1, "node": 63}
    yield {"op": "migrate_pages", "from": first, "to": first}
    yield _where("v", 16)


def _home(nodes: str) -> Iterator[Event]:
    home = {"op": "set_mempolicy_home_node", "id": "v"}
    yield _mmap("v", 8)
    yield home | {"node": 0}
    for mode in ("bind", "preferred_many", "interleave"):
        yield _mbind("v", mode, nodes)
        yield home | {"node": NodeMask.parse(nodes).first()}
        yield home | {"node": 1024}
        yield home | {"node": 0, "flags": "0x1"}
    yield _touch("v", "0-7")
    yield _where("v", 8)


def _shared(nodes: str) -> Iterator[Event]:
    for kind in ("memfd", "memfdpriv", "shanon"):
        yield _mmap(f"a{kind}", 16, kind, object=kind)
        yield _mbind(f"a{kind}", "interleave", nodes, first=4, pages=8)
        yield _read(id=f"a{kind}", page=5)
        yield _touch(f"a{kind}", "0-7")
    yield _mmap("b", 16, "memfd", object="memfd")
    yield _read(id="b", page=5)
    yield _touch("b", "0-15", access="read")
    for region in ("amemfd", "amemfdpriv", "ashanon", "b"):
        yield _where(region, 16)


def _zero_pages(nodes: str) -> Iterator[Event]:
    yield _mmap("v", 16)
    yield _mbind("v", "interleave", nodes)
    yield _touch("v", "0-15", access="read")
    yield _where("v", 16)
    yield _touch("v", "0-7")
    yield _where("v", 16)
    yield {"op": "madvise", "id": "v", "first": 2, "pages": 4, "advice": "dontneed"}
    yield {"op": "get_node", "id": "v", "page": 0}
    yield _where("v", 16)


def _moved_mappings(nodes: str) -> Iterator[Event]:
    for number, before in enumerate(("", "0-3")):
        region = f"v{number}"
        yield _mmap(region, 16)
        yield _mbind(region, "interleave", nodes)
        if before:
            yield _touch(region, before)
        yield {"op": "mremap", "id": region, "addr": hex(0x2000_0000_3000 + (number << 40))}
        yield _touch(region, "0-15")
        yield _where(region, 16)
    yield {"op": "munmap", "id": "v0", "first": 4, "pages": 4}
    yield _where("v0", 16)


def _fork(nodes: str) -> Iterator[Event]:
    yield _mmap("v", 16)
    yield _touch("v", "0-7")
    yield _mbind("v", "interleave", nodes)
    yield {"op": "fork", "child": "child1"}
    child = {"task": "child1"}
    yield _touch("child1:v", "0-15") | child
    yield _read(id="child1:v", page=0) | child
    yield _where("child1:v", 16) | child


def _sysfs(nodes: str) -> Iterator[Event]:
    del nodes
    yield {"op": "readweights"}
    yield {"op": "mems_allowed"}


BUILT_IN: Mapping[str, Callable[[str], Iterator[Event]]] = {
    "task-policies": _task_policies,
    "flags": _flags,
    "refused-policies": _refused_policies,
    "ranges": _ranges,
    "refused-ranges": _refused_ranges,
    "moves": _moves,
    "home-node": _home,
    "shared-memory": _shared,
    "zero-pages": _zero_pages,
    "moved-mappings": _moved_mappings,
    "fork": _fork,
    "sysfs": _sysfs,
}
"""Events of each case, for the nodes that the recording task may use."""
