"""Turn the closed loop round: the capacity that a measured rate implies.

A rate measured with a known number of lines in flight says how long a line took (Little's law), and
the loaded latency says at what use that is so; rate over use is the capacity. So the best rate
of a thread sweep is not taken for the capacity: with few threads the node was never full.
"""

from __future__ import annotations

import numpy as np

from simcore.bandwidth.constants import CORE_NS, LINE_BYTES, kind_of
from simcore.bandwidth.laws import capacity, loaded_latency
from simcore.bandwidth.values import Resource

__all__ = ("case_scale", "node_from_rate", "node_from_sweep", "node_with_capacity")

#: The lowest use that a measured rate may imply. A rate that needs less time per line than the
#: idle latency says that the latency was assumed too high, and nothing about the capacity.
_LEAST_USE = 0.05
_MOST_USE = 1 - 1e-9
_GRID = 129
_ZOOMS = 5
_ROUNDS = 8


def node_with_capacity(
    *, name: str, kind: str, idle_ns: float, gb_per_s: float, read_share: float
) -> Resource:
    """A node that carries ``gb_per_s`` at a read share, its other rates by its kind's rules."""
    unit = Resource(name=name, kind=kind, read_gb_per_s=1.0, idle_ns=idle_ns)
    read = gb_per_s / capacity(unit, read_share)
    return Resource(name=name, kind=kind, read_gb_per_s=read, idle_ns=idle_ns)


def node_from_rate(
    *, name: str, kind: str, idle_ns: float, gb_per_s: float, lines: float, read_share: float
) -> Resource:
    """A node that delivers ``gb_per_s`` with ``lines`` in flight, alone and without thinking."""
    unit = node_with_capacity(
        name=name, kind=kind, idle_ns=idle_ns, gb_per_s=1.0, read_share=read_share
    )
    use = _use_at(unit, lines * LINE_BYTES / gb_per_s, read_share)
    return node_with_capacity(
        name=name, kind=kind, idle_ns=idle_ns, gb_per_s=gb_per_s / use, read_share=read_share
    )


def node_from_sweep(
    *, name: str, kind: str, one: float, best: float, threads: float, read_share: float
) -> Resource:
    """A node that delivers ``one`` GB/s to one thread and ``best`` to ``threads``, a line each.

    Both are rates under load, the first under its own, so idle latency and capacity are found
    together, each from the other in turn.
    """
    idle_ns = LINE_BYTES / one
    node = Resource(name=name, kind=kind, read_gb_per_s=best, idle_ns=idle_ns)
    for _ in range(_ROUNDS):
        node = node_from_rate(
            name=name,
            kind=kind,
            idle_ns=idle_ns,
            gb_per_s=best,
            lines=threads,
            read_share=read_share,
        )
        waiting = float(loaded_latency(node, one, read_share)) - idle_ns
        idle_ns = max(LINE_BYTES / one - waiting, 0.5 * LINE_BYTES / one)
    return node


def case_scale(kind: str, one: float) -> float:
    """GB/s in one unit of a case whose unit is not known.

    One thread on the nearest node, of this kind, takes the usual idle latency of its kind and
    some time in the core per line; ``one`` is its rate in the case's unit.
    """
    return LINE_BYTES / (kind_of(kind).idle_ns + CORE_NS) / one


def _use_at(unit: Resource, latency_ns: float, read_share: float) -> float:
    """Use at which a node of capacity 1 takes ``latency_ns``, on a grid drawn ever finer."""
    low, high = _LEAST_USE, _MOST_USE
    for _ in range(_ZOOMS):
        grid = np.linspace(low, high, _GRID)
        above = int(np.searchsorted(loaded_latency(unit, grid, read_share), latency_ns))
        low, high = float(grid[max(above - 1, 0)]), float(grid[min(above, _GRID - 1)])
    return 0.5 * (low + high)
