"""A comparison as Markdown, for a post to a mailing list: plain text that stands for itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from app.present import text
from app.present.tables import Table
from app.words import Words
from simcore.result import MODEL_VERSION

__all__ = ("markdown",)


class Told(Protocol):
    """What is told of one experiment."""

    @property
    def letter(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def policy(self) -> str: ...
    @property
    def setup(self) -> str: ...
    @property
    def changes(self) -> tuple[str, ...]: ...
    @property
    def reason(self) -> str: ...
    @property
    def cells(self) -> str: ...


def markdown(
    columns: Sequence[Told],
    results: Table,
    sentences: Sequence[str],
    *,
    window: tuple[int, int],
    words: Words,
) -> str:
    """The text; ``window`` holds the pages that are shown. Thin spaces become plain ones."""
    lines = [
        f"## {words('compare.title')}",
        "",
        *(f"- {each.letter}: {_safe(each.title)}: {each.policy}" for each in columns),
        "",
        *(f"- {_safe(each.setup)}" for each in columns),
        "",
        *_changes(columns, words),
        *_table(results),
        "",
        *sentences,
        "",
        *(f"- {each.letter}: {each.reason}" for each in columns),
        "",
        _window(window, words),
        "",
        *(f"    {each.letter}  {each.cells}" for each in columns),
        "",
        words("compare.simulated", model=MODEL_VERSION),
    ]
    return "\n".join(lines).replace("\u202f", " ") + "\n"


def _window(window: tuple[int, int], words: Words) -> str:
    first, last = window
    ends = {"first": text.grouped(first), "last": text.grouped(last)}
    return words("compare.window", n=last - first + 1, **ends)


def _changes(columns: Sequence[Told], words: Words) -> Iterator[str]:
    for each in columns:
        if each.changes:
            yield words("compare.changes_of", letter=each.letter)
            yield ""
            yield from (f"- {_safe(change)}" for change in each.changes)
            yield ""


def _table(table: Table) -> Iterator[str]:
    rules = ["---:" if numeric else "---" for numeric in table.numeric]
    for row in (table.head, rules, *table.rows):
        yield f"| {' | '.join(map(_safe, row))} |"


def _safe(cell: str) -> str:
    """Text that neither ends a cell nor starts an element."""
    return cell.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
