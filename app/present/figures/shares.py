"""What the chart of pages shows on each row, and where its numbers stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.present import text
from app.present.kinds import node_label
from app.present.measured import on_the_same_scale, pages_beside
from app.present.views import View

__all__ = ("SMALL", "Numbers", "Row", "Shares", "bar_height", "shares_of")

SMALL = 330
"""A place of fewer pixels is laid out as the narrowest, others as one of these."""
_NARROWEST = 262
"""Pixels of the place in a window of 320."""
_LETTER, _CLEAR = 7.3, 20
"""Pixels of a letter or digit, and what a number needs beside itself."""
_ROW, _TWO_ROWS, _ABOVE, _BELOW, _RIGHT = 44, 68, 4, 8, 8
_SPARE = 1.08


def bar_height(nodes: int, *, measured: bool = False) -> int:
    """Height of the figure for a number of nodes; measured bars stand below the simulated."""
    return 36 + (_TWO_ROWS if measured else _ROW) * nodes


@dataclass(frozen=True, slots=True)
class Row:
    """A node: pages that it holds, was asked for, and held when somebody measured."""

    node: int
    name: str
    pages: int
    asked: float
    measured: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """What stands at a bar: its text, the pages where it begins, whether that is in the bar."""

    text: str
    start: float
    inside: bool


@dataclass(frozen=True, slots=True)
class Shares:
    """The rows; ``told`` is the word for measured bars, "" where nothing was measured."""

    rows: tuple[Row, ...]
    told: str
    alike: bool
    view: View

    @property
    def reach(self) -> float:
        """Pages at the right end."""
        return _SPARE * max(max(row.pages, row.asked, row.measured) for row in self.rows)

    @property
    def height(self) -> int:
        """Pixels of the whole figure."""
        return bar_height(len(self.rows), measured=bool(self.told))

    @property
    def margins(self) -> tuple[int, int, int, int]:
        """Pixels above, right, below and left of the bars."""
        longest = max(len(row.name) for row in self.rows)
        return _ABOVE, _RIGHT, _BELOW, 12 + 7 * longest

    def numbers(self, *, small: bool) -> Iterator[Numbers]:
        """Pages and share of each row, where the place is ``small`` or not."""
        total = sum(row.pages for row in self.rows)
        for row in self.rows:
            share = text.percent(row.pages / total, self.view.words)
            told = (f"{text.grouped(row.pages)} · {share}", share)
            yield self._placed(told, row.pages, row.asked, small=small)

    def measured_numbers(self, *, small: bool) -> Iterator[Numbers]:
        """The same of what was measured: its pages, or shares of another number of pages."""
        total = sum(row.measured for row in self.rows) or 1
        for row in self.rows:
            share = text.percent(row.measured / total, self.view.words)
            told = text.grouped(row.measured) if self.alike else share
            yield self._placed((f"{told} {self.told}", told), row.measured, 0, small=small)

    def _placed(self, told: Sequence[str], pages: int, mark: float, *, small: bool) -> Numbers:
        """The first text that fits into its bar or beside it, behind a mark that is in its way."""
        room = (_NARROWEST if small else SMALL) - self.margins[1] - self.margins[3]
        words, beside = told[-1], float(pages)
        for words in told:
            width = (len(words) * _LETTER + _CLEAR) / room * self.reach
            beside = mark if pages <= mark < pages + width else pages
            within = mark if mark < width else 0.0
            if within + width <= pages:
                return Numbers(words, within, inside=True)
            if beside + width <= self.reach:
                break
        return Numbers(words, beside, inside=False)


def shares_of(view: View) -> Shares | None:
    """The rows of the first region, or None when no page is present.

    Nodes of the policy have a row before the first page lies there.
    """
    if view.region is None or not view.region[1].pages_on:
        return None
    _, region = view.region
    asked, measured = region.asked_for(), _measured_counts(view)
    nodes = sorted({*map(int, region.pages_on), *asked, *measured, *view.policy_nodes})
    rows = tuple(
        Row(
            node,
            node_label(node, view.kinds[node], view.words),
            region.pages_on.get(str(node), 0),
            asked.get(node, 0),
            measured.get(node, 0),
        )
        for node in nodes
    )
    told = view.words("table.measured") if measured else ""
    return Shares(rows, told, on_the_same_scale(pages_beside(view)), view)


def _measured_counts(view: View) -> dict[int, int]:
    """Measured pages of each node, brought to the size of the region that is simulated."""
    beside = pages_beside(view)
    scale = 1.0
    if beside and not on_the_same_scale(beside):
        measured = sum(each.measured for each in beside)
        scale = sum(each.simulated for each in beside) / measured if measured else 0
    return {each.node: round(each.measured * scale) for each in beside if each.node in view.kinds}
