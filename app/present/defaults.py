"""What is assumed of a new element until somebody knows better, by its kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, get_args

from simcore.bandwidth.constants import GB_PER_S_PER_MIB_PER_S, KINDS, Kind, link_kind
from simcore.spec.machine import NODE_KINDS, LinkKind

__all__ = ("defaults",)

_MIB: Final[Mapping[str, int]] = {
    "dram": 65_536,
    "hbm": 16_384,
    "cxl": 131_072,
    "remote": 65_536,
    "pmem": 131_072,
}
"""Usual sizes; people change them at once."""


def defaults() -> dict[str, Any]:
    """Rates in MiB/s, times in ns, sizes in MiB: the model's own constants by kind."""
    links = {name: KINDS[link_kind(name)] for name in get_args(LinkKind)}
    return {
        "nodes": {name: {"mib": _MIB[name], **_node(KINDS[name])} for name in NODE_KINDS},
        "links": {
            name: {"mib_per_s": _mib_per_s(kind.read_gb_per_s), "add_ns": round(kind.idle_ns)}
            for name, kind in links.items()
        },
    }


def _mib_per_s(gb_per_s: float) -> int:
    return round(gb_per_s / GB_PER_S_PER_MIB_PER_S)


def _node(kind: Kind) -> dict[str, int | None]:
    read = _mib_per_s(kind.read_gb_per_s)
    return {
        "read_mib_per_s": read,
        "write_mib_per_s": round(read * kind.write_ratio),
        "total_mib_per_s": round(read * kind.total_ratio) if kind.total_ratio else None,
        "idle_ns": round(kind.idle_ns),
    }
