"""When one choice is told to be faster than another: rates in, yes or no out.

Both rates come from one model of one machine, so what is wrong about the machine is wrong in
both, and their ratio is known far better than either of them. Two things are left: the model's
error, once for each rate and taken as independent, and the lines in flight, which are the same
in both but unknown. So the gain must exceed the first at the expected rates, and must not vanish
at either end of the band.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from simcore.bandwidth import MODEL_ERROR
from simcore.bandwidth.values import StreamResult

__all__ = ("LEAST_GAIN", "Rate", "surely_faster", "together")

LEAST_GAIN = 2**0.5 * MODEL_ERROR
"""Two rates, each of the model's error."""
_LEAST_AT_ENDS = 0.01


class Rate(NamedTuple):
    """GB/s as expected, and with the fewest and the most lines in flight."""

    expected: float
    low: float
    high: float


def together(streams: Sequence[StreamResult]) -> Rate:
    """The rate of all streams."""
    return Rate(
        sum(stream.gb_per_s for stream in streams),
        sum(stream.low_gb_per_s for stream in streams),
        sum(stream.high_gb_per_s for stream in streams),
    )


def surely_faster(rate: Rate, than: Rate) -> bool:
    """Whether the first rate is above the second by more than what is not known about them."""
    return rate.expected > than.expected * (1 + LEAST_GAIN) and all(
        own > other * (1 + _LEAST_AT_ENDS) for own, other in zip(rate[1:], than[1:], strict=True)
    )
