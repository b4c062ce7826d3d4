"""Which stations the lines of a stream cross, and what they need of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simcore.bandwidth.laws import Floats, Stations
from simcore.bandwidth.values import Stream, System

__all__ = ("Routes", "crossing_of", "path_matrix", "routes_of")


@dataclass(frozen=True, slots=True, eq=False)
class Routes:
    """The way of one stream through a system of n nodes, R resources and Q stations."""

    stations: Stations
    path: Floats  # [n, R], 1 where a line to the node crosses the resource
    cost: Floats  # [Q], use of a station per GB/s of the stream that crosses its resource
    need: Floats  # [n, Q], how much of a station's waiting a line to the node suffers
    idle_ns: Floats  # [n], latency of a line to the node without load


def path_matrix(system: System, index: int) -> Floats:
    """[nodes, resources] of stream ``index``: 1 where a line to the node crosses the resource."""
    nodes = len(system.nodes)
    matrix = np.eye(nodes, nodes + len(system.links))
    for node, path in enumerate(system.paths[index] if system.paths else ()):
        for link in path:
            matrix[node, nodes + link] = 1.0
    return matrix


def crossing_of(shares: Floats, path: Floats) -> Floats:
    """Part of a stream's traffic that crosses each resource; 1 is never passed by rounding."""
    crossing: Floats = np.minimum(shares @ path, 1.0)
    return crossing


def routes_of(system: System, stations: Stations, stream: Stream, index: int) -> Routes:
    """The way of stream ``index`` through the stations of ``system.resources``."""
    path = path_matrix(system, index)
    cost = stations.cost(stream.read_share)
    return Routes(
        stations=stations,
        path=path,
        cost=cost,
        need=path[:, stations.owner] * (stations.rate * cost),
        idle_ns=path @ stations.idle_ns,
    )
