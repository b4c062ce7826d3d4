"""What is given up for what: bandwidth against latency, bandwidth against room kept free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simcore.search.best import NothingFits, best_weights
from simcore.search.candidates import candidates, fitting
from simcore.search.problem import Bound, Problem
from simcore.search.rates import rates_of

__all__ = ("Point", "latency_frontier", "room_frontier")

_LOOKED_AT = 4000
_LOOKED_AT_TOGETHER = 400
"""With several streams every vector is a solve of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Weights (0: left out), GB/s of all streams, mean latency, and the share on one node.

    ``share`` is that of the node whose room is kept, 0 on a frontier of latencies.
    """

    weights: tuple[int, ...]
    gb_per_s: float
    latency_ns: float
    share: float = 0.0


def latency_frontier(
    problem: Problem, bound: Bound, also: Sequence[tuple[int, ...]] = ()
) -> tuple[Point, ...]:
    """The choices that no other beats in both rate and mean latency, the fastest first.

    All ratios up to a sum that keeps their number low are compared, leaving nodes out, and
    ``also`` weights in larger numbers: without the best of all another would be the fastest. With
    a fixed number of lines in flight more bandwidth mostly means less latency, so the frontier
    is often a single point; that is an answer, too.
    """
    nodes = len(problem.nodes)
    most = _LOOKED_AT if len(problem.streams) == 1 else _LOOKED_AT_TOGETHER
    least = 1 if problem.allowed else 0
    wide = replace(bound, least=least)
    table = problem.fits(candidates(nodes, fitting(nodes, wide, most)))
    if also:
        table = np.vstack((table, np.array(also, dtype=table.dtype)))
    got = rates_of(problem, table)
    points: list[Point] = []
    for row in np.lexsort((table.sum(axis=1), got.mean_ns, -got.total)):
        latency = float(got.mean_ns[row])
        if not points or latency < points[-1].latency_ns * (1 - 1e-9):
            weights = tuple(int(weight) for weight in table[row])
            rate = float(got.total[row])
            points.append(Point(weights=weights, gb_per_s=rate, latency_ns=latency))
    return tuple(points)


def room_frontier(
    problem: Problem, node: int, weights: tuple[int, ...], bound: Bound, *, steps: Sequence[float]
) -> tuple[Point, ...]:
    """``weights``, then the best weights when ``node`` (an id) may hold less of the pages.

    ``steps`` are the largest shares that it may hold; those that are no less than the last
    point holds, and those that no weights of the bound can keep to, are passed over.
    """
    place = problem.nodes.index(node)
    points = [_with_share(problem, place, weights)]
    for share in steps:
        if share >= points[-1].share:
            continue
        most = list(problem.most_share or [1.0] * len(problem.nodes))
        most[place] = min(most[place], share)
        try:
            best = best_weights(replace(problem, most_share=tuple(most)), bound)
        except NothingFits:
            continue
        points.append(_with_share(problem, place, best.weights))
    return tuple(points)


def _with_share(problem: Problem, place: int, weights: tuple[int, ...]) -> Point:
    rates = rates_of(problem, np.array([weights]))
    return Point(
        weights=weights,
        gb_per_s=float(rates.total[0]),
        latency_ns=float(rates.mean_ns[0]),
        share=weights[place] / sum(weights),
    )
