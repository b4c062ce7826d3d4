"""Loaded latency of every node that carries traffic, over its rate."""

from __future__ import annotations

import numpy as np

from simcore.bandwidth import Load, Resource, Solution, System, capacity, loaded_latency
from simcore.result import LatencyCurve

__all__ = ("latency_curves",)

_SHARES = np.concatenate([np.linspace(0, 0.8, 9), np.linspace(0.83, 0.98, 12)])
"""Where the curve has its points: shares of the capacity, dense at the knee."""


def latency_curves(system: System, solution: Solution) -> list[LatencyCurve]:
    """A curve for each node with traffic, at the mix of reads and writes that it sees."""
    return [
        _curve(resource, load)
        for resource, load in zip(system.nodes, solution.nodes, strict=True)
        if load.gb_per_s > 0
    ]


def _curve(resource: Resource, load: Load) -> LatencyCurve:
    mix = load.read_gb_per_s / load.gb_per_s
    most = capacity(resource, mix)
    rates = most * _SHARES
    latency = loaded_latency(resource, rates, mix)
    return LatencyCurve(
        node=int(resource.name.removeprefix("node ")),
        capacity_gb_per_s=most,
        points=[(float(rate), float(ns)) for rate, ns in zip(rates, latency, strict=True)],
    )
