"""What sysfs and /proc tell about the machine at hand: the head of a trace."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simcore.kernel.zonelist import build_zonelists
from simcore.nodemask import NodeMask
from simcore.spec.limits import MAX_CPUS, MAX_NODES

__all__ = ("describe", "weight_table")

_NODES = Path("sys/devices/system/node")
_WEIGHTS = Path("sys/kernel/mm/mempolicy/weighted_interleave")
_CAPABILITIES = {"sys_ptrace": 19, "sys_nice": 23}


def describe(root: Path = Path("/")) -> dict[str, Any]:
    """Everything of a trace but its cases."""
    nodes = list(NodeMask.parse(_text(root / _NODES / "online")))
    described = [_node(root, node) for node in nodes]
    with_memory = frozenset(n["node"] for n in described if n["mib"])
    distance = [_numbers(_text(root / _NODES / f"node{node}/distance")) for node in nodes]
    uname = os.uname()
    return {
        "schema": 1,
        "group": "R",
        "kernel": uname.release,
        "kernel_version": uname.version,
        "topology": {"name": "recorded", "nodes": described, "distance": distance},
        "online": str(NodeMask.of(nodes)),
        "possible": _possible(root),
        "has_memory": str(NodeMask.of(with_memory)),
        "has_cpu": str(NodeMask.of(n["node"] for n in described if n["cpus"])),
        # The kernel prints its lists at boot only; these are made as it makes them.
        "fallback_order": {
            str(node): list(order)
            for node, order in build_zonelists(nodes, distance, with_memory).items()
        },
        "initial": weight_table(root) | {"free_kb": _free(root, nodes)},
        "sysfs_access": dict(_bandwidths(root, nodes)),
        "caps": _capabilities(root),
        "mems_allowed": _status(root, "Mems_allowed_list"),
        "cpu": min(os.sched_getaffinity(0)),
    }


def weight_table(root: Path = Path("/")) -> dict[str, Any]:
    """Weights, and ``auto`` where it exists; without the directory there are none."""
    table: dict[str, Any] = {"weights": []}
    for path in sorted((root / _WEIGHTS).glob("node*"), key=lambda p: int(p.name[4:])):
        table["weights"].append([int(path.name[4:]), int(_text(path))])
    auto = root / _WEIGHTS / "auto"
    if auto.exists():
        table["auto"] = _text(auto)
    return table


def _text(path: Path) -> str:
    return path.read_text().strip()


def _numbers(text: str) -> list[int]:
    return [int(word) for word in text.split()]


def _node(root: Path, node: int) -> dict[str, Any]:
    cpus = NodeMask.parse(_text(root / _NODES / f"node{node}/cpulist"), MAX_CPUS)
    return {"node": node, "mib": _kib(root, node, "MemTotal") // 1024, "cpus": list(cpus)}


def _kib(root: Path, node: int, name: str) -> int:
    match = re.search(rf"\b{name}:\s+([0-9]+) kB", _text(root / _NODES / f"node{node}/meminfo"))
    return int(match[1]) if match else 0


def _free(root: Path, nodes: list[int]) -> list[list[int]]:
    return [[node, _kib(root, node, "MemFree")] for node in nodes]


def _possible(root: Path) -> str:
    """Nodes that could exist, as far as an experiment can name them."""
    possible = NodeMask.parse(_text(root / _NODES / "possible"))
    return str(NodeMask(possible.bits & ((1 << MAX_NODES) - 1)))


def _bandwidths(root: Path, nodes: list[int]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        for way in ("read", "write"):
            path = root / _NODES / f"node{node}/access1/initiators/{way}_bandwidth"
            if path.exists():
                yield f"acc1_{node}_{way}_bandwidth", _text(path)


def _status(root: Path, name: str) -> str:
    match = re.search(rf"^{name}:\s*(\S+)", _text(root / "proc/self/status"), re.MULTILINE)
    return match[1] if match else ""


def _capabilities(root: Path) -> list[str]:
    effective = int(_status(root, "CapEff") or "0", 16)
    return [name for name, bit in _CAPABILITIES.items() if effective >> bit & 1]
