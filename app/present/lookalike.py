"""The small weights that counted pages look like.

Three readings are tried, the strictest first:

1. whole rounds: the counts are the weights times one number;
2. a last round that was cut off: a node has at most its own part of a round more or less. The
   smallest sum W of weights that fits; only while W³ is no more than the pages, as beyond that
   counts without a rule would often fit some weights by chance (one in six);
3. about so: the smallest sum of which every count is within 1 % of the weights' share. The error
   is a part of *that* count, so that a small node is held to its own size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import gcd
from typing import Final

__all__ = ("small_ratio",)

_MOST_SUM: Final = 96
"""Three nodes with weights up to 32."""
_FEWEST_ROUNDS: Final = 16
"""Fewer equal rounds may be chance."""
_CLOSE: Final = 0.01


def small_ratio(counts: Sequence[int]) -> list[int]:
    """The weights, without a common factor; [] where none with a small sum come close."""
    readings = (_whole_rounds(counts), _cut_off(counts), _about(counts))
    return next((weights for reading in readings for weights in reading), [])


def _whole_rounds(counts: Sequence[int]) -> Iterator[list[int]]:
    rounds = gcd(*counts)
    if rounds >= _FEWEST_ROUNDS and sum(counts) <= _MOST_SUM * rounds:
        yield [count // rounds for count in counts]


def _cut_off(counts: Sequence[int]) -> Iterator[list[int]]:
    for weights in _candidates(counts):
        whole = sum(weights)
        if whole**3 <= sum(counts) and _are_within(
            counts, weights, [weight * (whole - weight) for weight in weights]
        ):
            yield weights


def _about(counts: Sequence[int]) -> Iterator[list[int]]:
    for weights in _candidates(counts):
        if _are_within(counts, weights, [_CLOSE * sum(counts) * weight for weight in weights]):
            yield weights


def _candidates(counts: Sequence[int]) -> Iterator[list[int]]:
    """The nearest weights of each sum, without a common factor."""
    pages = sum(counts)
    for whole in range(len(counts), _MOST_SUM + 1):
        weights = [round(count * whole / pages) for count in counts]
        if all(weights) and gcd(*weights) == 1:
            yield weights


def _are_within(counts: Sequence[int], weights: Sequence[int], slack: Sequence[float]) -> bool:
    """Whether every count is as near to the weights' share as it has to be.

    ``slack`` is in pages times the sum of the weights, so that whole numbers are compared.
    """
    pages, whole = sum(counts), sum(weights)
    return all(
        abs(count * whole - pages * weight) <= most
        for count, weight, most in zip(counts, weights, slack, strict=True)
    )
