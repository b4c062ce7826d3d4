"""Nodes with ids beyond those that a machine may have here, in the table of numactl.

POWER9 gives the memory of its GPUs the ids 252 to 255, whether there is any or not. Such a node
without CPUs and memory is left out; one that has either makes the text a machine that cannot be
taken, which is said once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from simcore.errors import SpecError
from simcore.interchange.facts import Note
from simcore.nodemask import NodeMask
from simcore.spec.limits import MAX_NODES

__all__ = ("Texts", "without_far_nodes")

Key = tuple[str, int]
Texts = dict[Key, str]
"""What stands behind each name: ("cpus", 3), ("size", 3), ("row", 3), ("head", 0), …"""

_KERNEL_MAX: Final = 1024
_EMPTY = re.compile(r" ?(?:0 MB|<?not available>?)?", re.IGNORECASE)
_OWN: Final = ("cpus", "size", "free", "row")
_LIST = re.compile(r"( ?)(\d{1,4})( nodes? \()([\d,\- ]*)\)")


def without_far_nodes(texts: Mapping[Key, str]) -> tuple[Texts, tuple[Note, ...]]:
    """The texts without empty nodes beyond the limit. Raises SpecError for others, once."""
    far = NodeMask.of(node for kind, node in texts if kind in _OWN and _is_far(node))
    full = [n for n in far if not all(_EMPTY.fullmatch(texts.get((k, n), "")) for k in _OWN[:2])]
    if full:
        rule = (
            f"nodes end at {MAX_NODES - 1} here, and nodes {NodeMask.of(full)} have CPUs or memory"
        )
        raise SpecError.at("/text", f"{rule}: take out their lines, rows and columns to go on")
    if not far:
        return dict(texts), ()
    kept = {(kind, node): text for (kind, node), text in texts.items() if not _is_far(node)}
    columns = [_is_far(int(name)) for name in texts.get(("head", 0), "").split()]
    for key, text in kept.items():
        if key[0] in ("head", "row"):
            kept[key] = _without_columns(text, columns)
    if ("available", 0) in kept:
        kept["available", 0] = _LIST.sub(_shorter, kept["available", 0])
    rule = f"nodes {far} are left out: ids end at {MAX_NODES - 1} here, and they are empty"
    return kept, (Note("assumed", rule),)


def _is_far(node: int) -> bool:
    return MAX_NODES <= node < _KERNEL_MAX


def _without_columns(text: str, far: list[bool]) -> str:
    cells = text.split()
    if len(cells) != len(far):
        return text  # told as a row that is cut off
    return " ".join(cell for cell, gone in zip(cells, far, strict=True) if not gone)


def _shorter(match: re.Match[str]) -> str:
    """The list of the line ``available:`` without far nodes, and its count."""
    try:
        listed = NodeMask.parse(match[4], _KERNEL_MAX)
    except ValueError:
        return match[0]
    near = NodeMask.of(node for node in listed if not _is_far(node))
    count = int(match[2]) - len(listed) + len(near)
    return f"{match[1]}{count}{match[3]}{near})"
