"""A store with a million shares against one with a thousand: reading one costs the same."""

from __future__ import annotations

from tests.bench.shares import compared
from tests.soak.process import number

__all__ = ("soak",)

_BOUND = 1.5


def soak() -> list[str]:
    """Build both, read from both in turns; print the ratio."""
    many = number("SHARES", 1_000_000)
    told = compared(1_000, many)
    print(
        f"million: {many} shares built in {told.built_s:.0f} s, {told.mib:.0f} MiB; a read takes "
        f"{told.many_us:.0f} µs, of 1000 shares {told.few_us:.0f} µs: ratio {told.ratio:.2f}"
    )
    return [f"the ratio is above {_BOUND}"] if told.ratio > _BOUND else []
