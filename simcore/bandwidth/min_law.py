"""The min law: a striped stream is done when its slowest part is.

The ceiling that hmsdk's bwactl, the kernel's automatic weights and BW-AWARE placement take for
the rate. It knows neither threads nor latency; it is drawn beside the model, and no rate of the
closed loop passes it.
"""

from __future__ import annotations

import numpy as np

from simcore.bandwidth.laws import Floats, Stations, capacity
from simcore.bandwidth.routes import crossing_of, path_matrix
from simcore.bandwidth.values import Stream, System

__all__ = ("balanced_shares", "ceiling")


def ceiling(system: System, stream: Stream, index: int = 0) -> float:
    """Rate in GB/s at which the stream, alone on the machine, fills its first resource."""
    mix = np.full(len(system.resources), stream.read_share)
    stations = Stations.of(system.resources, mix)
    crossing = crossing_of(np.array(stream.shares), path_matrix(system, index))
    return float(1 / (crossing[stations.owner] * stations.cost(stream.read_share)).max())


def balanced_shares(system: System, read_share: float) -> Floats:
    """Shares that fill all nodes together, in proportion to their capacity; links not counted."""
    most = np.array([capacity(node, read_share) for node in system.nodes])
    balanced: Floats = most / most.sum()
    return balanced
