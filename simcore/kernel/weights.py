"""Interleave weights: the sysfs table and the kernel's automatic values.

Follows mm/mempolicy.c: node_store() for writes, reduce_interleave_weights() for ``auto``
(6.16 and newer): 32 shares by bandwidth, rounded down, at least 1, divided by their greatest
common divisor.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import gcd

from simcore.kernel.errno import Errno, Refusal
from simcore.kernel.profiles import Feature, KernelProfile
from simcore.nodemask import NodeMask

__all__ = (
    "AUTO_SHARES",
    "DEFAULT_WEIGHT",
    "MAX_WEIGHT",
    "auto_weights",
    "proportional_weights",
    "store_weight",
    "weight_files",
)

DEFAULT_WEIGHT = 1
MAX_WEIGHT = 255
AUTO_SHARES = 32
"""Weights that are handed out in total before the division (fixed in the kernel)."""


def auto_weights(bandwidth: Mapping[int, int]) -> dict[int, int]:
    """Weight of each node from its bandwidth (any unit; 0 where none is known)."""
    total = sum(bandwidth.values())
    if total == 0:
        return dict.fromkeys(bandwidth, DEFAULT_WEIGHT)
    raw = {node: max(1, AUTO_SHARES * rate // total) for node, rate in bandwidth.items()}
    divisor = gcd(*raw.values())
    return {node: weight // divisor for node, weight in raw.items()}


def weight_files(kernel: KernelProfile, online: NodeMask, with_memory: NodeMask) -> NodeMask:
    """Nodes that have a weight file."""
    return with_memory if kernel.has(Feature.WEIGHT_FILES_FOLLOW_MEMORY) else online


def store_weight(kernel: KernelProfile, files: NodeMask, node: int, value: int) -> int | Refusal:
    """The weight that a write of ``value`` to the node's file leaves there, or the refusal."""
    if node not in files:
        return Refusal(Errno.ENOENT, f"there is no file weighted_interleave/node{node}")
    if value == 0 and kernel.has(Feature.ZERO_WEIGHT_RESETS):
        return DEFAULT_WEIGHT
    if not 1 <= value <= MAX_WEIGHT:
        return Refusal(Errno.EINVAL, f"a weight lies between 1 and 255, not {value}")
    return value


def proportional_weights(bandwidth: Mapping[int, int], largest: int = 16) -> dict[int, int]:
    """Small integers in the ratio of the bandwidths, as a person would round them by hand.

    Of all scales whose largest weight stays within ``largest`` the one with the smallest
    relative error wins, small numbers among equals. This is not what the kernel does.
    """
    top = max(bandwidth.values())
    best: tuple[float, dict[int, int]] | None = None
    for scale in range(1, largest + 1):
        weights = {node: max(1, round(rate * scale / top)) for node, rate in bandwidth.items()}
        total, given = sum(weights.values()), sum(bandwidth.values())
        error = max(
            abs(weights[node] / total * given / rate - 1) for node, rate in bandwidth.items()
        )
        if best is None or error < best[0] * 0.8:
            best = error, weights
    assert best is not None
    return best[1]
