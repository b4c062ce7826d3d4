"""The rates around the best: a grid of ratios for three nodes, slices through it for more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simcore.search.problem import Problem
from simcore.search.rates import rates_of

__all__ = ("GRID_SUM", "Spot", "grid", "slices")

GRID_SUM = 20
"""Sum of the weights on the grid: shares in steps of 5 %."""
_SLICE = 32


@dataclass(frozen=True, slots=True)
class Spot:
    """Weights over the problem's nodes (0: left out) and GB/s of all streams with them."""

    weights: tuple[int, ...]
    gb_per_s: float


def grid(problem: Problem) -> tuple[Spot, ...]:
    """Every ratio of three nodes in steps of one part in ``GRID_SUM``."""
    table: list[tuple[int, ...]] = [
        (first, second, GRID_SUM - first - second)
        for first in range(GRID_SUM + 1)
        for second in range(GRID_SUM + 1 - first)
    ]
    return _spots(problem, table)


def slices(problem: Problem, weights: tuple[int, ...]) -> tuple[tuple[Spot, ...], ...]:
    """For each node the rates over its weight, 0 to 32, the others held at ``weights``."""
    return tuple(
        _spots(problem, [_with(weights, place, weight) for weight in _steps(weights, place)])
        for place in range(len(weights))
    )


def _steps(weights: tuple[int, ...], place: int) -> range:
    """Weights of one node; not 0 where the others are 0, too."""
    others = sum(weights) - weights[place]
    return range(0 if others else 1, max(_SLICE, weights[place]) + 1)


def _with(weights: tuple[int, ...], place: int, weight: int) -> tuple[int, ...]:
    return (*weights[:place], weight, *weights[place + 1 :])


def _spots(problem: Problem, table: list[tuple[int, ...]]) -> tuple[Spot, ...]:
    rates = rates_of(problem, np.array(table, dtype=np.int64)).total
    return tuple(Spot(row, float(rate)) for row, rate in zip(table, rates, strict=True))
