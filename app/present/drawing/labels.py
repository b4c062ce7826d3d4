"""Where the label of a link stands: beside its line, off every box, line and other label.

A twin of static/js/editor/labels.js.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import hypot

from app.present.drawing.boxes import Box, Point, middle

__all__ = ("labels",)

_WIDTHS: Mapping[str, float] = {"upi": 26, "cxl": 52, "pcie": 30, "nvlink": 44, "on_package": 66}
"""Room that the label of each kind of link takes in any language."""
_HEIGHT = 14.0
_AWAY = 5.0
"""Room between a label and the middle of a line, for its half."""
_SHARES = (0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7, 0.25, 0.75, 0.2, 0.8)
"""Of a line's length, where a label can stand: the middle is best."""


def labels(
    kinds: Sequence[str | None], lines: Sequence[tuple[Point, ...]], boxes: Sequence[Box]
) -> list[Box | None]:
    """The box of each line's label; None for a line without a kind, which has no label."""
    segments = [segment for points in lines for segment in pairwise(points)]
    taken = list(boxes)
    made: list[Box | None] = []
    for kind, points in zip(kinds, lines, strict=True):
        found = None
        if kind is not None:
            spots = [_around(spot, kind) for spot in _spots(points, _WIDTHS[kind])]
            on_line = _around(_along(points, 0.5)[0], kind)
            found = next((box for box in spots if _free(box, taken, segments)), on_line)
            taken.append(found)
        made.append(found)
    return made


def _around(spot: Point, kind: str) -> Box:
    width = _WIDTHS[kind]
    return spot[0] - width / 2, spot[1] - _HEIGHT / 2, width, _HEIGHT


def _spots(points: Sequence[Point], width: float) -> Iterator[Point]:
    """Middles of a label that touches its line, the best first: above it, or left of it."""
    for share in _SHARES:
        (x, y), (nx, ny) = _along(points, share)
        far = abs(nx) * (width / 2 + _AWAY) + abs(ny) * (_HEIGHT / 2 + _AWAY) + 1
        yield x + nx * far, y + ny * far
        yield x - nx * far, y - ny * far


def _along(points: Sequence[Point], share: float) -> tuple[Point, Point]:
    """The point at a share of a line's length, and the direction up and away from it."""
    lengths = [hypot(c - a, d - b) for (a, b), (c, d) in pairwise(points)]
    left = sum(lengths) * share
    for (a, b), (c, d), length in zip(points, points[1:], lengths, strict=False):
        if left <= length and length:
            dx, dy = (c - a) / length, (d - b) / length
            up = 1 if dx > 0 or (not dx and dy < 0) else -1
            return (a + dx * left, b + dy * left), (dy * up, -dx * up)
        left -= length
    return points[-1], (0.0, -1.0)


def _free(label: Box, boxes: Sequence[Box], segments: Sequence[tuple[Point, Point]]) -> bool:
    """Whether a label touches nothing."""
    x, y = middle(label)
    half = label[2] / 2, label[3] / 2
    for box in boxes:
        a, b = middle(box)
        if abs(a - x) < half[0] + box[2] / 2 and abs(b - y) < half[1] + box[3] / 2:
            return False
    return not any(_crosses((x, y), (half[0] + _AWAY, half[1] + _AWAY), *each) for each in segments)


def _crosses(spot: Point, half: Point, start: Point, goal: Point) -> bool:
    """Whether a line meets a box of two half sides around a spot (the separating axes)."""
    mx, my = (start[0] + goal[0]) / 2 - spot[0], (start[1] + goal[1]) / 2 - spot[1]
    hx, hy = (goal[0] - start[0]) / 2, (goal[1] - start[1]) / 2
    return (
        abs(mx) < half[0] + abs(hx)
        and abs(my) < half[1] + abs(hy)
        and abs(mx * hy - my * hx) < half[0] * abs(hy) + half[1] * abs(hx)
    )
