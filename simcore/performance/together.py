"""What several streams get together while the weights of one policy vary.

The streams whose pages lie as the weights say follow them; the others stay where they lie. Every
set of weights is solved for all streams at once, so that what one takes from another counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from simcore.bandwidth import Stream as Traffic
from simcore.bandwidth import System, solve
from simcore.bandwidth.laws import Floats

__all__ = ("Together", "followers", "rates_together")

_LIKE = 0.02
"""Shares that differ by less lie as the weights say: a round may have just begun."""


class Together(NamedTuple):
    """GB/s of all streams: as expected, at the ends of the band, and where something is full."""

    expected: float
    low: float
    high: float
    ceiling: float


def followers(streams: Sequence[Traffic], shares: Floats) -> tuple[bool, ...]:
    """Which streams lie as ``shares`` [nodes] of a policy say; the first one counts as such."""
    return tuple(
        place == 0 or bool(np.abs(np.array(stream.shares) - shares).max() <= _LIKE)
        for place, stream in enumerate(streams)
    )


def rates_together(
    system: System, streams: Sequence[Traffic], follow: Sequence[bool], shares: Floats
) -> Together:
    """All streams, with those that ``follow`` spread by ``shares`` [nodes]."""
    spread = tuple(map(float, shares))
    placed = tuple(
        replace(stream, shares=spread) if follows else stream
        for stream, follows in zip(streams, follow, strict=True)
    )
    return _solved(system, placed)


@lru_cache(maxsize=4096)
def _solved(system: System, streams: tuple[Traffic, ...]) -> Together:
    """Kept, for a slider that moves asks for the same points again and again."""
    found = solve(system, streams)
    total = sum(stream.gb_per_s for stream in found.streams)
    fullest = max(load.utilisation for load in (*found.nodes, *found.links))
    ceiling = total / fullest if fullest else 0.0
    high = sum(stream.high_gb_per_s for stream in found.streams)
    return Together(
        total,
        sum(stream.low_gb_per_s for stream in found.streams),
        max(total, min(high, ceiling)),
        ceiling,
    )
