"""The optimiser and the solver on machines of four and eight nodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from simcore.bandwidth import Resource, System, solve, weight_curve
from simcore.bandwidth import Stream as Traffic
from simcore.search.best import best_weights
from simcore.search.problem import Bound, Problem
from tests.bench.figure import Figure, median_ms

_FAST = (214.0, 199.0, 187.0, 206.0)
_SLOW = (22.0, 41.0, 31.0, 26.0)


def figures() -> Iterator[Figure]:
    """Weights up to 32, half of the nodes behind a shared link; then one solve, one curve."""
    four, eight = _problem(4), _problem(8)
    bound = Bound(limit=32)
    seconds = median_ms(lambda: best_weights(four, bound), 5) / 1e3
    yield Figure("best_weights_4_nodes_s", seconds, 1)
    seconds = median_ms(lambda: best_weights(eight, bound), 3) / 1e3
    yield Figure("best_weights_8_nodes_s", seconds, 5)
    yield Figure("curve_255_weights_ms", median_ms(lambda: _curve(_problem(2))), 30)
    streams = tuple(
        replace(stream, threads=8.0 + index, read_share=0.5 + index / 10)
        for index, stream in enumerate(eight.placed((8, 8, 7, 7, 1, 1, 1, 1)) * 4)
    )
    system = replace(eight.system, paths=eight.system.paths * 4)
    yield Figure("solve_8_nodes_4_streams_ms", median_ms(lambda: solve(system, streams)), 1)


def _problem(size: int) -> Problem:
    rates = (*_FAST[: size // 2], *_SLOW[: size // 2])
    nodes = tuple(
        Resource(
            name=f"node {place}",
            kind="dram" if place < size // 2 else "cxl",
            read_gb_per_s=rate,
            idle_ns=100.0 if place < size // 2 else 250.0,
        )
        for place, rate in enumerate(rates)
    )
    link = Resource(name="upi", kind="upi", read_gb_per_s=60.0, idle_ns=60.0)
    shared = tuple((0,) if place % 2 else () for place in range(size))
    return Problem(
        system=System(nodes=nodes, links=(link,), paths=(shared,)),
        streams=(Traffic(threads=64, read_share=0.667, shares=(1.0,) + (0.0,) * (size - 1)),),
        nodes=tuple(range(size)),
        columns=tuple(range(size)),
    )


def _curve(problem: Problem) -> object:
    weights = np.column_stack([np.arange(1, 256), np.ones(255)])
    shares = weights / weights.sum(axis=1, keepdims=True)
    return weight_curve(problem.system, problem.streams[0], shares, (10.0, 8.0, 16.0))
