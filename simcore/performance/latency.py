"""Latency as the workload's threads see it: the memory under load, and the way there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simcore.bandwidth import (
    Load,
    Resource,
    Solution,
    Stream,
    System,
    capacity,
    loaded_latency,
)
from simcore.result import LatencyCurve

__all__ = ("crossing_ns", "latency_curves")

_SHARES = np.concatenate([np.linspace(0, 0.8, 9), np.linspace(0.83, 0.98, 12)])
"""Where the curve has its points: shares of the capacity, dense at the knee."""


def crossing_ns(system: System, streams: Sequence[Stream], solution: Solution) -> tuple[float, ...]:
    """For each node what links add on the way there, at this load, on the mean of its traffic."""
    if not system.paths:
        return (0.0,) * len(system.nodes)
    return tuple(
        _mean(
            [
                got.gb_per_s * one.shares[node]
                for one, got in zip(streams, solution.streams, strict=True)
            ],
            [sum(solution.links[link].latency_ns for link in path[node]) for path in system.paths],
        )
        for node in range(len(system.nodes))
    )


def _mean(rates: Sequence[float], times: Sequence[float]) -> float:
    """Times by the rates; where nothing moves, as the first stream would see it."""
    total = sum(rates)
    if total <= 0:
        return times[0]
    return sum(rate * time for rate, time in zip(rates, times, strict=True)) / total


def latency_curves(
    system: System, solution: Solution, crossed: Sequence[float]
) -> list[LatencyCurve]:
    """A curve for each node with traffic, at its mix of reads and writes, seen by the threads."""
    return [
        _curve(resource, load, crossing)
        for resource, load, crossing in zip(system.nodes, solution.nodes, crossed, strict=True)
        if load.gb_per_s > 0
    ]


def _curve(resource: Resource, load: Load, crossing: float) -> LatencyCurve:
    mix = load.read_gb_per_s / load.gb_per_s
    most = capacity(resource, mix)
    rates = most * _SHARES
    latency = loaded_latency(resource, rates, mix) + crossing
    return LatencyCurve(
        node=int(resource.name.removeprefix("node ")),
        capacity_gb_per_s=most,
        points=[(float(rate), float(ns)) for rate, ns in zip(rates, latency, strict=True)],
    )
