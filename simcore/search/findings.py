"""Everything that an advice says, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from simcore.bandwidth import Solution, solve
from simcore.search.best import SIMPLE, Best, NothingFits, best_weights, simplest_within
from simcore.search.certainty import Rate, surely_faster, together
from simcore.search.problem import Bound, Present, Problem
from simcore.search.rates import rates_of
from simcore.search.rivals import Rival, distance_percent, neighbours, rivals

__all__ = ("Findings", "find")

_WORTH = 0.01
"""Nodes are left out where that gains more than this part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What is best, what is advised, and what lies around it.

    ``weights`` are over the problem's nodes, 0 for a node that is left out; ``best`` is exact
    for its bound, over all nodes or fewer. ``near`` is measured against the advised rate,
    ``rivals`` against the highest of all; where the advised weights are not the best there are,
    they are the first of the rivals. ``flat`` are the first and the last of n:1 and 1:n on two
    nodes that are at most 1 % below the advised rate. ``now`` is the rate of the pages as they
    lie, and ``lie`` the weights by which they do, if one set of weights says it.
    """

    problem: Problem
    best: Best
    weights: tuple[int, ...]
    solution: Solution
    near: tuple[Rival, ...]
    rivals: tuple[Rival, ...]
    flat: tuple[tuple[int, int], tuple[int, int]] | None
    now: Rate | None = None
    lie: tuple[int, ...] = ()

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
    def most_gb_per_s(self) -> float:
        """The highest rate there is: of weights, or of the pages as they lie."""
        return max(self.best.gb_per_s, self.gb_per_s, self.now.expected if self.now else 0.0)

    @property
    def stays(self) -> bool:
        """Whether the pages are best left as they lie: nothing that was found is faster.

        Weights that are as good as the best are advised in their smallest numbers all the same.
        """
        most = max(self.best.gb_per_s, self.gb_per_s)
        margin = _WORTH if self.lie else 0.0
        return self.now is not None and 0 < most * (1 + margin) <= self.now.expected

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
        """Gain over the DRAM nodes without the others; None where there are none with room."""
        dram = self.dram
        if dram is None or dram.gb_per_s <= 0:
            return None
        return 100 * (self.gb_per_s / dram.gb_per_s - 1)

    @property
    def dram(self) -> Rival | None:
        """All DRAM nodes at their best, or the only one; None where they have no room."""
        dram = self.rival("all_dram") or self.rival("dram")
        fits = dram is not None and len(self.problem.fits(np.array([dram.weights])))
        return dram if fits else None

    @property
    def dram_nodes(self) -> tuple[int, ...]:
        """The ids of the weighed nodes that are DRAM."""
        pairs = zip(self.problem.nodes, self.problem.columns, strict=True)
        return tuple(n for n, column in pairs if self.problem.system.nodes[column].kind == "dram")

    def node_of(self, rival: Rival) -> int:
        """The first node that a rival uses."""
        pairs = zip(self.problem.nodes, rival.weights, strict=True)
        return next(node for node, weight in pairs if weight)

    @property
    def surely_over_dram(self) -> bool:
        """Whether that gain is more than what is not known about the two rates."""
        if self.dram is None:
            return False
        there = solve(self.problem.system, self.problem.placed(self.dram.weights))
        return surely_faster(together(self.solution.streams), together(there.streams))

    @property
    def around(self) -> Bound:
        """The bound for a look around: where the advice leaves nodes out, others may be, too."""
        some = 0 in self.weights and not self.problem.allowed
        return replace(self.best.bound, least=0) if some else self.best.bound

    @property
    def fastest(self) -> int:
        """The id of the advised node with the highest read rate."""
        pairs = zip(self.problem.nodes, self.problem.columns, strict=True)
        rates = {n: self.problem.system.nodes[column].read_gb_per_s or 0.0 for n, column in pairs}
        return max(self.used, key=lambda node: rates[node])

    @property
    def beside(self) -> tuple[Rival, ...]:
        """One step of the heaviest node up and down, but for what ``flat`` tells already."""
        heaviest = max(range(len(self.weights)), key=lambda node: self.weights[node])
        steps = (n for n in self.near if n.weights[heaviest] != self.weights[heaviest])
        return tuple(step for step in steps if not self._in_flat(step.weights))

    def _in_flat(self, weights: tuple[int, ...]) -> bool:
        if self.flat is None:
            return False
        one, other = weights
        (low, below), (high, above) = self.flat
        return low * other <= one * below and one * above <= high * other

    def rival(self, name: str) -> Rival | None:
        """The rival of a name, if there is one."""
        return next((rival for rival in self.rivals if rival.name == name), None)


def find(
    problem: Problem, bound: Bound, bandwidth: Mapping[int, int], present: Present | None = None
) -> Findings:
    """Search, choose what to advise, and look around; ``bandwidth`` as for ``rivals``.

    ``present`` is how the pages lie now, if they do.
    """
    try:
        best = _with_or_without(problem, bound)
    except NothingFits:
        if not problem.most_share:
            raise
        problem = replace(problem, most_share=())  # no weights keep every node from filling up
        best = _with_or_without(problem, bound)
    weights = _advised(problem, best)
    solution = solve(problem.system, problem.placed(weights))
    rate = sum(stream.gb_per_s for stream in solution.streams)
    now = together(solve(problem.system, present.streams).streams) if present else None
    most = max(best.gb_per_s, rate, now.expected if now else 0.0)
    named = [("advised", weights, rate)] if weights != best.weights else []
    if present is not None and now is not None:
        named.append(("present", present.weights, now.expected))
    return Findings(
        problem=problem,
        best=best,
        weights=weights,
        solution=solution,
        near=neighbours(problem, weights, rate),
        rivals=(
            *(_as_rival(*one, most) for one in named),
            *rivals(problem, most, bandwidth, bound),
        ),
        flat=_flat(problem, bound, rate),
        now=now,
        lie=present.weights if present else (),
    )


def _as_rival(name: str, weights: tuple[int, ...], rate: float, most: float) -> Rival:
    """The advised weights, or the pages as they lie, as a row beside the others."""
    below = distance_percent(rate, most)
    return Rival(name=name, weights=weights, gb_per_s=rate, below_percent=below)


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


def _advised(problem: Problem, best: Best) -> tuple[int, ...]:
    """One node if it does as well, else the simplest weights of no more nodes than it takes."""
    alone = _one_node(problem, best)
    if alone is not None:
        return alone
    kept = tuple(place for place, weight in enumerate(best.weights) if weight)
    floor = best.gb_per_s * (1 - _WORTH)
    fewer = None if problem.allowed else _without_one(problem, best, kept)
    while fewer is not None and fewer[1].gb_per_s >= floor:
        kept, best = fewer
        fewer = _without_one(problem, best, kept)
    part = problem.over(kept)
    assert part is not None  # only a problem without restrictions leaves nodes out here
    return problem.padded(kept, simplest_within(part, _over(best, kept), SIMPLE))


def _over(best: Best, places: tuple[int, ...]) -> Best:
    """A best over all nodes as one over the places that it uses."""
    weights = tuple(best.weights[place] for place in places)
    return replace(best, weights=weights, bound=replace(best.bound, least=1))


def _without_one(
    problem: Problem, best: Best, kept: tuple[int, ...]
) -> tuple[tuple[int, ...], Best] | None:
    """The places and the best weights without the node that is missed least; None for two nodes.

    Which one that is, is judged with the other weights as they are.
    """
    if len(kept) <= 2:
        return None
    table = np.array([problem.padded(kept, tuple(best.weights[p] for p in kept))] * len(kept))
    table[range(len(kept)), kept] = 0
    spare = kept[int(rates_of(problem, table).total.argmax())]
    places = tuple(place for place in kept if place != spare)
    part = problem.over(places)
    assert part is not None
    try:
        found = best_weights(part, replace(best.bound, least=1))
    except NothingFits:
        return None
    return places, replace(found, weights=problem.padded(places, found.weights))


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


def _flat(
    problem: Problem, bound: Bound, rate: float
) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """On the ladder 1:n … 1:1 … n:1 of two nodes, the first and last at most 1 % below ``rate``."""
    if len(problem.nodes) != 2 or bound.least == 0:
        return None
    last = min(bound.limit, (bound.total or bound.limit + 1) - 1)
    ladder = [(1, n) for n in range(last, 1, -1)] + [(n, 1) for n in range(1, last + 1)]
    table = problem.fits(np.array(ladder))
    if not len(table):
        return None
    total = rates_of(problem, table).total
    good = table[total >= 0.99 * rate]
    if not len(good):
        return None
    first, final = good[0], good[-1]
    return (int(first[0]), int(first[1])), (int(final[0]), int(final[1]))
