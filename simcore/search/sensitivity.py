"""How much hangs on a bandwidth that nobody measured well."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simcore.bandwidth import Resource
from simcore.search.best import best_weights
from simcore.search.problem import Bound, Problem
from simcore.search.rates import rates_of
from simcore.search.rivals import distance_percent

__all__ = ("ERRORS", "Shift", "sensitivity")

ERRORS = (0.9, 1.1)
"""A bandwidth is looked at 10 % lower and 10 % higher."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What becomes of the best when one node's bandwidth is ``factor`` times what was typed.

    ``kept_gb_per_s`` is the rate of the old weights on the changed machine, ``loss_percent``
    what it costs not to change them.
    """

    node: int
    factor: float
    weights: tuple[int, ...]
    gb_per_s: float
    kept_gb_per_s: float
    loss_percent: float


def sensitivity(problem: Problem, weights: tuple[int, ...], bound: Bound) -> tuple[Shift, ...]:
    """For each node: the best weights when its bandwidth is 10 % off, against ``weights``."""
    return tuple(
        _shift(problem, place, factor, (weights, bound))
        for place in range(len(problem.nodes))
        for factor in ERRORS
    )


def _shift(
    problem: Problem, place: int, factor: float, held: tuple[tuple[int, ...], Bound]
) -> Shift:
    weights, bound = held
    column = problem.columns[place]
    nodes = list(problem.system.nodes)
    nodes[column] = _scaled(nodes[column], factor)
    changed = replace(problem, system=replace(problem.system, nodes=tuple(nodes)))
    best = best_weights(changed, bound)
    kept = float(rates_of(changed, np.array([weights])).total[0])
    return Shift(
        node=problem.nodes[place],
        factor=factor,
        weights=best.weights,
        gb_per_s=best.gb_per_s,
        kept_gb_per_s=kept,
        loss_percent=max(0.0, distance_percent(kept, best.gb_per_s)),
    )


def _scaled(node: Resource, factor: float) -> Resource:
    """A node with all its rates multiplied; what is None follows the read rate anyway."""
    rates = {
        name: rate * factor
        for name in ("read_gb_per_s", "write_gb_per_s", "total_gb_per_s")
        if (rate := getattr(node, name)) is not None
    }
    return replace(node, **rates)
