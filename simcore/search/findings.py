"""Everything that an advice says, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from simcore.bandwidth import Solution, solve
from simcore.search.best import Best, NothingFits, best_weights, simplest_within
from simcore.search.problem import Bound, Problem
from simcore.search.rates import rates_of
from simcore.search.rivals import Rival, neighbours, rivals

__all__ = ("SIMPLE", "Findings", "find")

SIMPLE = 0.005
"""Weights that lose no more than this part of the best are as good; the smallest are advised."""
_WORTH = 0.01
"""Nodes are left out where that gains more than this part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What is best, what is advised, and what lies around it.

    ``weights`` are over the problem's nodes, 0 for a node that is left out; ``best`` is exact
    for its bound. ``near`` is measured against the advised rate, ``rivals`` against the higher
    of both. ``flat`` are the first and the last of n:1 and 1:n on two nodes that are within 1 %
    of the best of them.
    """

    problem: Problem
    best: Best
    weights: tuple[int, ...]
    solution: Solution
    near: tuple[Rival, ...]
    rivals: tuple[Rival, ...]
    flat: tuple[tuple[int, int], tuple[int, int]] | None

    @property
    def gb_per_s(self) -> float:
        """Rate of all streams with the advised weights."""
        return sum(stream.gb_per_s for stream in self.solution.streams)

    @property
    def band(self) -> tuple[float, float]:
        """Lower and upper end of the rate."""
        streams = self.solution.streams
        return sum(s.low_gb_per_s for s in streams), sum(s.high_gb_per_s for s in streams)

    @property
    def utilisation(self) -> Mapping[int, float]:
        """How full each weighed node is, by its id."""
        nodes, columns = self.problem.nodes, self.problem.columns
        loads = self.solution.nodes
        return {node: loads[c].utilisation for node, c in zip(nodes, columns, strict=True)}

    @property
    def used(self) -> Mapping[int, int]:
        """The advised weights by node id, nodes that are left out not named."""
        pairs = zip(self.problem.nodes, self.weights, strict=True)
        return {node: weight for node, weight in pairs if weight}

    @property
    def over_dram_percent(self) -> float | None:
        """Gain over the best single DRAM node; None where there is none, or none with room."""
        dram = self.rival("dram")
        if (
            dram is None
            or dram.gb_per_s <= 0
            or not len(self.problem.fits(np.array([dram.weights])))
        ):
            return None
        return 100 * (self.gb_per_s / dram.gb_per_s - 1)

    def rival(self, name: str) -> Rival | None:
        """The rival of a name, if there is one."""
        return next((rival for rival in self.rivals if rival.name == name), None)


def find(problem: Problem, bound: Bound, bandwidth: Mapping[int, int]) -> Findings:
    """Search, choose what to advise, and look around; ``bandwidth`` as for ``rivals``."""
    try:
        best = _with_or_without(problem, bound)
    except NothingFits:
        if not problem.most_share:
            raise
        problem = replace(problem, most_share=())  # no weights keep every node from filling up
        best = _with_or_without(problem, bound)
    weights = _one_node(problem, best) or simplest_within(problem, best, SIMPLE)
    solution = solve(problem.system, problem.placed(weights))
    rate = sum(stream.gb_per_s for stream in solution.streams)
    return Findings(
        problem=problem,
        best=best,
        weights=weights,
        solution=solution,
        near=neighbours(problem, weights, rate),
        rivals=rivals(problem, max(best.gb_per_s, rate), bandwidth),
        flat=_flat(problem, bound),
    )


def _with_or_without(problem: Problem, bound: Bound) -> Best:
    """The best of all nodes, or of some of them if that is worth it or nothing else fits."""
    if problem.allowed:
        return best_weights(problem, bound)  # a stream could be left without a node
    fewer = best_weights(problem, replace(bound, least=0))
    try:
        best = best_weights(problem, bound)
    except NothingFits:
        return fewer
    return fewer if fewer.gb_per_s > best.gb_per_s * (1 + _WORTH) else best


def _one_node(problem: Problem, best: Best) -> tuple[int, ...] | None:
    """A node that does as well as any weights, if there is one that all streams may use."""
    size = len(problem.nodes)
    shared = np.array(problem.allowed).all(axis=0) if problem.allowed else np.ones(size, bool)
    table = problem.fits(np.eye(size, dtype=np.int64)[shared])
    if not len(table):
        return None
    total = rates_of(problem, table).total
    place = int(total.argmax())
    if total[place] < best.gb_per_s * (1 - _WORTH):
        return None
    return tuple(int(weight) for weight in table[place])


def _flat(problem: Problem, bound: Bound) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """On the ladder 1:n … 1:1 … n:1 of two nodes, the first and last within 1 % of its best."""
    if len(problem.nodes) != 2 or bound.least == 0:
        return None
    last = min(bound.limit, (bound.total or bound.limit + 1) - 1)
    ladder = [(1, n) for n in range(last, 1, -1)] + [(n, 1) for n in range(1, last + 1)]
    table = problem.fits(np.array(ladder))
    if not len(table):
        return None
    total = rates_of(problem, table).total
    good = table[total >= 0.99 * total.max()]
    first, final = good[0], good[-1]
    return (int(first[0]), int(first[1])), (int(final[0]), int(final[1]))
