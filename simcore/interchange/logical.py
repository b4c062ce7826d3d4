"""Which node of the system each of hwloc's logical nodes is.

hwloc counts memory in the order of the CPUs it is local to, and by the system's number where
they are the same. With another text that tells nodes and CPUs this order can be followed; sizes
and CPUs must agree, or nothing is taken over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from simcore.interchange.facts import Fact, Note, Reading
from simcore.interchange.outline import Facts, NodeFacts
from simcore.nodemask import NodeMask
from simcore.spec.limits import MAX_CPUS

__all__ = ("resolved",)

_TOLERANCE: Final = 0.03


def resolved(reading: Reading, facts: Facts) -> Reading:
    """The reading with logical places turned into the system's, as far as that is certain."""
    sizes = {
        int(fact.place[1]): fact.value
        for fact in reading.facts
        if fact.place[0] == "logical" and fact.place[2] == "mib"
    }
    nodes = _in_order(facts)
    if not _agree(sizes, nodes):
        rule = "L# of memory attributes cannot be tied to nodes: add lstopo --of xml or numactl"
        return Reading(format=reading.format, facts=(), notes=(Note("ignored", rule),))
    made = []
    for fact in reading.facts:
        if fact.place[0] != "logical" or fact.place[2] != "access":
            continue
        target = nodes[int(fact.place[1])]
        cpus = NodeMask.parse(str(fact.place[3]), MAX_CPUS)
        for node in facts.nodes:
            if node.cpus and not NodeMask.parse(node.cpus, MAX_CPUS) - cpus:
                place = ("access", node.id, target.id, fact.place[4])
                made.append(Fact(place, fact.value, fact.witness, fact.line))
    return Reading(format=reading.format, facts=tuple(made))


def _in_order(facts: Facts) -> list[NodeFacts]:
    """Nodes by the first CPU they are local to, then by number."""
    if not any(node.cpus for node in facts.nodes):
        return []

    def key(node: NodeFacts) -> tuple[int, int]:
        return NodeMask.parse(facts.home(node).cpus, MAX_CPUS).first(), node.id

    return sorted(facts.nodes, key=key)


def _agree(sizes: Mapping[int, object], nodes: list[NodeFacts]) -> bool:
    if sorted(sizes) != list(range(len(nodes))) or not nodes:
        return False
    return all(
        isinstance(size, int)
        and (nodes[logical].mib is None or _near(size, nodes[logical].mib or 0))
        for logical, size in sizes.items()
    )


def _near(one: int, two: int) -> bool:
    return abs(one - two) <= _TOLERANCE * max(one, two)
