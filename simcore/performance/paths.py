"""Which links a line crosses from a socket to a node: the path with the fewest links.

Ties go to the least added latency, then to the smaller link ids. A node that no link names sits
on its socket; the memory's own latency counts from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import heappop, heappush

from simcore.spec.machine import Machine

__all__ = ("paths_from",)

_Cost = tuple[int, int, tuple[str, ...]]


def paths_from(machine: Machine, node: int) -> Mapping[int, tuple[int, ...] | None]:
    """For CPUs of ``node``: the indices of the links to every node, None where no path leads."""
    start = _vertex_of(machine, node)
    found = _reach(machine, start)
    place = {link.id: i for i, link in enumerate(machine.links)}
    paths: dict[int, tuple[int, ...] | None] = {}
    for target in machine.nodes:
        cost = found.get(f"node{target.id}")
        paths[target.id] = None if cost is None else tuple(place[link] for link in cost[2])
    return paths


def _vertex_of(machine: Machine, node: int) -> str:
    socket = machine.node(node).socket
    return f"node{node}" if socket is None else f"socket{socket}"


def _reach(machine: Machine, start: str) -> dict[str, _Cost]:
    """Cheapest way to every place, by (links, added ns, link ids)."""
    edges = _edges(machine)
    best: dict[str, _Cost] = {}
    queue: list[tuple[_Cost, str]] = [((0, 0, ()), start)]
    while queue:
        cost, place = heappop(queue)
        if place in best:
            continue
        best[place] = cost
        links, added, names = cost
        for other, name, nanoseconds in edges.get(place, ()):
            more = (links, added, names)
            if name is not None:
                more = (links + 1, added + nanoseconds, (*names, name))
            if other not in best:
                heappush(queue, (more, other))
    return best


def _edges(machine: Machine) -> dict[str, list[tuple[str, str | None, int]]]:
    edges: dict[str, list[tuple[str, str | None, int]]] = {}
    for a, b, name, nanoseconds in _connections(machine):
        edges.setdefault(a, []).append((b, name, nanoseconds))
        edges.setdefault(b, []).append((a, name, nanoseconds))
    return edges


def _connections(machine: Machine) -> Iterator[tuple[str, str, str | None, int]]:
    linked: set[str] = set()
    for link in machine.links:
        linked.update(link.ends)
        yield link.ends[0], link.ends[1], link.id, link.add_ns
    for node in machine.nodes:
        if f"node{node.id}" not in linked and node.socket is not None:
            yield f"node{node.id}", f"socket{node.socket}", None, 0
