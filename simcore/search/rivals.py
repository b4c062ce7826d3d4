"""The weights that others would choose, each with its distance from the best.

``attribute`` is what policy flags that add 1, 2 and 4 to the weight of nodes with an attribute
could say. That was an idea in a mail and never specified. Our reading: every node starts at
weight 1, a node carries the one attribute or not, and the flags given add up, so that there are
two classes of nodes at 1:1 to 8:1. The best choice of nodes and flags is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from simcore.kernel.weights import auto_weights, proportional_weights
from simcore.search.best import SIMPLE, NothingFits, best_weights, simplest_within
from simcore.search.problem import Bound, Problem
from simcore.search.rates import rates_of

__all__ = ("ATTRIBUTE_SUMS", "Rival", "distance_percent", "neighbours", "rivals")

ATTRIBUTE_SUMS = range(8)
"""What flags of +1, +2 and +4 add up to."""
_ALL_CHOICES = 8
"""Up to so many nodes every set of them may carry the attribute; beyond, the fastest do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """Weights over a problem's nodes (0: left out), GB/s, and percent below the best."""

    name: str
    weights: tuple[int, ...]
    gb_per_s: float
    below_percent: float


def distance_percent(rate: float, best: float) -> float:
    """How many percent a rate is below the best; 0 where nothing is delivered at all."""
    return 100 * (1 - rate / best) if best > 0 else 0.0


def rivals(
    problem: Problem, best_gb_per_s: float, bandwidth: Mapping[int, int], bound: Bound
) -> tuple[Rival, ...]:
    """Every other choice; ``bandwidth`` is min(read, write) of all nodes with memory.

    All DRAM nodes at their best are searched within ``bound``, where they are several but not all.
    What needs a bandwidth that is 0 (unknown), and single nodes that not all streams may use,
    are passed over.
    """
    named = [*_named(problem, bandwidth), *_all_dram(problem, bound)]
    table = np.array([weights for _, weights in named])
    rates = rates_of(problem, table).total
    found = [
        Rival(
            name=name,
            weights=weights,
            gb_per_s=float(rate),
            below_percent=distance_percent(float(rate), best_gb_per_s),
        )
        for (name, weights), rate in zip(named, rates, strict=True)
    ]
    return tuple(_strongest(found))


def neighbours(
    problem: Problem, weights: tuple[int, ...], best_gb_per_s: float
) -> tuple[Rival, ...]:
    """One step up and down on each node, the node with the largest weight first.

    Steps to a share that a node has no room for are passed over.
    """
    order = sorted(range(len(weights)), key=lambda node: (-weights[node], node))
    steps = [
        (*weights[:node], weights[node] + step, *weights[node + 1 :])
        for node in order
        if weights[node]
        for step in (-1, 1)
        if 1 <= weights[node] + step <= 255
    ]
    table = problem.fits(np.array(steps))
    rates = rates_of(problem, table).total if len(table) else ()
    return tuple(
        Rival(
            name="neighbour",
            weights=tuple(int(weight) for weight in near),
            gb_per_s=float(rate),
            below_percent=distance_percent(float(rate), best_gb_per_s),
        )
        for near, rate in zip(table, rates, strict=True)
    )


def _named(problem: Problem, bandwidth: Mapping[int, int]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Every choice that is compared; several of one name compete among themselves."""
    nodes = problem.nodes
    yield "plain", (1,) * len(nodes)
    own = {node: bandwidth.get(node, 0) for node in nodes}
    if all(own.values()):
        by_hand = proportional_weights(own)
        yield "proportional", tuple(by_hand[node] for node in nodes)
    auto = auto_weights(bandwidth)
    yield "auto", tuple(auto.get(node, 1) for node in nodes)
    yield from (("attribute", weights) for weights in _by_attribute(problem))
    for place, column in enumerate(problem.columns):
        if all(row[place] for row in problem.allowed):
            alone = tuple(int(other == place) for other in range(len(nodes)))
            yield "single", alone
            if problem.system.nodes[column].kind == "dram":
                yield "dram", alone


def _all_dram(problem: Problem, bound: Bound) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The best weights of the DRAM nodes, the others left out: what there is without the rest."""
    kinds = [problem.system.nodes[column].kind for column in problem.columns]
    places = tuple(place for place, kind in enumerate(kinds) if kind == "dram")
    part = problem.over(places)
    if part is None or not 1 < len(places) < len(kinds):
        return
    try:
        best = best_weights(part, replace(bound, least=1))
    except NothingFits:
        return
    yield "all_dram", problem.padded(places, simplest_within(part, best, SIMPLE))


def _by_attribute(problem: Problem) -> Iterator[tuple[int, ...]]:
    """All weights that one attribute bit a node and three flags can say."""
    seen = set()
    for carries, added in product(_marked(problem), ATTRIBUTE_SUMS):
        weights = tuple(1 + added * bit for bit in carries)
        if weights not in seen:
            seen.add(weights)
            yield weights


def _marked(problem: Problem) -> Iterator[tuple[int, ...]]:
    """Which nodes carry the attribute: every choice, or the fastest so many of many nodes."""
    nodes = len(problem.nodes)
    if nodes <= _ALL_CHOICES:
        yield from product((0, 1), repeat=nodes)
        return
    rates = [problem.system.nodes[column].read_gb_per_s or 0.0 for column in problem.columns]
    order = sorted(range(nodes), key=lambda node: -rates[node])
    for many in range(nodes):
        yield tuple(int(node in order[:many]) for node in range(nodes))


def _strongest(found: list[Rival]) -> Iterator[Rival]:
    """The fastest of each name, in the order in which the names came."""
    for name in dict.fromkeys(rival.name for rival in found):
        yield max((r for r in found if r.name == name), key=lambda rival: rival.gb_per_s)
