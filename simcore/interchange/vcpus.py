"""Virtual CPUs as a monitor's topology counts them: a machine in, numbers by node out.

QEMU and libvirt count virtual CPUs socket by socket, core by core, thread by thread. A machine
whose CPUs are counted otherwise, its second threads after all the first, would have nodes that lie
across sockets. There the CPUs are numbered anew, node by node, siblings side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simcore.nodemask import NodeMask
from simcore.spec.limits import MAX_CPUS
from simcore.spec.machine import Machine, Node

__all__ = ("Topology", "topology")

_THREADS = 2


@dataclass(frozen=True, slots=True)
class Topology:
    """Virtual CPUs: how many, in sockets of equal size, with so many threads a core.

    ``of`` are the CPUs of each node as the monitor counts them; ``renumbered`` tells that the
    machine counts them otherwise.
    """

    cpus: int
    sockets: int
    threads: int
    of: Mapping[int, str]
    renumbered: bool

    @property
    def cores(self) -> int:
        """Cores in each socket."""
        return self.cpus // self.sockets // self.threads

    @property
    def told(self) -> str:
        """The old and the new numbers in a sentence, for a comment."""
        listed = ", ".join(f"node {node} {cpus}" for node, cpus in self.of.items() if cpus)
        pairs = "; siblings side by side" if self.threads > 1 else ""
        return f"CPUs are numbered node by node here, as sockets hold them: {listed}{pairs}"


def topology(machine: Machine) -> Topology:
    """CPUs up to the last one; one socket where the CPUs cannot be shared out evenly."""
    own = {node.id: _own(node) for node in machine.nodes}
    count = max((max(cpus) for cpus in own.values() if cpus), default=0) + 1
    packages = {node.socket for node in machine.nodes if node.cpus} - {None}
    sockets = max(1, len(packages))
    sockets = sockets if count % sockets == 0 else 1
    kept = {node.id: node.cpus for node in machine.nodes}
    if sockets == 1 or _aligned(machine.nodes, own, count // sockets):
        return Topology(count, sockets, 1, kept, renumbered=False)
    ordered = sorted((node for node in machine.nodes if own[node.id]), key=_by_socket)
    moved = _in_order(ordered, own)
    if sum(map(len, own.values())) != count or not _aligned(ordered, moved, count // sockets):
        return Topology(count, 1, 1, kept, renumbered=False)
    told = kept | {node: str(NodeMask.of(cpus)) for node, cpus in moved.items()}
    threads = _THREADS if _siblings([own[node.id] for node in ordered]) else 1
    return Topology(count, sockets, threads, told, renumbered=True)


def _own(node: Node) -> list[int]:
    return list(NodeMask.parse(node.cpus, MAX_CPUS))


def _by_socket(node: Node) -> tuple[int, int]:
    return -1 if node.socket is None else node.socket, node.id


def _in_order(nodes: Sequence[Node], own: Mapping[int, list[int]]) -> dict[int, list[int]]:
    """New numbers, one node after the other."""
    moved, first = {}, 0
    for node in nodes:
        moved[node.id] = list(range(first, first + len(own[node.id])))
        first += len(own[node.id])
    return moved


def _aligned(nodes: Sequence[Node], own: Mapping[int, Sequence[int]], each: int) -> bool:
    """Whether the CPUs of a node lie in one socket, and those of a socket with each other."""
    at = {node.id: {cpu // each for cpu in own[node.id]} for node in nodes if own[node.id]}
    if any(len(places) > 1 for places in at.values()):
        return False
    ends = {(node.socket, *at[node.id]) for node in nodes if node.id in at}
    return len({socket for socket, _ in ends}) == len({place for _, place in ends}) == len(ends)


def _siblings(cpus: Sequence[Sequence[int]]) -> bool:
    """Whether each node has two runs of CPUs, the second as far from the first on all nodes."""
    steps = set()
    for own in cpus:
        half = len(own) // _THREADS
        apart = {second - first for first, second in zip(own[:half], own[half:], strict=False)}
        even = len(own) % _THREADS == 0 and own[half] > own[half - 1] + 1 if half else False
        steps |= apart if even else {-1}
    return len(steps) == 1 and -1 not in steps
