"""Where the texts of a plot stand: clear of its lines and of each other.

Everything is measured in pixels from the left foot of the plot. A text is as wide as its
letters are likely to be; the browser's own are a little narrower. What is clear in a narrow plot
is clear in all that are wider, for its share of the width only shrinks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from app.present.figures.theme import MUTED

__all__ = ("ASIDE", "CLEAR", "Box", "Crowd", "Label", "Line", "Plot", "text_trace")

CLEAR: Final = 4
"""Pixels between a text and the line above or below it."""
ASIDE: Final = 10
"""Pixels between a text and the point beside it."""
_LINE_HEIGHT: Final = 16
_LETTER, _BOLD = 0.56, 0.62
"""Width of a letter or digit, in sizes of its font."""
_NORMAL: Final = 400
_EDGE: Final = 2
"""To lie outside is as bad as to lie on so many lines."""

Line = Sequence[tuple[float, float]]
"""Points of the axes, by their x."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """What is inside the axes, in pixels; ``short`` texts go into a narrow one.

    ``spare`` is what a text may reach beyond the right end.
    """

    width: float
    height: float
    short: bool = False
    spare: float = 12


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a point of the axes; ``side`` is where it stands of it, as Plotly names it."""

    x: float
    y: float
    text: str
    side: str
    colour: str = MUTED
    size: int = 13
    weight: int = _NORMAL

    @property
    def strong(self) -> bool:
        """Whether it is set in bold letters."""
        return self.weight > _NORMAL

    @property
    def way(self) -> str:
        """Above its point (top), below it (bottom) or beside it (middle)."""
        return self.side.partition(" ")[0]

    @property
    def along(self) -> str:
        """To the left of its point, to the right, or over it (center)."""
        return self.side.partition(" ")[2]


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of the plot."""

    left: float
    right: float
    low: float
    high: float

    def meets(self, other: Box) -> bool:
        """Whether the two overlap."""
        across = self.left < other.right and other.left < self.right
        return across and self.low < other.high and other.low < self.high


@dataclass(frozen=True)
class Crowd:
    """What stands in a plot: lines, and the boxes that are taken.

    The axes go from ``ends[0]`` to ``ends[1]`` and from 0 to ``top``.
    """

    plot: Plot
    ends: tuple[float, float]
    top: float
    lines: Sequence[Line]
    taken: list[Box] = field(default_factory=list)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Pixels of a point of the axes."""
        first, last = self.ends
        across = (x - first) / max(last - first, 1)
        return across * self.plot.width, y / self.top * self.plot.height

    def box(self, label: Label) -> Box:
        """The pixels that a label covers."""
        x, y = self.at(label.x, label.y)
        width = len(label.text) * label.size * (_BOLD if label.strong else _LETTER)
        aside = ASIDE if label.way == "middle" else 0
        left = {"left": x - width - aside, "right": x + aside}.get(label.along, x - width / 2)
        half = _LINE_HEIGHT / 2
        middle = y + {"top": CLEAR + half, "bottom": -CLEAR - half}.get(label.way, 0)
        return Box(left, left + width, middle - half, middle + half)

    def met(self, label: Label) -> int:
        """How many lines, texts and edges a label lies on."""
        box = self.box(label)
        lines = sum(_on(line, box) for line in self._placed)
        edges = (
            box.left < 0,
            box.right > self.plot.width + self.plot.spare,
            box.low < 0,
            box.high > self.plot.height + CLEAR,
        )
        return lines + sum(map(box.meets, self.taken)) + _EDGE * any(edges)

    def settle(self, offered: Sequence[Label]) -> Label:
        """The first of those that meet least; it stands there from now on."""
        return self.settle_free(offered) or self._take(min(offered, key=self.met))

    def settle_free(self, offered: Iterable[Label]) -> Label | None:
        """The first that meets nothing, or None."""
        free = next((label for label in offered if not self.met(label)), None)
        return None if free is None else self._take(free)

    def _take(self, label: Label) -> Label:
        self.taken.append(self.box(label))
        return label

    @cached_property
    def _placed(self) -> list[tuple[list[float], list[float]]]:
        """The lines: across, and up."""
        made = []
        for line in self.lines:
            places = [self.at(*point) for point in line]
            made.append(([x for x, _ in places], [y for _, y in places]))
        return made


def _on(line: tuple[list[float], list[float]], box: Box) -> bool:
    """Whether a box lies on a continuous line, or a pixel from it."""
    across, up = line
    first = max(bisect_left(across, box.left) - 1, 0)
    heights = up[first : bisect_right(across, box.right) + 1]
    return bool(heights) and min(heights) < box.high + 1 and max(heights) > box.low - 1


def text_trace(labels: Sequence[Label], pixel: float) -> dict[str, Any]:
    """Texts as one Plotly trace: an annotation costs the browser three times as much.

    Plotly sets a text hard on its point: above or below a line it is moved to keep clear, by
    ``pixel`` units of the axis each, beside a point it stands between spaces.
    """
    clear = {"top": CLEAR * pixel, "bottom": -CLEAR * pixel}
    return {
        "type": "scatter",
        "mode": "text",
        "x": [label.x for label in labels],
        "y": [label.y + clear.get(label.way, 0) for label in labels],
        "text": [
            label.text if label.way in clear else f"\u2002{label.text}\u2002" for label in labels
        ],
        "textposition": [label.side for label in labels],
        "textfont": {
            "color": [label.colour for label in labels],
            "size": [label.size for label in labels],
            "weight": [label.weight for label in labels],
        },
        "cliponaxis": False,
        "hoverinfo": "skip",
        "name": "labels",
    }
