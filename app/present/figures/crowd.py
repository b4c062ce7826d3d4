"""Where labels stand in a plot so that no line strikes through them: curves in, sides out.

All is measured in pixels from the foot of the plot and in shares of its width. A label that is
free in a narrow plot is free in a wide one, too, for its share of the width only shrinks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

__all__ = ("CLEAR", "Crowd", "Place")

CLEAR: Final = 5
"""Pixels between a point and its label."""
_LINE_HEIGHT: Final = 16
_LETTER: Final = 8
"""Pixels of a letter, at most."""
_NARROW: Final = 300
"""Width of the plot on a telephone."""
_AIR: Final = 3
"""Pixels beside a line that are as good as on it."""

Curve = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Place:
    """A point (share of the width, pixels up) and the side of it, as Plotly names sides."""

    x: float
    y: float
    side: str


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    right: float
    low: float
    high: float


@dataclass(slots=True)
class Crowd:
    """What stands in a plot ``height`` pixels high: curves (points by x), and labels so far."""

    height: float
    curves: Sequence[Curve]
    labels: list[_Box] = field(default_factory=list)

    def settle(self, label: str, places: Sequence[Place]) -> Place:
        """The first of the places that fewest things cross; the label stands there from now on."""
        boxes = [_box(place, label) for place in places]
        crossed = [self._crossed(box) for box in boxes]
        best = crossed.index(min(crossed))
        self.labels.append(boxes[best])
        return places[best]

    def _crossed(self, box: _Box) -> int:
        """How many curves, labels and edges of the plot a box meets."""
        edges = (box.left < 0, box.right > 1, box.low < 0, box.high > self.height + CLEAR)
        curves = sum(_meets(curve, box) for curve in self.curves)
        return curves + sum(edges) + sum(_overlap(box, other) for other in self.labels)


def _box(place: Place, label: str) -> _Box:
    width = (len(label) * _LETTER + CLEAR) / _NARROW
    up, _, along = place.side.partition(" ")
    left = {"left": place.x - width, "right": place.x}.get(along, place.x - width / 2)
    low = {"top": place.y + CLEAR, "bottom": place.y - CLEAR - _LINE_HEIGHT}[up]
    return _Box(left, left + width, low, low + _LINE_HEIGHT)


def _overlap(one: _Box, other: _Box) -> bool:
    beside = one.left < other.right and other.left < one.right
    return beside and one.low < other.high and other.low < one.high


def _meets(curve: Curve, box: _Box) -> bool:
    """Whether a continuous curve passes through a box, or too near by."""
    within = [y for _, y in _cut(curve, box.left, box.right)]
    return bool(within) and min(within) < box.high + _AIR and max(within) > box.low - _AIR


def _cut(curve: Curve, left: float, right: float) -> Curve:
    """The points between two x, and one more at either side."""
    inside = [i for i, (x, _) in enumerate(curve) if left <= x <= right]
    before = [i for i, (x, _) in enumerate(curve) if x < left][-1:]
    after = [i for i, (x, _) in enumerate(curve) if x > right][:1]
    if not inside and not (before and after):
        return []
    return [curve[i] for i in (*before, *inside, *after)]
