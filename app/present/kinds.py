"""How each kind of memory looks: colour, shape and name, the same everywhere.

The colours are of the Okabe-Ito set that keeps 3:1 contrast on both themes; ``deep`` is the
tone behind white text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from app.words import ENGLISH, Words

__all__ = (
    "KINDS",
    "ZERO_PAGE",
    "Kind",
    "node_label",
    "page_colour",
    "page_label",
    "resource_name",
    "textures",
)


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


_TEXTURES = ("", "/", "-", "\\")
"""Hatchings in Plotly's words; the browser's strip has the same ones in the same order."""
ZERO_PAGE = -14
"""Stands for the zero page in a page map: read, but not allocated on any node."""
NOWHERE: Mapping[int, tuple[str, str]] = {
    -2: ("node.absent", "#c9cfd6"),
    ZERO_PAGE: ("node.zero", "#8d959e"),
}
"""How pages without a node are called, and their colour."""


def page_colour(node: int, kinds: Mapping[int, str]) -> str:
    """The colour of a page that lies on ``node``, or on none."""
    return NOWHERE[node][1] if node < 0 else KINDS[kinds[node]].deep


def page_label(node: int, kinds: Mapping[int, str], words: Words = ENGLISH) -> str:
    """Where a page lies, in words: node 1 (CXL), or not present."""
    return words(NOWHERE[node][0]) if node < 0 else node_label(node, kinds[node], words)


def node_label(node_id: int, kind: str, words: Words = ENGLISH) -> str:
    """The name of a node in running text and tables: node 1 (CXL)."""
    return words("node.of_kind", node=node_id, kind=KINDS[kind].label)


def textures(kinds: Mapping[int, str]) -> dict[int, str]:
    """The hatching of each node, which tells several nodes of one kind apart."""
    seen: Counter[str] = Counter()
    found = {}
    for node, kind in kinds.items():
        found[node] = _TEXTURES[seen[kind] % len(_TEXTURES)]
        seen[kind] += 1
    return found


def resource_name(name: str, words: Words = ENGLISH) -> str:
    """A node or a link as the engine names it, in words: node 1, upi0-1."""
    kind, _, node = name.partition(" ")
    if kind == "access":
        initiator, _, target = node.partition(" to ")
        return words("node.way", initiator=initiator, target=target)
    return words("node.name", node=node) if kind == "node" else name
