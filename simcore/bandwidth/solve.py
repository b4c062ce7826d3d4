"""Solve a system: rates and bands of its streams, loads of its nodes and links."""

from __future__ import annotations

import numpy as np

from simcore.bandwidth.closed_loop import weight_curve
from simcore.bandwidth.joint import Agreement, Problem, agree
from simcore.bandwidth.laws import Floats
from simcore.bandwidth.min_law import ceiling
from simcore.bandwidth.values import Load, Solution, Stream, StreamResult, System

__all__ = ("MODEL_ERROR", "solve")

#: Relative error of the model itself, for a stream whose lines in flight are known: the mean over
#: the published cases, rounded up (``predict``).
MODEL_ERROR = 0.03


def solve(system: System, streams: tuple[Stream, ...]) -> Solution:
    """The state in which the streams of a system agree, with a band around each.

    A stream without threads or lines in flight gets nothing and disturbs nobody. For the band,
    all streams go to their low ends together, then to their high ends.
    """
    lines = np.array([stream.lines_in_flight_per_thread for stream in streams])
    problem = Problem.of(system, streams, lines)
    if len(streams) == 1 and lines[0] * streams[0].threads > 0:
        ends = _ends_alone(system, streams[0])
        found = agree(problem, ends[:1])
    else:
        found = agree(problem)
        ends = _ends_together(system, streams, found)
    low, high = _band(streams, found, ends)
    names = [resource.name for resource in system.resources]
    loads = _loads(problem, found, names)
    return Solution(
        streams=tuple(
            _result(problem, found, s, names=names, ends=(low[s], high[s], ceilings))
            for s, ceilings in enumerate(ceiling(system, one, i) for i, one in enumerate(streams))
        ),
        nodes=loads[: len(system.nodes)],
        links=loads[len(system.nodes) :],
        residual=found.residual,
        iterations=found.iterations,
    )


def _ends_alone(system: System, stream: Stream) -> Floats:
    """[rate, rate at the low end, rate at the high end] of the only stream, in one solve."""
    lines = stream.lines_in_flight_per_thread
    ends = (lines, *(stream.band or (lines, lines)))
    return weight_curve(system, stream, np.array([stream.shares]), ends).gb_per_s[:, 0]


def _ends_together(system: System, streams: tuple[Stream, ...], found: Agreement) -> Floats:
    """[rates, rates at the low ends, rates at the high ends], each over streams."""
    rates = [found.rates]
    if any(stream.band for stream in streams):
        for end in (0, 1):
            ends = [(s.band or (s.lines_in_flight_per_thread,) * 2)[end] for s in streams]
            there = Problem.of(system, streams, np.array(ends))
            rates.append(agree(there, found.rates).rates)
    return np.stack(rates)


def _band(streams: tuple[Stream, ...], found: Agreement, ends: Floats) -> tuple[Floats, Floats]:
    """Lowest and highest believable rate of each stream."""
    known = np.array([stream.band is None for stream in streams])
    error = np.where(known, MODEL_ERROR, 0.0) * found.rates
    rates = np.vstack([found.rates[np.newaxis], ends.reshape(-1, len(streams))])
    return (
        np.where(known, found.rates - error, rates.min(axis=0)),
        np.where(known, found.rates + error, rates.max(axis=0)),
    )


def _result(
    problem: Problem,
    found: Agreement,
    s: int,
    *,
    names: list[str],
    ends: tuple[float, float, float],
) -> StreamResult:
    """What stream ``s`` gets; its bottleneck is the most used station on its way."""
    low, high, most = ends
    use = np.where(problem.use[s] > 0, found.use, -1.0)
    return StreamResult(
        gb_per_s=float(found.rates[s]),
        low_gb_per_s=float(low),
        high_gb_per_s=float(max(min(high, most), found.rates[s])),
        latency_ns=float(found.mean_ns[s]),
        bottleneck=names[int(problem.stations.owner[int(use.argmax())])],
        min_law_gb_per_s=most,
    )


def _loads(problem: Problem, found: Agreement, names: list[str]) -> tuple[Load, ...]:
    """What each resource carries, how full its tightest station is, and its mean latency."""
    stations = problem.stations
    total = found.rates @ problem.crossing
    reads = (found.rates * problem.read_share) @ problem.crossing
    waiting = stations.delay(found.use, problem.burst_ns) * stations.rate * found.use
    use, spent = np.zeros(len(names)), np.zeros(len(names))
    np.maximum.at(use, stations.owner, found.use)
    np.add.at(spent, stations.owner, waiting)
    latency = stations.idle_ns + spent / np.where(total > 0, total, 1.0)
    return tuple(
        Load(
            name=name,
            gb_per_s=float(total[r]),
            read_gb_per_s=float(reads[r]),
            utilisation=float(use[r]),
            latency_ns=float(latency[r]),
        )
        for r, name in enumerate(names)
    )
