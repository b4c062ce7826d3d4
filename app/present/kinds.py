"""How each kind of memory looks: colour, shape and name, the same everywhere.

The colours are of the Okabe-Ito set that keeps 3:1 contrast on both themes; ``deep`` is the
tone behind white text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ("KINDS", "NOWHERE", "ZERO_PAGE", "Kind", "node_label", "page_kind")


@dataclass(frozen=True, slots=True)
class Kind:
    """A memory kind on the page; ``shape`` names its outline in the drawing."""

    label: str
    colour: str
    deep: str
    shape: str


KINDS: Mapping[str, Kind] = {
    "dram": Kind("DRAM", "#0072B2", "#0072B2", "square"),
    "hbm": Kind("HBM", "#D55E00", "#B34F00", "hexagon"),
    "cxl": Kind("CXL", "#009E73", "#00795A", "rounded"),
    "remote": Kind("remote", "#CC79A7", "#A04C7E", "slanted"),
    "pmem": Kind("PMem", "#7A828B", "#5F676F", "notched"),
}


ZERO_PAGE = -14
"""Stands for the zero page in a page map: read, but not allocated on any node."""
NOWHERE: Mapping[int, Kind] = {
    -2: Kind("not present", "#c9cfd6", "#c9cfd6", "square"),
    ZERO_PAGE: Kind("zero page", "#8d959e", "#8d959e", "square"),
}
"""How pages without a node look."""


def page_kind(node: int, kinds: Mapping[int, str]) -> Kind:
    """How a page looks that lies on ``node``, or on none."""
    return NOWHERE[node] if node < 0 else KINDS[kinds[node]]


def node_label(node_id: int, kind: str) -> str:
    """The name of a node in running text and tables: node 1 (CXL)."""
    return f"node {node_id} ({KINDS[kind].label})"
