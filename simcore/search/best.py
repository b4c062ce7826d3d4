"""The best integer weights within a bound, with the proof that none is better.

For one stream the proof is a question asked again and again: is there a set of weights that
delivers more than the best so far? For every sum of weights it is answered exactly by the
cheapest division of that sum (``allocate``), whatever the number of vectors. A sum that says no
is out for good, since the best only rises; when all have said no, the best is proved. A machine
whose equation is no such sum is searched vector by vector under upper bounds (``ceilings``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from simcore.search.allocate import Allocator
from simcore.search.candidates import candidates, fitting, reduced
from simcore.search.ceilings import ceilings
from simcore.search.problem import Bound, Problem, Weights
from simcore.search.rates import rates_of
from simcore.search.waiting import Tree, tree_of

__all__ = (
    "ENUMERATED",
    "SIMPLE",
    "Best",
    "NothingFits",
    "Proof",
    "best_weights",
    "simplest_within",
)

SIMPLE = 0.005
"""Weights that lose no more than this part of the best are as good; the smallest are advised."""
ENUMERATED = 8_000
"""Most vectors that are looked at one by one where there is no shorter proof."""
_EQUAL = 1e-11
"""Rates closer than this part are equal: what rounding leaves."""
_MORE = 1e-9
"""A better rate is better by this part at least: far above what rounding can feign at a pole."""
_TRIED = 6
"""So many of the most promising sums are followed up in a round."""
_SEEDS = 300
_BATCH = 32
_WORK = 150_000_000
"""Numbers in the tables of one round: a few seconds."""
_LITTLE = 1e-9
"""Part of the lines in flight that is a rate below any other, in GB/s a byte."""

_Found = tuple[tuple[int, ...], float]


class NothingFits(ValueError):
    """No weights lie within a bound and keep to the shares that the nodes can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How a best is known to be one.

    ``vectors`` lie within the bound. ``visited`` were looked at: sums, each with all its
    vectors at once, or vectors; ``pruned`` were ruled out by an upper bound alone.
    """

    method: Literal["allocation", "enumeration"]
    vectors: int
    visited: int
    pruned: int
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """The best weights (over the nodes of the problem) and what all streams get together."""

    weights: tuple[int, ...]
    gb_per_s: float
    bound: Bound
    proof: Proof


def best_weights(problem: Problem, bound: Bound) -> Best:
    """The best weights within ``bound``; where streams must be enumerated, it may be lowered.

    The answer holds the bound for which it is exact: many nodes behind shared links lower its
    limit until the work is a matter of seconds. Of equal ones the smallest sum is taken.
    Raises NothingFits when nothing lies within the bound.
    """
    if not bound.sums(len(problem.nodes)):
        raise NothingFits(f"no {bound} give every node its share")
    tree = tree_of(problem)
    if tree is None:
        return _by_bounds(problem, bound)
    return _by_sums(problem, _affordable(problem, bound, tree), tree)


def _affordable(problem: Problem, bound: Bound, tree: Tree) -> Bound:
    """The bound, with its limit halved until one round of the search is cheap enough."""
    while bound.limit > 1:
        lower = replace(bound, limit=bound.limit // 2)
        sums = len(bound.sums(len(problem.nodes)))
        fits_lower = bool(lower.sums(len(problem.nodes)))
        if sums * Allocator(tree, bound, 1.0).cells() <= _WORK or not fits_lower:
            break
        bound = lower
    return bound


def simplest_within(problem: Problem, best: Best, part: float) -> tuple[int, ...]:
    """The weights with the smallest sum that lose at most ``part`` of the best rate."""
    floor = best.gb_per_s * (1 - part)
    tree = tree_of(problem)
    if tree is None:
        return _first_reaching(problem, best, floor)
    sums = np.array(best.bound.sums(len(problem.nodes)))
    allocator = Allocator(tree, best.bound, floor, problem.most_share)
    for start in range(0, len(sums), 16):
        few = sums[start : start + 16]
        good = np.flatnonzero(allocator.costs(few) <= tree.target(floor))
        if good.size:
            return reduced(allocator.weights(int(few[good[0]])))
    return best.weights


def _first_reaching(problem: Problem, best: Best, floor: float) -> tuple[int, ...]:
    """The first vector, by sum, that delivers at least ``floor``."""
    table = problem.fits(candidates(len(problem.nodes), best.bound))
    table = table[ceilings(problem, table) >= floor]
    for start in range(0, len(table), _BATCH):
        rows = table[start : start + _BATCH]
        good = np.flatnonzero(rates_of(problem, rows).total >= floor)
        if good.size:
            return _plain(rows[good[0]])
    return best.weights


def _by_sums(problem: Problem, bound: Bound, tree: Tree) -> Best:
    """One stream: rounds of "can any sum beat the best?" until none can."""
    nodes = len(problem.nodes)
    alive = np.array(bound.sums(nodes))
    seeds = problem.fits(candidates(nodes, fitting(nodes, bound, _SEEDS)))
    found = _best_of(problem, seeds, ((), 0.0))
    goal = found[1]
    visited = rounds = 0
    while alive.size:
        goal = (goal or _LITTLE * tree.in_flight) * (1 + _MORE)
        allocator = Allocator(tree, bound, goal, problem.most_share)
        cost = allocator.costs(alive)
        visited, rounds = visited + len(alive), rounds + 1
        better = np.flatnonzero(cost < tree.target(goal))
        alive = alive[better]
        chosen = np.argsort(cost[better])[:_TRIED]
        tried = [allocator.weights(int(total)) for total in alive[chosen]]
        found = _best_of(problem, np.array(tried), found)
        if found[1] < goal:  # only rounding can say so; what was tried is not asked again
            alive = np.delete(alive, chosen)
        goal = found[1]
    best, goal = found
    if not best:
        raise NothingFits(f"no {bound} keep to the shares that the nodes can hold")
    proof = Proof(
        method="allocation", vectors=bound.count(nodes), visited=visited, pruned=0, rounds=rounds
    )
    return Best(weights=reduced(best), gb_per_s=goal, bound=bound, proof=proof)


def _by_bounds(problem: Problem, bound: Bound) -> Best:
    """Vector by vector, the most promising first, until no upper bound exceeds the best."""
    nodes = len(problem.nodes)
    bound = fitting(nodes, bound, ENUMERATED)
    table = problem.fits(candidates(nodes, bound))
    if not len(table):
        raise NothingFits(f"no {bound} keep to the shares that the nodes can hold")
    most = ceilings(problem, table)
    order = np.argsort(-most, kind="stable")
    found: _Found = ((), 0.0)
    visited = rounds = 0
    while visited < len(order) and most[order[visited]] >= found[1] * (1 - _EQUAL):
        rows = table[order[visited : visited + _BATCH]]
        found = _best_of(problem, rows, found)
        visited, rounds = visited + len(rows), rounds + 1
    proof = Proof(
        method="enumeration",
        vectors=bound.count(nodes),
        visited=visited,
        pruned=len(order) - visited,
        rounds=rounds,
    )
    return Best(weights=found[0], gb_per_s=found[1], bound=bound, proof=proof)


def _best_of(problem: Problem, table: Weights, known: _Found) -> _Found:
    """The best of some vectors and the one known; of equal ones the smallest sum."""
    for row, rate in zip(table, rates_of(problem, table).total if len(table) else (), strict=True):
        weights = reduced(_plain(row))
        gain = rate - known[1]
        equal = abs(gain) <= _EQUAL * rate
        if not known[0] or gain > _EQUAL * rate or (equal and _order(weights) < _order(known[0])):
            known = weights, float(rate)
    return known


def _order(weights: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    """Smaller sums first; among them what gives more to earlier nodes."""
    return sum(weights), tuple(-weight for weight in weights)


def _plain(row: Weights) -> tuple[int, ...]:
    return tuple(int(weight) for weight in row)
