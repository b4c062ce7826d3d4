"""Measured loaded latencies as a node's curve: only the part that rises is a law."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from simcore.spec.limits import MAX_POINTS

__all__ = ("fitting_curve",)

_FULL_PERCENT: Final = 98


def fitting_curve(
    points: Sequence[tuple[int, int]], read_mib_per_s: int
) -> list[dict[str, int]] | None:
    """Points by rising rate whose latency never falls; None when the first is no light load."""
    curve: list[dict[str, int]] = []
    for rate, latency in sorted(points):
        rises = not curve or (rate > curve[-1]["mib_per_s"] and latency >= curve[-1]["latency_ns"])
        if rises and latency > 0 and rate >= 0:
            curve.append({"mib_per_s": rate, "latency_ns": latency})
    if not curve or curve[0]["mib_per_s"] * 100 > read_mib_per_s * _FULL_PERCENT:
        return None
    return curve[:MAX_POINTS]
