"""Bandwidth over the weight of one node, the other weights held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from simcore.bandwidth import Stream as Traffic
from simcore.bandwidth import System, weight_curve
from simcore.bandwidth.laws import Floats
from simcore.performance.together import followers, rates_together
from simcore.result import WeightCurve
from simcore.spec.experiment import Experiment
from simcore.system import System as Running

__all__ = ("weight_curve_of",)

_DENSE = 64
"""Every weight up to here is a point of the curve; beyond it they thin out."""
_DENSE_TOGETHER = 24
"""The same for several streams, which take longer to solve."""
_USUAL = 24


def weight_curve_of(
    experiment: Experiment, running: Running, system: System, traffic: Sequence[Traffic]
) -> WeightCurve | None:
    """The curve of the first stream's weights; None with fewer than two nodes to weigh.

    ``traffic`` holds every stream on the pages as they lie; of several the curve is their sum.
    """
    nodes = _weighed(experiment, running)
    names = [resource.name for resource in system.nodes]
    columns = [names.index(f"node {node}") if f"node {node}" in names else -1 for node in nodes]
    if len(nodes) < 2 or -1 in columns:
        return None
    given = running.weights_for(running.tasks[experiment.workload.streams[0].task or ""].policy)
    weights = tuple((node, given.get(node, 1)) for node in nodes)
    if len(traffic) > 1:
        return _curve_together(system, traffic, tuple(columns), weights)
    wherever = replace(traffic[0], shares=(1.0, *(0.0 for _ in names[1:])))
    return _curve(system, wherever, tuple(columns), weights)


@lru_cache(maxsize=64)
def _curve(
    system: System, traffic: Traffic, columns: tuple[int, ...], given: tuple[tuple[int, int], ...]
) -> WeightCurve:
    """The curve over (node, weight) pairs; kept, for most edits leave machine and weights alone."""
    varied, points, shares = _spread(system, columns, given, _DENSE)
    lines = traffic.lines_in_flight_per_thread
    low, high = traffic.band or (lines, lines)
    solved = weight_curve(system, traffic, shares, lines=(lines, low, high))
    count = len(points)
    columns_of = (*solved.gb_per_s[:, :count], solved.min_law_gb_per_s[:count])
    return WeightCurve(
        node=given[varied][0],
        weights={str(node): weight for node, weight in given},
        points=[
            (weight, *map(float, rates)) for weight, *rates in zip(points, *columns_of, strict=True)
        ],
        alone={
            str(node): float(rate)
            for (node, _), rate in zip(given, solved.gb_per_s[0, count:], strict=True)
        },
    )


def _curve_together(
    system: System,
    traffic: Sequence[Traffic],
    columns: tuple[int, ...],
    given: tuple[tuple[int, int], ...],
) -> WeightCurve:
    """The same of several streams, point by point."""
    varied, points, shares = _spread(system, columns, given, _DENSE_TOGETHER)
    present = shares[points.index(given[varied][1])]
    follow = followers(traffic, present)
    rates = [rates_together(system, traffic, follow, row) for row in shares]
    return WeightCurve(
        node=given[varied][0],
        weights={str(node): weight for node, weight in given},
        points=[(weight, *own) for weight, own in zip(points, rates, strict=False)],
        alone={
            str(node): own.expected
            for (node, _), own in zip(given, rates[len(points) :], strict=True)
        },
        streams=len(traffic),
        held=[place for place, follows in enumerate(follow) if not follows],
    )


def _spread(
    system: System, columns: tuple[int, ...], given: tuple[tuple[int, int], ...], dense: int
) -> tuple[int, list[int], Floats]:
    """The place of the node that varies, its weights, and shares [points + nodes, all nodes].

    The last rows put all pages on one node, the others spread them by the weights.
    """
    rates = [system.nodes[column].read_gb_per_s or 0.0 for column in columns]
    varied = int(np.argmax(rates))
    weights = np.array([weight for _, weight in given], dtype=np.float64)
    points = _points(weights, np.array(rates), varied, dense)
    table = np.tile(weights, (len(points), 1))
    table[:, varied] = points
    shares = np.zeros((len(points) + len(given), len(system.nodes)))
    shares[: len(points), columns] = table / table.sum(axis=1, keepdims=True)
    shares[range(len(points), len(shares)), columns] = 1.0
    return varied, points, shares


def _weighed(experiment: Experiment, running: Running) -> list[int]:
    """The policy's nodes if it interleaves, else all nodes that the task may use."""
    task = running.tasks[experiment.workload.streams[0].task or ""]
    policy = task.policy
    if policy is not None and policy.rule.interleaves:
        return list(policy.nodes)
    return list(task.mems_allowed)


def _points(weights: np.ndarray, rates: np.ndarray, varied: int, dense: int) -> list[int]:
    """Weights worth a point: dense where people look, past the present and the ideal weight."""
    present = int(weights[varied])
    others = np.delete(weights, varied) / np.maximum(np.delete(rates, varied), 1e-9)
    ideal = float(rates[varied] * others.max())
    last = min(255, max(_USUAL, round(2.6 * present), round(1.6 * ideal)))
    chosen = {*range(1, min(last, dense) + 1), *(w for w in _thin(dense) if w <= last), last}
    return sorted(chosen | {w for w in (present - 1, present, present + 1) if 1 <= w <= last})


@lru_cache
def _thin(dense: int) -> tuple[int, ...]:
    """Weights from ``dense`` to 255, further and further apart."""
    return tuple(map(int, np.geomspace(dense, 255, 40).round().astype(int)))
