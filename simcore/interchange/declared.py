"""What a machine declares to a virtual machine monitor: the same for QEMU and libvirt.

Only what the document says outright counts: a node's own values for the CPUs it is nearest to,
and its ``access`` entries, which go first. Links are not followed.
"""

from __future__ import annotations

from collections.abc import Iterator

from simcore.nodemask import NodeMask
from simcore.spec.limits import MAX_CPUS
from simcore.spec.machine import Access, Machine, Node

__all__ = (
    "HOLES",
    "distances",
    "holes",
    "nearest",
    "pairs",
    "rates",
    "unsaid",
)

HOLES = "empty nodes that only fill holes in the ids:"
"""How a script marks nodes that the machine does not have; its reader leaves them out."""


def _cpus(machine: Machine) -> NodeMask:
    used = NodeMask()
    for node in machine.nodes:
        used |= NodeMask.parse(node.cpus, MAX_CPUS)
    return used


def nearest(machine: Machine, node: Node) -> int | None:
    """The node whose CPUs a memory is nearest to: itself, one of its socket, or by distance."""
    if node.cpus:
        return node.id
    column = machine.nodes.index(node)
    ranked = [
        (other.socket != node.socket, machine.distance[row][column], other.id)
        for row, other in enumerate(machine.nodes)
        if other.cpus
    ]
    return min(ranked)[2] if ranked else None


def holes(machine: Machine) -> NodeMask:
    """Ids below the last one that no node has."""
    ids = {node.id for node in machine.nodes}
    return NodeMask.of(hole for hole in range(max(ids)) if hole not in ids)


def distances(machine: Machine) -> Iterator[tuple[int, int, int]]:
    """From, to, and the distance, for every pair that such a table can hold."""
    for a, row in zip(machine.nodes, machine.distance, strict=True):
        for b, value in zip(machine.nodes, row, strict=True):
            if value >= 10:
                yield a.id, b.id, value


def pairs(machine: Machine) -> list[Access]:
    """What CPUs get of memory, by initiator and target, as far as it is said."""
    known: dict[tuple[int, int], Access] = {}
    for node in machine.nodes:
        initiator = nearest(machine, node)
        if initiator is not None and node.mib:
            known[initiator, node.id] = Access(
                initiator=initiator,
                target=node.id,
                read_mib_per_s=node.read_mib_per_s,
                write_mib_per_s=node.write_mib_per_s,
                idle_ns=node.own_ns,
            )
    with_cpus = machine.has_cpu
    for entry in machine.access or ():
        if entry.initiator in with_cpus:
            known[entry.initiator, entry.target] = entry
    return [known[pair] for pair in sorted(known)]


def rates(pair: Access) -> dict[str, int]:
    """Rates by kind: one for both where reads and writes are as fast."""
    if pair.read_mib_per_s and pair.read_mib_per_s == pair.write_mib_per_s:
        return {"access": pair.read_mib_per_s}
    both = {"read": pair.read_mib_per_s, "write": pair.write_mib_per_s}
    return {kind: rate for kind, rate in both.items() if rate}


def unsaid(machine: Machine) -> Iterator[str]:
    """Sentences on what gets lost, and on what the monitor will not take."""
    for node in machine.nodes:
        if node.kind != "dram":
            listed = ", and `cxl list` shows nothing" if node.kind == "cxl" else ""
            yield f"node {node.id} is {node.kind}: the guest sees plain memory{listed}"
    for link in machine.links:
        ends = " and ".join(link.ends)
        yield f"link {link.id} ({link.kind}) between {ends} cannot be declared"
    sources = sorted({str(source) for source in machine.sources.values()} - {"typed"})
    if sources:
        yield f"where numbers came from is not kept: {', '.join(sources)}"
    yield from _lost(machine)
    yield from _refused(machine)


def _lost(machine: Machine) -> Iterator[str]:
    if any(node.total_mib_per_s or node.curve for node in machine.nodes):
        yield "rates of reads and writes together and loaded latencies are not kept"
    if any(node.reserve_mib for node in machine.nodes):
        yield "memory held back by the kernel is part of the sizes"


def _refused(machine: Machine) -> Iterator[str]:
    """What has to be changed by hand before such a machine boots."""
    cpus = _cpus(machine)
    if not cpus:
        yield "no node has CPUs: the one CPU falls to the first node"
    elif len(cpus) != max(cpus) + 1:
        yield f"CPU numbers have holes ({cpus}): the missing CPUs fall to some node"
