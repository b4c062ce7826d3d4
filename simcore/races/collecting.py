"""Garbage collection while a race is explored: rarely, for next to nothing is garbage.

States are kept until the end, and looking through all of them again and again would take as
long as computing them.
"""

from __future__ import annotations

import gc
from types import TracebackType
from typing import Final

__all__ = ("rarely",)

_PACE: Final = (200_000, 20, 100)
"""Objects made before the youngest are looked through; the oldest hardly ever are."""


class _Rarely:
    """Who comes first sets the pace, who leaves last restores what it was."""

    def __init__(self) -> None:
        self._inside = 0
        self._usual = gc.get_threshold()

    def __enter__(self) -> None:
        if not self._inside:
            self._usual = gc.get_threshold()
        self._inside += 1
        gc.set_threshold(*_PACE)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._inside -= 1
        if not self._inside:
            gc.set_threshold(*self._usual)


rarely: Final = _Rarely()
"""``with rarely:`` around what keeps all that it makes."""
