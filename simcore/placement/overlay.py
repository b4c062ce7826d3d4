"""Two patterns laid over each other, for pages that are partly placed anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import gcd, lcm

from simcore.errors import SpecError
from simcore.placement.pagemap import MAX_RUNS, Segment
from simcore.placement.pattern import Pattern

__all__ = ("overlay", "strided")


def overlay(base: Segment, top: Pattern, position: int, pick: Callable[[int, int], int]) -> Pattern:
    """One turn of ``pick(node below, node above)`` from the base's first page on.

    ``position`` is where the base's first page stands in ``top``. Raises SpecError when the
    two patterns meet in too many ways.
    """
    turn = min(base.count, lcm(base.pattern.period, top.period))
    runs: list[tuple[int, int]] = []
    for below, above, length in _together(base, top, position, turn):
        runs.append((pick(below, above), length))
        if len(runs) > MAX_RUNS:
            raise SpecError.at("/events", f"pages lie in a pattern of more than {MAX_RUNS} runs")
    return Pattern.of(runs)


def _together(
    base: Segment, top: Pattern, position: int, count: int
) -> Iterator[tuple[int, int, int]]:
    lower, upper = base.pattern.walk(base.phase, count), top.walk(position, count)
    below, low_left = next(lower)
    above, up_left = next(upper)
    while count:
        length = min(low_left, up_left)
        yield below, above, length
        count -= length
        low_left -= length
        up_left -= length
        if count and not low_left:
            below, low_left = next(lower)
        if count and not up_left:
            above, up_left = next(upper)


def strided(pattern: Pattern, position: int, step: int, other: int) -> Pattern:
    """Every ``step``-th position of a pattern from ``position`` on, ``other`` in between."""
    turn = pattern.period // gcd(step, pattern.period)
    return Pattern.of(
        run
        for k in range(turn)
        for run in ((pattern.at(position + k * step), 1), (other, step - 1))
    )
