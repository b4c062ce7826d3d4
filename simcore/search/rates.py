"""What weights deliver: rates and mean latencies of the streams, for many weights at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simcore.bandwidth import weight_curve
from simcore.bandwidth.joint import Problem as Equations
from simcore.bandwidth.joint import agree
from simcore.bandwidth.laws import Floats
from simcore.search.problem import Problem, Weights

__all__ = ("Rates", "rates_of")


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """[K, streams]: delivered GB/s and mean latency in ns."""

    gb_per_s: Floats
    latency_ns: Floats

    @property
    def total(self) -> Floats:
        """[K]: GB/s of all streams."""
        total: Floats = self.gb_per_s.sum(axis=1)
        return total

    @property
    def mean_ns(self) -> Floats:
        """[K]: latency of a line, whichever stream it belongs to."""
        carried = (self.gb_per_s * self.latency_ns).sum(axis=1)
        total = self.total
        return np.where(total > 0, carried / np.where(total > 0, total, 1.0), 0.0)


def rates_of(problem: Problem, weights: Weights) -> Rates:
    """Rates for each row of ``weights`` [K, n]; one stream is solved for all rows together."""
    if len(problem.streams) > 1:
        return _together(problem, weights)
    stream = problem.streams[0]
    shares = problem.shares(weights, 0)
    lines = stream.lines_in_flight_per_thread
    solved = weight_curve(problem.system, stream, shares, (lines,))
    return Rates(solved.gb_per_s.T, solved.latency_ns.T)


def _together(problem: Problem, weights: Weights) -> Rates:
    """Several streams, one set of weights after the other; each solve starts from the last."""
    lines = np.array([stream.lines_in_flight_per_thread for stream in problem.streams])
    spread = [problem.shares(weights, index) for index in range(len(problem.streams))]
    rates = np.empty((len(weights), len(problem.streams)))
    latency = np.empty_like(rates)
    for row in range(len(weights)):
        streams = tuple(
            replace(stream, shares=tuple(map(float, shares[row])))
            for stream, shares in zip(problem.streams, spread, strict=True)
        )
        found = agree(Equations.of(problem.system, streams, lines))
        rates[row], latency[row] = found.rates, found.mean_ns
    return Rates(rates, latency)
