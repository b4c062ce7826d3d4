"""How lines run between boxes: straight, and around every box that they do not belong to.

Boxes stand in columns. A line leaves a box on the side that faces the other one, and where it
passes a column it goes through the gap nearest to its way. Lines of one side have a place each.
A twin of static/js/editor/routes.js.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from math import inf

from app.present.drawing.boxes import Box, Ends, Point, middle

__all__ = ("routes",)

_CLEAR = 8.0
"""Room between a line and a box that it passes."""
_STRAIGHT = 24.0
"""Room between two boxes of a column that shows a line and its label."""
_SPREAD = 12.0
_CORNER = 20.0
_BOW = 16.0

Side = tuple[int, int]
"""Where a line leaves a box: (1, 0) is its right side, (0, -1) its top."""


def routes(
    boxes: Mapping[str, Box], moved: Collection[str], pairs: Sequence[Ends]
) -> list[tuple[Point, ...]]:
    """The points of each line; to boxes that somebody moved lines go straight."""
    columns = _columns([box for name, box in boxes.items() if name not in moved])
    sides = [
        None if a in moved or b in moved else _sides(columns, boxes[a], boxes[b]) for a, b in pairs
    ]
    starts = _starts(boxes, pairs, sides)
    bows: dict[float, int] = {}
    made: list[tuple[Point, ...]] = []
    for i, (a, b) in enumerate(pairs):
        chosen = sides[i]
        if chosen is None:
            ends = _edge(boxes[a], middle(boxes[b])), _edge(boxes[b], middle(boxes[a]))
            made.append(ends)
        elif chosen[0] == chosen[1]:
            x = boxes[a][0]
            bows[x] = bows.get(x, 0) + 1
            room = _room(columns, boxes[a]) if chosen[0][0] > 0 else inf
            out = chosen[0][0] * min(_BOW * bows[x], room / 2)
            made.append(_bowed(starts[i, 0], starts[i, 1], out))
        else:
            made.append(_passing(columns, starts[i, 0], starts[i, 1]))
    return made


def _columns(boxes: Sequence[Box]) -> list[list[Box]]:
    """Boxes by column from the left, each from the top."""
    ordered = sorted(boxes)
    return [list(group) for _, group in groupby(ordered, key=lambda box: box[0])]


def _sides(columns: Sequence[Sequence[Box]], a: Box, b: Box) -> tuple[Side, Side]:
    """The sides on which a line leaves its two boxes; the same one when it bows around others."""
    if a[0] != b[0]:
        return ((1, 0), (-1, 0)) if a[0] < b[0] else ((-1, 0), (1, 0))
    column = next(column for column in columns if a in column)
    upper, lower = min(a, b), max(a, b)
    near = column.index(lower) - column.index(upper) == 1
    if near and lower[1] - upper[1] - upper[3] >= _STRAIGHT:
        return ((0, 1), (0, -1)) if a is upper else ((0, -1), (0, 1))
    side = (-1, 0) if column is columns[0] else (1, 0)
    return side, side


def _starts(
    boxes: Mapping[str, Box], pairs: Sequence[Ends], sides: Sequence[tuple[Side, Side] | None]
) -> dict[tuple[int, int], Point]:
    """Where a line begins at its end 0 or 1; lines of a side stand in the order of their goals."""
    there: dict[tuple[str, Side], list[tuple[float, int, int]]] = {}
    for i, (pair, chosen) in enumerate(zip(pairs, sides, strict=True)):
        for end in (0, 1) if chosen else ():
            side = chosen[end]  # type: ignore[index]  # there is one
            goal = middle(boxes[pair[1 - end]])[1 if side[0] else 0]
            there.setdefault((pair[end], side), []).append((goal, i, end))
    starts: dict[tuple[int, int], Point] = {}
    for (name, side), lines in there.items():
        x, y, width, height = boxes[name]
        room = (height if side[0] else width) - _CORNER
        step = min(_SPREAD, room / max(1, len(lines) - 1))
        for place, (_, i, end) in enumerate(sorted(lines)):
            off = (place - (len(lines) - 1) / 2) * step
            across = x + width / 2 + (side[0] * width / 2 or off)
            starts[i, end] = (across, y + height / 2 + (side[1] * height / 2 or off))
    return starts


def _bowed(start: Point, goal: Point, out: float) -> tuple[Point, ...]:
    """Around the boxes between two of one column, so far out."""
    x = start[0] + out
    return start, (x, start[1]), (x, goal[1]), goal


def _room(columns: Sequence[Sequence[Box]], box: Box) -> float:
    """What is free right of a box's column."""
    return min(
        (column[0][0] - _end([box]) for column in columns if column[0][0] > box[0]), default=inf
    )


def _passing(columns: Sequence[Sequence[Box]], start: Point, goal: Point) -> tuple[Point, ...]:
    """From one side to the other, through the gaps of the columns between them."""
    (left, _), (right, _) = sorted((start, goal))
    passed = [column for column in columns if left < column[0][0] and _end(column) < right]
    ways = [[_at(start, goal, column[0][0]), _at(start, goal, _end(column))] for column in passed]
    if all(map(_open, passed, ways)):
        return start, goal
    between: list[Point] = []
    for column, (one, two) in zip(passed, ways, strict=True):
        y = _gap(column, (one + two) / 2)
        between += [(column[0][0], y), (_end(column), y)]
    return start, *(between if start[0] < goal[0] else reversed(between)), goal


def _end(column: Sequence[Box]) -> float:
    return column[0][0] + column[0][2]


def _at(start: Point, goal: Point, x: float) -> float:
    """The height of the straight line at ``x``."""
    return start[1] + (goal[1] - start[1]) * (x - start[0]) / (goal[0] - start[0])


def _open(column: Sequence[Box], ys: Sequence[float]) -> bool:
    """Whether nothing of a column stands between two heights."""
    return not any(
        box[1] - _CLEAR < max(ys) and min(ys) < box[1] + box[3] + _CLEAR for box in column
    )


def _gap(column: Sequence[Box], wanted: float) -> float:
    """The free height of a column that is nearest to the wanted one."""
    edges = [edge for box in column for edge in (box[1] - _CLEAR, box[1] + box[3] + _CLEAR)]
    free = [
        y
        for y in (wanted, *edges)
        if not any(box[1] - _CLEAR < y < box[1] + box[3] + _CLEAR for box in column)
    ]
    return min(free, key=lambda y: abs(y - wanted))


def _edge(box: Box, towards: Point) -> Point:
    """Where the line from the middle of ``box`` to a point leaves the box."""
    x, y = middle(box)
    dx, dy = towards[0] - x, towards[1] - y
    if not dx and not dy:
        return x, y
    scale = min(
        box[2] / 2 / abs(dx) if dx else inf,
        box[3] / 2 / abs(dy) if dy else inf,
    )
    return x + dx * scale, y + dy * scale
