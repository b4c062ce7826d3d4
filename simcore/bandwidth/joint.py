"""Closed loops of several streams that share nodes and links.

Each stream keeps its own lines in flight; all of them load the same stations:

    X_s * (think_s + hold_s(X)) = threads_s * lines_s * 64      for every stream s

The equations are solved in logarithmic form by Newton's method with a line search that stays where
every station is below its capacity and only accepts steps that bring the errors down, so it
cannot run away and cannot go on for ever.

What is proved. The use of a station is linear in the rates, and a stream waits at a station in
proportion to what it needs of it. So without overlap the equations say that the gradient of

    sum_s (think_s + idle_s) X_s - in_flight_s log X_s + sum_q rate_q * (integral of the waiting)

is zero. That function is strictly convex with a barrier at every capacity and at zero, hence
there is one solution, and the Jacobian is never singular, hence the search always gets on. With
overlap (root mean square) the Jacobian is no longer a symmetric matrix times a diagonal and the
proof ends: if the search gets stuck, it begins again without overlap and adds that step by step.
The residual is reported.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simcore.bandwidth.closed_loop import burst_lines, overlap
from simcore.bandwidth.constants import LINE_BYTES
from simcore.bandwidth.laws import Floats, Stations
from simcore.bandwidth.routes import crossing_of, path_matrix, routes_of
from simcore.bandwidth.values import Stream, System

__all__ = ("Agreement", "Problem", "agree")

_STEPS = 80
_HALVINGS = 40
_TOLERANCE = 1e-10
_STUCK = 1e-7  # above what rounding leaves beside a pole
_START_USE = 0.9
_LEAST_PART = 0.1
_TINY = 1e-300
_UNFOLDING = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 1.0)
_PER_STREAM = (
    "in_flight",
    "think_ns",
    "hold",
    "read_share",
    "shares",
    "crossing",
    "use",
    "need",
    "idle_ns",
)


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """The equations of S streams, n nodes, R resources, Q stations, without the unknown rates."""

    stations: Stations
    in_flight: Floats  # [S], bytes
    think_ns: Floats  # [S]
    hold: Floats  # [S]
    read_share: Floats  # [S]
    shares: Floats  # [S, n]
    crossing: Floats  # [S, R], part of the stream's traffic that crosses the resource
    use: Floats  # [S, Q], use of a station per GB/s of the stream
    need: Floats  # [S, n, Q], how much of a station's waiting a line to the node suffers
    idle_ns: Floats  # [S, n]
    burst_ns: Floats  # [Q]

    @classmethod
    def of(cls, system: System, streams: tuple[Stream, ...], lines: Floats) -> Problem:
        """Equations for ``streams`` with ``lines`` in flight per thread, [S]."""
        shares = np.array([stream.shares for stream in streams])
        paths = [path_matrix(system, index) for index in range(len(streams))]
        crossing = np.array([crossing_of(s, p) for s, p in zip(shares, paths, strict=True)])
        in_flight = np.array([s.threads for s in streams]) * lines * LINE_BYTES
        read_share = np.array([stream.read_share for stream in streams])
        weight = in_flight[:, np.newaxis] * crossing
        stations = Stations.of(system.resources, _mean(weight, read_share[:, np.newaxis]))
        routes = [routes_of(system, stations, s, i) for i, s in enumerate(streams)]
        ahead = _mean(weight, burst_lines(lines[:, np.newaxis], crossing))
        return cls(
            stations=stations,
            in_flight=in_flight,
            think_ns=np.array([stream.think_ns for stream in streams]),
            hold=np.array([float(overlap(s, own)) for s, own in zip(streams, lines, strict=True)]),
            read_share=read_share,
            shares=shares,
            crossing=crossing,
            use=crossing[:, stations.owner] * np.array([route.cost for route in routes]),
            need=np.array([route.need for route in routes]),
            idle_ns=np.array([route.idle_ns for route in routes]),
            burst_ns=ahead[stations.owner] * LINE_BYTES / stations.rate,
        )

    def only(self, chosen: NDArray[np.bool_]) -> Problem:
        """The equations of the streams that ``chosen`` (a mask) selects."""
        return replace(self, **{name: getattr(self, name)[chosen] for name in _PER_STREAM})


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """Rates on which all streams agree, and how well and how fast they got there."""

    rates: Floats  # [S], GB/s
    use: Floats  # [Q]
    mean_ns: Floats  # [S], latency
    residual: float
    iterations: int


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """Rates and what follows from them, with the errors of the equations."""

    rates: Floats
    use: Floats
    time_ns: Floats
    by_delay: Floats  # [S, Q], growth of the time with a station's waiting
    error: Floats

    @property
    def merit(self) -> float:
        """The square of the errors, which the line search brings down."""
        return float(self.error @ self.error)


def agree(problem: Problem, start: Floats | None = None) -> Agreement:
    """Find the rates; ``start`` may be rates nearby. A stream with nothing in flight gets 0."""
    busy = problem.in_flight > 0
    rates, residual, steps = np.zeros(len(busy)), 0.0, 0
    if busy.any():
        part = problem if busy.all() else problem.only(busy)
        near = None if start is None else start[busy]
        rates[busy], residual, steps = _newton(part, _start(part, near))
        if residual > _STUCK:
            rates[busy], residual, steps = _unfold(part, steps)
    use = rates @ problem.use
    _, mean = _reach(problem, use)
    return Agreement(rates, use, mean, residual, steps)


def _mean(weight: Floats, of: Floats) -> Floats:
    """Mean over the streams, 0 where none weighs anything."""
    mean = (weight * of).sum(axis=0) / (weight.sum(axis=0) + _TINY)
    bounded: Floats = np.minimum(mean, of.max(axis=0))
    return bounded


def _newton(problem: Problem, rates: Floats) -> tuple[Floats, float, int]:
    """Rates, residual and number of steps; ends when no step helps any more.

    Beside a pole the last digit of a rate moves its equation by much more than a digit. So the
    residual is the error of the equations or the step that would mend it, whichever is smaller.
    """
    state = _state(problem, rates)
    for steps in range(_STEPS):
        step = _direction(problem, state)
        residual = float(min(np.abs(state.error).max(), np.abs(step).max()))
        fresh = None if residual <= _TOLERANCE else _search(problem, state, step)
        if fresh is None:
            return state.rates, residual, steps
        state = fresh
    return state.rates, float(np.abs(state.error).max()), _STEPS


def _unfold(problem: Problem, steps: int) -> tuple[Floats, float, int]:
    """From the problem without overlap, whose solution is certain, step by step to the whole."""
    rates, residual = _start(problem, None), 0.0
    for part in _UNFOLDING:
        rates, residual, more = _newton(replace(problem, hold=part * problem.hold), rates)
        steps += more
    return rates, residual, steps


def _reach(problem: Problem, use: Floats) -> tuple[Floats, Floats]:
    """Latency of a line to each node, [S, n], and the mean of each stream, [S]."""
    waiting = problem.stations.delay(use, problem.burst_ns)
    reach = problem.need @ waiting + problem.idle_ns
    return reach, (problem.shares * reach).sum(axis=1)


def _start(problem: Problem, near: Floats | None) -> Floats:
    """Rates at idle latency, scaled down together until nothing is used above 90 %."""
    if near is not None and (near @ problem.use).max() < 1:
        return near
    time = problem.think_ns + (problem.shares * problem.idle_ns).sum(axis=1)
    rates = problem.in_flight / time
    most = float((rates @ problem.use).max())
    scaled: Floats = rates * min(1.0, _START_USE / max(most, _TINY))
    return scaled


def _state(problem: Problem, rates: Floats) -> _State:
    """Evaluate the equations at rates that leave every station below its capacity."""
    use = rates @ problem.use
    reach, mean = _reach(problem, use)
    square = np.sqrt((problem.shares * reach * reach).sum(axis=1))
    time = problem.think_ns + mean + problem.hold * (square - mean)
    pull = reach / square[:, np.newaxis] - 1
    weight = problem.shares * (1 + problem.hold[:, np.newaxis] * pull)
    by_delay = (weight[:, np.newaxis, :] @ problem.need)[:, 0, :]
    return _State(rates, use, time, by_delay, np.log(rates * time / problem.in_flight))


def _direction(problem: Problem, state: _State) -> Floats:
    """Newton's step, as parts of the rates."""
    steep = state.by_delay * problem.stations.slope(state.use, problem.burst_ns)
    matrix = (steep @ problem.use.T) * (state.rates / state.time_ns[:, np.newaxis])
    matrix[np.diag_indices_from(matrix)] += 1.0
    try:
        return np.asarray(np.linalg.solve(matrix, -state.error), dtype=np.float64)
    except np.linalg.LinAlgError:
        return -state.error / np.diagonal(matrix)


def _search(problem: Problem, state: _State, step: Floats) -> _State | None:
    """The longest of the halved steps that stays inside and comes closer; None if none does.

    The step is taken on the rates, not on their logarithms: there the border is flat, so that a
    step along it does not leave.
    """
    length = 1.0
    for _ in range(_HALVINGS):
        rates = state.rates * np.maximum(1 + length * step, _LEAST_PART)
        if (rates @ problem.use).max() < 1:
            fresh = _state(problem, rates)
            if fresh.merit < state.merit * (1 - 1e-4 * length):
                return fresh
        length *= 0.5
    return None
