"""A table as plain text, and what several tables are made with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.words import Words

__all__ = ("Table", "heads", "or_dash")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text; ``numeric`` marks the columns that are set to the right.

    ``english`` are the places of columns that stay English on a page of another language.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    english: tuple[int, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As the API gives it."""
        return {
            "caption": self.caption,
            "head": self.head,
            "rows": self.rows,
            "numeric": self.numeric,
            **({"english": self.english} if self.english else {}),
        }


def or_dash(value: float | None, write: Any) -> str:
    return "–" if value is None else str(write(value))


def heads(say: Words, *names: str) -> tuple[str, ...]:
    return tuple(say(f"table.{name}") for name in names)
