"""A figure with its bound, and the two ways to take a time."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ("Figure", "median_ms")


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value that should not exceed its bound (or reach it, with ``at_least``)."""

    name: str
    value: float
    bound: float
    at_least: bool = False

    def __str__(self) -> str:
        kept = self.value >= self.bound if self.at_least else self.value <= self.bound
        return f"{self.name} {self.value:.2f} {self.bound:g} {'ok' if kept else 'short'}"


def median_ms(act: Callable[[], object], times: int = 30) -> float:
    """Median time of a call in milliseconds, after one that is not counted."""
    act()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1e3)
    return statistics.median(taken)
