"""What is assumed of an element until somebody knows better: the model's own constants by kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final, get_args

from simcore.bandwidth.constants import GB_PER_S_PER_MIB_PER_S, KINDS, Kind, link_kind
from simcore.interchange.to_machine import Assumptions, LinkRates, NodeRates
from simcore.spec.machine import NODE_KINDS, LinkKind

__all__ = ("ASSUMED", "defaults")

_MIB: Final[Mapping[str, int]] = {
    "dram": 65_536,
    "hbm": 16_384,
    "cxl": 131_072,
    "remote": 65_536,
    "pmem": 131_072,
}
"""Usual sizes of a new node; people change them at once."""


def _mib_per_s(gb_per_s: float) -> int:
    return round(gb_per_s / GB_PER_S_PER_MIB_PER_S)


def _node_rates(kind: Kind) -> NodeRates:
    read = _mib_per_s(kind.read_gb_per_s)
    return NodeRates(
        read_mib_per_s=read,
        write_mib_per_s=round(read * kind.write_ratio),
        total_mib_per_s=round(read * kind.total_ratio) if kind.total_ratio else None,
        idle_ns=round(kind.idle_ns),
    )


def _link_rates(kind: Kind) -> LinkRates:
    return LinkRates(mib_per_s=_mib_per_s(kind.read_gb_per_s), add_ns=round(kind.idle_ns))


ASSUMED: Final = Assumptions(
    nodes={name: _node_rates(KINDS[name]) for name in NODE_KINDS},
    links={name: _link_rates(KINDS[link_kind(name)]) for name in get_args(LinkKind)},
)
"""Rates in MiB/s and times in ns of a node or a link of each kind."""


def defaults() -> dict[str, Any]:
    """The same as plain data, with sizes in MiB, for elements that people draw."""
    nodes = {name: {"mib": _MIB[name], **asdict(rates)} for name, rates in ASSUMED.nodes.items()}
    return {"nodes": nodes, "links": {name: asdict(link) for name, link in ASSUMED.links.items()}}
