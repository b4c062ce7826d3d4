"""Upper bounds on what streams get together, without solving anything."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simcore.bandwidth import LINE_BYTES
from simcore.bandwidth.closed_loop import overlap
from simcore.bandwidth.laws import Floats, Stations
from simcore.bandwidth.routes import crossing_of, routes_of
from simcore.search.problem import Problem, Weights

__all__ = ("ceilings",)


def ceilings(problem: Problem, weights: Weights) -> Floats:
    """[K]: no set of rates at these weights adds up to more.

    Two bounds meet. No station carries more than its capacity, whoever uses it least of all per
    byte; and no stream is faster than its lines in flight at idle latency. A mix of reads and
    writes only makes a bus slower, so each stream's own costs are the least.
    """
    streams = range(len(problem.streams))
    parts = [_alone(problem, weights, index) for index in streams]
    least_use = np.minimum.reduce([use for use, _ in parts])
    capacity = 1 / np.maximum(least_use.max(axis=1), 1e-300)
    idle = np.add.reduce([rate for _, rate in parts])
    least: Floats = np.minimum(capacity, idle)
    return least


def _alone(problem: Problem, weights: Weights, index: int) -> tuple[Floats, Floats]:
    """Of one stream: use of every station per GB/s [K, Q], and its rate at idle latency [K]."""
    stream, system = problem.streams[index], problem.system
    mix = np.full(len(system.resources), stream.read_share)
    routes = routes_of(system, Stations.of(system.resources, mix), stream, index)
    # A measured curve only reorders stations, by the mix; without it they line up by stream.
    plain = Stations.of(tuple(replace(one, curve=None) for one in system.resources), mix)
    shares = problem.shares(weights, index)
    use = crossing_of(shares, routes.path)[:, plain.owner] * plain.cost(stream.read_share)
    lines = stream.lines_in_flight_per_thread
    mean = shares @ routes.idle_ns
    square = np.sqrt(shares @ routes.idle_ns**2)
    hold = mean + float(overlap(stream, lines)) * (square - mean)
    return use, stream.threads * lines * LINE_BYTES / (stream.think_ns + hold)
