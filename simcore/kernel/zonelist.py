"""Zonelists: the order in which a node's allocations fall back to other nodes.

Follows build_zonelists() and find_next_best_node() of mm/page_alloc.c as they act at boot,
before the second CPU is up: the penalty for nodes with CPUs, which the source also has, adds
nothing then, and none of the recorded lists shows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ("build_zonelists",)

_MAX_NUMNODES = 1024
"""Scale that puts distance before load (MAX_NUMNODES)."""


def build_zonelists(
    nodes: Sequence[int], distance: Sequence[Sequence[int]], with_memory: frozenset[int]
) -> Mapping[int, tuple[int, ...]]:
    """Fallback order of every node over the nodes that have memory.

    ``nodes`` ascend; ``distance`` has a row and a column for each of them. The load that
    spreads equal distances is carried over from node to node, so lists depend on each other.
    """
    place = {node: i for i, node in enumerate(nodes)}
    load = dict.fromkeys(nodes, 0)
    lists: dict[int, tuple[int, ...]] = {}
    for local in nodes:
        row = distance[place[local]]
        order: list[int] = [local] if local in with_memory else []
        left = [node for node in nodes if node in with_memory and node != local]
        previous = local
        while left:
            best = min(left, key=lambda n: _cost(n, local, row[place[n]], load[n]))
            if row[place[best]] != row[place[previous]]:
                load[best] += 1
            order.append(best)
            left.remove(best)
            previous = best
        lists[local] = tuple(order)
    return lists


def _cost(node: int, local: int, distance: int, load: int) -> tuple[int, int]:
    return ((distance + (node < local)) * _MAX_NUMNODES + load, node)
