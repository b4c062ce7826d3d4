"""What nobody said and matters: what keeps a machine from being made, and what is only assumed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simcore.errors import pointer
from simcore.interchange.outline import Facts
from simcore.interchange.sheet import Hole, Sheet
from simcore.spec.machine import NodeKind

__all__ = ("holes",)


def holes(facts: Facts, sheet: Sheet, kinds: Mapping[int, NodeKind]) -> Iterator[Hole]:
    """The most important first."""
    if not facts.nodes:
        yield Hole("/nodes", "No text tells the nodes of the machine: add numactl --hardware.")
        return
    if not any(node.cpus for node in facts.nodes):
        yield Hole("/nodes", "No text tells which node has CPUs: add numactl --hardware or lscpu.")
    for place, node in enumerate(facts.nodes):
        if node.mib is None:
            text = f"No text tells how much memory node {node.id} has."
            yield Hole(pointer("nodes", place, "mib"), text)
    if all(node.mib == 0 for node in facts.nodes):
        yield Hole("/nodes/0/mib", "No node has memory.")
    if facts.distance is None and len(facts.nodes) > 1:
        yield Hole("/distance", "No text has all distances: the kernel's usual ones are taken.")
    yield from _nameless(facts, kinds)
    yield from _assumed(sheet)


def _nameless(facts: Facts, kinds: Mapping[int, NodeKind]) -> Iterator[Hole]:
    """Memory of a kind that is not known yet."""
    for node in facts.nodes:
        if node.mib != 0 and node.id not in kinds:
            text = f"What memory node {node.id} is decides the rates of it that nobody says."
            yield Hole(pointer("kinds", node.id), text)


def _assumed(sheet: Sheet) -> Iterator[Hole]:
    for cell in sheet.cells:
        rate = cell.pointer.endswith(("/read_mib_per_s", "/idle_ns"))
        if cell.source == "assumed" and rate and cell.pointer.startswith("/nodes/"):
            text = f"Nobody says the {cell.field} of {cell.subject}: a usual value is taken."
            yield Hole(cell.pointer, text)
