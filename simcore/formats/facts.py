"""What a text says of a machine, before anything is assumed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ("Facts", "NodeFacts", "Note")


@dataclass(frozen=True, slots=True)
class Note:
    """What an importer did with a piece of the text, or had to assume without one."""

    kind: Literal["used", "ignored", "assumed"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeFacts:
    """A node: its CPUs as kernel list text, its memory and what is free of it in MiB."""

    id: int
    cpus: str
    mib: int
    free_mib: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Nodes by id, and the distance matrix in their order where the text has one."""

    nodes: tuple[NodeFacts, ...]
    distance: tuple[tuple[int, ...], ...] | None
    notes: tuple[Note, ...] = ()
