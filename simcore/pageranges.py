"""Page lists: ``a-b``, ``a-b:step``, comma separated, in touch order.

A range that runs down (a > b) is touched from the high page to the low one. A range is one
step for the engine, whatever its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ("PageRange", "pages_text", "parse_pages")

_PART = re.compile(r"([0-9]{1,16})(?:-([0-9]{1,16})(?::([0-9]{1,16}))?)?")


@dataclass(frozen=True, slots=True)
class PageRange:
    """Pages ``first``, ``first`` + ``step``, … up to ``last``; ``step`` is negative going down."""

    first: int
    last: int
    step: int = 1

    @property
    def count(self) -> int:
        """How many pages the range touches."""
        return (self.last - self.first) // self.step + 1

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.last + (1 if self.step > 0 else -1), self.step))

    @property
    def low(self) -> int:
        """Lowest page touched."""
        return min(self.first, self.first + (self.count - 1) * self.step)

    @property
    def high(self) -> int:
        """Highest page touched."""
        return max(self.first, self.first + (self.count - 1) * self.step)

    def __str__(self) -> str:
        if self.first == self.last:
            return str(self.first)
        stride = "" if abs(self.step) == 1 else f":{abs(self.step)}"
        return f"{self.first}-{self.last}{stride}"


def _one(part: str) -> PageRange:
    match = _PART.fullmatch(part)
    if match is None:
        raise ValueError(f'"{part[:24]}" is no page, range a-b or a-b:step')
    first, last, step = int(match[1]), int(match[2] or match[1]), int(match[3] or 1)
    if step == 0:
        raise ValueError("a step must not be zero")
    return PageRange(first, last, step if first <= last else -step)


def parse_pages(text: str) -> tuple[PageRange, ...]:
    """Read a page list. Raises ValueError with a sentence when the text is none."""
    if not text.strip():
        raise ValueError("a page list must name at least one page")
    return tuple(_one(part.strip()) for part in text.split(","))


def pages_text(ranges: tuple[PageRange, ...]) -> str:
    """The text that :func:`parse_pages` reads back as ``ranges``."""
    return ",".join(map(str, ranges))
