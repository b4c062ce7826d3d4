"""Strips of several experiments one under the other, and their curves, as plain SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from app.present import text
from app.present.drawing.charts import round_steps
from app.present.drawing.svg import el, number
from app.present.figures.bandwidth import tick_weights
from app.present.figures.comparing import BOTTOM, HEIGHT, TOP, Plot
from app.present.figures.crowd import CLEAR
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
    """The curves before Plotly draws them, as high as Plotly draws them at every width.

    The picture is the area of the plot; what belongs to its axes stands outside. Across it is
    measured in per cent, so that letters keep their size.
    """
    foot = HEIGHT - TOP - BOTTOM

    def up(rate: float) -> float:
        return TOP + (1 - rate / plot.top) * foot

    def across(weight: float) -> str:
        return f"{number((weight - 1) / max(plot.last - 1, 1) * 100)}%"

    parts = [*_rate_ticks(plot, up), *_weight_ticks(plot, across), _curves(plot, foot)]
    for spot in plot.spots:
        y = up(spot.gb_per_s)
        if spot.weight is None:
            parts.append(el("line", x1="0", x2="100%", y1=y, y2=y, class_="level"))
        else:
            parts.append(el("circle", cx=across(spot.weight), cy=y, r=6, class_="here"))
    for label in plot.labels:
        y = up(label.y) + (-CLEAR - 3 if label.way == "top" else CLEAR + 13)
        anchor = {"left": " end", "center": " middle"}.get(label.along, "")
        classes = "tick" + anchor + (" strong" if label.strong else "")
        parts.append(el("text", label.text, x=across(label.x), y=y, class_=classes))
    return el(
        "svg",
        el("title", title),
        *parts,
        class_="chart fluid",
        height=HEIGHT,
        role="img",
        xmlns="http://www.w3.org/2000/svg",
    )


def _curves(plot: Plot, foot: float) -> Markup:
    """The lines, stretched over the plot; their strokes are not."""
    paths = []
    for line, dashes in zip(plot.lines, _STROKES, strict=False):
        points = [
            f"{number((x - 1) / max(plot.last - 1, 1) * 1000)},{number((1 - y / plot.top) * foot)}"
            for x, y, *_ in line.curve.points
        ]
        paths.append(
            el("path", d="M" + "L".join(points), class_="answer", stroke_dasharray=dashes or None)
        )
    return el(
        "svg",
        *paths,
        y=TOP,
        width="100%",
        height=foot,
        viewBox=f"0 0 1000 {number(foot)}",
        preserveAspectRatio="none",
    )


def _rate_ticks(plot: Plot, up: Callable[[float], float]) -> Iterator[Markup]:
    """A hair and a number for each round rate at its height."""
    for rate in round_steps(plot.top):
        y = up(rate)
        yield el("line", x1="0", x2="100%", y1=y, y2=y, class_="hair")
        yield el("text", text.decimal(rate, "g", plot.words), x=-8, y=y + 4, class_="tick end")


def _weight_ticks(plot: Plot, across: Callable[[float], str]) -> Iterator[Markup]:
    """A number for each weight at its place, and what they are below."""
    for weight in tick_weights(1, plot.last, 8):
        y = HEIGHT - BOTTOM + 18
        yield el("text", str(weight), x=across(weight), y=y, class_="tick middle")
    yield el("text", plot.axis, x="50%", y=HEIGHT - 8, class_="tick middle")
