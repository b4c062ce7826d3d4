"""Strips of several experiments one under the other, and their curves, as plain SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from app.present import text
from app.present.drawing.axes import Axes
from app.present.drawing.svg import el, percent, stretched, stretching
from app.present.figures.bandwidth import tick_weights
from app.present.figures.comparing import BOTTOM, HEIGHT, STEPS, TOP, Plot, Spot
from app.present.figures.crowd import CLEAR, Label
from app.present.views import View

__all__ = ("StripRow", "draw_compared", "draw_strips")

_CELL, _ROW, _NAMES = 18, 32, 26


@dataclass(frozen=True, slots=True)
class StripRow:
    """The pages of one experiment in the window: nodes, shorter where the region ends."""

    letter: str
    view: View
    nodes: Sequence[int]


def draw_strips(rows: Sequence[StripRow], first: int, marked: int | None, title: str) -> Markup:
    """A row of cells for each experiment; the page ``marked`` is framed across all rows."""
    width = _NAMES + _CELL * max(len(row.nodes) for row in rows) + 2
    height = _ROW * len(rows) + 22
    parts: list[Markup] = []
    for place, row in enumerate(rows):
        parts += _strip(row, place * _ROW + 20)
    if marked is not None:
        x = _NAMES + (marked - first) * _CELL
        frame = {"x": x - 1, "y": 16, "width": _CELL + 2, "height": height - 18, "rx": 3}
        parts.append(el("rect", class_="first-difference", **frame))
        near_end = x > width - 80
        parts.append(
            el(
                "text",
                text.grouped(marked),
                x=x + (_CELL if near_end else 0),
                y=11,
                class_="tick strong" + (" end" if near_end else ""),
            )
        )
    if marked is None or marked - first > 4:
        parts.append(el("text", text.grouped(first), x=_NAMES, y=11, class_="tick"))
    return el(
        "svg",
        el("title", title),
        *parts,
        class_="chart strips",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        xmlns="http://www.w3.org/2000/svg",
    )


def _strip(row: StripRow, y: float) -> list[Markup]:
    parts = [el("text", row.letter, x=2, y=y + 17, class_="tick strong")]
    for place, node in enumerate(row.nodes):
        x = _NAMES + place * _CELL
        kind = "absent" if node < 0 else f"kind-{row.view.kinds[node]}"
        box = {"x": x + 1, "y": y, "width": _CELL - 2, "height": 24}
        parts.append(el("rect", class_=f"cell {kind}", **box))
        if node >= 0:
            parts.append(el("text", str(node), x=x + _CELL / 2, y=y + 16, class_="on-cell"))
    return parts


_STROKES: Final = ("", "10 6", "2 4", "10 4 2 4")
"""Dashes of the lines, as Plotly draws them."""


def draw_compared(plot: Plot, title: str) -> Markup:
    """The curves before Plotly draws them, as high as Plotly draws them at every width."""
    height = HEIGHT - TOP - BOTTOM
    axes = Axes(1, plot.last, plot.top, height)
    lines = [
        el(
            "path",
            d=axes.path([(point[0], point[1]) for point in line.curve.points]),
            class_="answer",
            stroke_dasharray=dashes or None,
        )
        for line, dashes in zip(plot.lines, _STROKES, strict=False)
    ]
    parts = [
        *axes.ticks(tick_weights(1, plot.last, STEPS), str, plot.words),
        axes.title(plot.axis),
        stretching(height, lines),
        *(_spot(axes, spot) for spot in plot.spots),
        *(_label(axes, label) for label in plot.labels),
    ]
    return stretched(title, height, parts, (TOP, 16, BOTTOM, 44))


def _spot(axes: Axes, spot: Spot) -> Markup:
    """A dot at its weight, or a line across where no weight changes the rate."""
    if spot.weight is None:
        return axes.level(spot.gb_per_s, class_="level")
    x, y = percent(axes.across(spot.weight)), axes.down(spot.gb_per_s)
    return el("circle", cx=x, cy=y, r=6, class_="here")


def _label(axes: Axes, label: Label) -> Markup:
    y = axes.down(label.y) + (-CLEAR - 3 if label.way == "top" else CLEAR + 13)
    anchor = {"left": " end", "center": " middle"}.get(label.along, "")
    classes = "tick" + anchor + (" strong" if label.strong else "")
    return el("text", label.text, x=percent(axes.across(label.x)), y=y, class_=classes)
