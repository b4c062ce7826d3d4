"""Text and tables in Markdown, in which nothing that people typed has a meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = ("grid", "plain")

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def plain(words: str) -> str:
    """Text without a meaning in Markdown, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(words.split()))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(plain(cell) for cell in cells)} |"


def grid(head: Sequence[str], rows: Iterable[Sequence[str]], numeric: Sequence[bool]) -> str:
    rule = " | ".join("---:" if right else "---" for right in numeric)
    return "\n".join([_row(head), f"| {rule} |", *map(_row, rows)])
