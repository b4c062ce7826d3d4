"""The closed loop of one stream: threads keep a fixed number of lines in flight.

What circulates is known (threads x lines x 64 bytes) and must equal the delivered rate times
the time a line takes, which grows with the rate. So one equation has one unknown:

    threads * lines * 64 = X * (think + hold(X))

The right side rises strictly from 0 and has a pole where the first station is full, so there is
exactly one root below it. Two things are added to the mean latency of the nodes:

* Hold. A window retires in order, so a slow line also keeps its faster neighbours waiting. With
  two lines that overlap, the time per line is close to the root mean square of the nodes'
  latencies (a simulated window of two agrees within 2 %), and published mixes of two nodes are
  slower at one thread than the mean of their parts by about that. One line in flight gives the
  mean.
* Bursts. A thread walks page by page, so its lines arrive at a node together and queue behind
  each other: half a burst of services, for the part of the time when it is elsewhere between.

What it cannot say: more threads never slow it down, while 64-byte writes of many cores to the LPDDR
of a GH200 peak at 12 to 16 threads and then fall by a fifth (a power of the overload of about
-1/8, which larger writes do not show as far as their published errors tell). A share of pages is
taken for a share of traffic, which hot pages break.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simcore.bandwidth.constants import LINE_BYTES
from simcore.bandwidth.laws import Floats, Stations
from simcore.bandwidth.routes import crossing_of, routes_of
from simcore.bandwidth.values import Stream, System

__all__ = ("WeightCurve", "burst_lines", "overlap", "weight_curve")

_STEPS = 60
_TOLERANCE = 1e-12
_FULL = 1 - 1e-15
_MUCH = 1e6
_TINY = 1e-300


@dataclass(frozen=True, slots=True, eq=False)
class WeightCurve:
    """One stream over K sets of shares: [lines, K] delivered and mean latency, [K] min law."""

    gb_per_s: Floats
    latency_ns: Floats
    min_law_gb_per_s: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Loop:
    """Everything about the equation but the unknown, which is the part of the ceiling."""

    stations: Stations
    wanted: Floats  # [M, K], time per line that would just deliver the ceiling
    think_ns: float
    shares: Floats  # [K, n]
    load: Floats  # [K, Q], use of a station at the ceiling
    burst_ns: Floats  # [M, K, Q]
    hold: Floats  # [M, 1]
    need: Floats  # [Q, n]
    idle_ns: Floats  # [n]
    ceiling: Floats  # [K]


def weight_curve(
    system: System,
    stream: Stream,
    share_matrix: Floats,
    lines: tuple[float, ...],
    *,
    index: int = 0,
) -> WeightCurve:
    """Solve one stream, alone, for each row of ``share_matrix`` [K, nodes] and each of ``lines``.

    ``lines`` are lines in flight per thread; ``index`` tells which paths of the system it uses.
    """
    loop = _loop(system, stream, np.asarray(share_matrix, dtype=np.float64), lines, index=index)
    part = _solve(loop)
    return WeightCurve(
        gb_per_s=part * loop.ceiling,
        latency_ns=(loop.shares * _reach(loop, part)).sum(axis=2),
        min_law_gb_per_s=loop.ceiling,
    )


def overlap(stream: Stream, lines: Floats | float) -> Floats:
    """Part of the hold that is root mean square, the rest being mean: 0 at one line, 1 from two."""
    if stream.overlap is not None:
        return np.full(np.shape(lines), stream.overlap)
    most: Floats = np.clip(np.asarray(lines) - 1, 0.0, 1.0)
    return most


def burst_lines(lines: Floats, crossing: Floats) -> Floats:
    """How many lines of its own burst are ahead of a line, where ``crossing`` of them pass.

    Half of the burst, the line itself counted half; a stream that never leaves a resource has
    no bursts there, as what leaves is replaced at once. Below one line it is part of one.
    """
    return 0.5 * np.maximum(lines - 0.5, 0.5 * lines) * (1 - crossing)


def _loop(
    system: System, stream: Stream, shares: Floats, lines: tuple[float, ...], *, index: int
) -> _Loop:
    """Set up the equation of one stream."""
    stations = Stations.of(system.resources, np.full(len(system.resources), stream.read_share))
    routes = routes_of(system, stations, stream, index)
    crossing = crossing_of(shares, routes.path)[:, stations.owner]
    use = crossing * routes.cost
    ceiling = 1 / use.max(axis=1)
    in_flight = np.array(lines, dtype=np.float64)[:, np.newaxis]
    return _Loop(
        stations=stations,
        wanted=stream.threads * in_flight * LINE_BYTES / ceiling,
        think_ns=stream.think_ns,
        shares=shares,
        load=use * ceiling[:, np.newaxis],
        burst_ns=burst_lines(in_flight[:, np.newaxis], crossing) * LINE_BYTES / stations.rate,
        hold=overlap(stream, in_flight),
        need=routes.need.T,
        idle_ns=routes.idle_ns,
        ceiling=ceiling,
    )


def _solve(loop: _Loop) -> Floats:
    """Delivered part of the ceiling, in (0, 1): Newton between brackets.

    The pole is taken away by a factor (1 - part), which leaves a smooth function with the same
    root; a step that leaves the bracket is replaced by halving it.
    """
    idle = _idle_hold(loop)
    offered = np.minimum(loop.wanted / (loop.think_ns + idle), _MUCH)
    part = np.minimum(offered / (1 + offered**4) ** 0.25, 1 - 1e-9)
    low, high = np.zeros(part.shape), np.ones(part.shape)
    for _ in range(_STEPS):
        hold, slope = _hold(loop, part)
        time = loop.think_ns + hold
        error = part * time - loop.wanted
        low, high = np.where(error < 0, part, low), np.where(error < 0, high, part)
        growth = (1 - part) * (time + part * slope) - error
        step = (1 - part) * error / np.where(growth > 0, growth, np.inf)
        fresh = part - step
        trusted = (growth > 0) & (fresh >= low) & (fresh <= high)
        trusted |= (growth > 0) & (np.abs(step) <= _TOLERANCE)
        fresh = np.where(trusted, fresh, 0.5 * (low + high))
        moved = float(np.abs(fresh - part).max(initial=0.0))
        part = np.minimum(fresh, _FULL)
        if moved <= _TOLERANCE:
            break
    return part


def _reach(loop: _Loop, part: Floats) -> Floats:
    """Latency of a line to each node, [M, K, n]."""
    use = part[:, :, np.newaxis] * loop.load
    reach: Floats = loop.stations.delay(use, loop.burst_ns) @ loop.need + loop.idle_ns
    return reach


def _idle_hold(loop: _Loop) -> Floats:
    """Time per line in ns while nothing waits, [M, K]: what ``_hold`` says at 0."""
    shared = loop.shares * loop.idle_ns
    mean = shared.sum(axis=1)
    idle: Floats = mean + loop.hold * (np.sqrt((shared * loop.idle_ns).sum(axis=1)) - mean)
    return idle


def _hold(loop: _Loop, part: Floats) -> tuple[Floats, Floats]:
    """Time per line in ns and its growth with ``part``, both [M, K]."""
    use = part[:, :, np.newaxis] * loop.load
    delay = _reach(loop, part)
    slope = (loop.stations.slope(use, loop.burst_ns) * loop.load) @ loop.need
    shared = loop.shares * delay
    mean, mean_slope = shared.sum(axis=2), (loop.shares * slope).sum(axis=2)
    square = np.sqrt((shared * delay).sum(axis=2))
    square_slope = (shared * slope).sum(axis=2) / np.maximum(square, _TINY)
    hold = loop.hold
    return mean + hold * (square - mean), mean_slope + hold * (square_slope - mean_slope)
