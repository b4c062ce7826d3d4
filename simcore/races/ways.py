"""Counting schedules, and choosing the plainest one: sums and shortest paths over the graph.

A schedule is plainer than another when it changes hands less often; among equals the one in
which actors that come first in the document go first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from simcore.races.graph import Edge, Graph
from simcore.races.states import Node

__all__ = ("Schedule", "Shows", "count_ways", "plainest", "switches")

Schedule = tuple[int, ...]
"""Whose turn it is, step by step: places of actors."""
Shows = Callable[[Node, Edge], bool]
"""Whether a step shows what one is looking for."""


def count_ways(graph: Graph, avoid: Shows | None = None) -> Mapping[Node, int]:
    """How many paths lead from the root to each node, without the steps to avoid."""
    ways = {graph.root: 1}
    for node, edges in graph.edges.items():
        here = ways.get(node, 0)
        for edge in edges:
            if here and not (avoid is not None and avoid(node, edge)):
                ways[edge.target] = ways.get(edge.target, 0) + here
    return ways


def switches(schedule: Schedule) -> int:
    """How often a schedule changes hands."""
    return sum(a != b for a, b in pairwise(schedule))


_Ranks = dict[tuple[int, bool], tuple[int, Schedule]]
"""The plainest path by who made its last step, and whether it showed what one is looking for."""


def plainest(graph: Graph, shows: Shows | None = None) -> dict[Node, Schedule]:
    """The plainest schedule to each end; with ``shows`` among those with such a step only."""
    best: dict[Node, _Ranks] = {graph.root: {(-1, shows is None): (0, ())}}
    for node, edges in graph.edges.items():
        for edge in edges if node in best else ():
            shown = shows is not None and shows(node, edge)
            ranks = best.setdefault(edge.target, {})
            for (last, seen), (cost, path) in best[node].items():
                place = (edge.actor, seen or shown)
                rank = (cost + (last not in (-1, edge.actor)), (*path, edge.actor))
                ranks[place] = min(rank, ranks.get(place, rank))
    return {end: path for end in graph.ends for path in _shown_path(best.get(end, {}))}


def _shown_path(ranks: _Ranks) -> list[Schedule]:
    """The plainest path that showed what one is looking for, if any did."""
    paths = [rank for (_, seen), rank in ranks.items() if seen]
    return [min(paths)[1]] if paths else []
