"""Strips of several experiments one under the other, and their curves, as plain SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.present import text
from app.present.drawing.charts import round_steps
from app.present.drawing.svg import el, number
from app.present.figures.bandwidth import tick_weights, top_of
from app.present.figures.comparing import Lettered, lines_of, spots_of
from app.present.views import View
from app.words import Words

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


_W, _H, _LEFT, _BOTTOM = 720, 300, 44, 48


def draw_compared(entries: Lettered, title: str, axis: str) -> Markup | None:
    """The curves before Plotly draws them; ``axis`` names the weight of a ``{node}``."""
    lines = lines_of(entries)
    if not lines:
        return None
    spots, axis = spots_of(entries, lines), axis.format(node=lines[0].curve.node)
    last = max(line.curve.points[-1][0] for line in lines)
    top = max([*(top_of(line.curve) for line in lines), *(spot.gb_per_s * 1.08 for spot in spots)])

    def at(weight: float, rate: float) -> tuple[float, float]:
        x = _LEFT + (weight - 1) / max(last - 1, 1) * (_W - _LEFT - 16)
        return x, 8 + (1 - rate / top) * (_H - 8 - _BOTTOM)

    parts = [
        *_rate_ticks([(rate, at(1, rate)[1]) for rate in round_steps(top)], entries[0][1].words),
        *_weight_ticks([(weight, at(weight, 0)[0]) for weight in tick_weights(1, last, 8)], axis),
    ]
    for line in lines:
        path = "L".join("{},{}".format(*map(number, at(p[0], p[1]))) for p in line.curve.points)
        parts.append(el("path", d=f"M{path}", class_="answer"))
    for spot in spots:
        x, y = at(spot.weight or last, spot.gb_per_s)
        if spot.weight is None:
            parts.append(el("line", x1=_LEFT, x2=_W - 16, y1=y, y2=y, class_="ceiling"))
            parts.append(el("text", spot.label, x=_W - 16, y=y - 6, class_="tick end"))
        else:
            parts.append(el("circle", cx=x, cy=y, r=6, class_="here"))
            parts.append(el("text", spot.label, x=x + 8, y=y + 20, class_="tick strong"))
    return el(
        "svg",
        el("title", title),
        *parts,
        class_="chart",
        viewBox=f"0 0 {_W} {_H}",
        role="img",
        xmlns="http://www.w3.org/2000/svg",
    )


def _rate_ticks(places: Sequence[tuple[float, float]], words: Words) -> Iterator[Markup]:
    """A hair and a number for each rate at its height."""
    for rate, y in places:
        yield el("line", x1=_LEFT, x2=_W - 16, y1=y, y2=y, class_="hair")
        yield el("text", text.decimal(rate, "g", words), x=_LEFT - 8, y=y + 4, class_="tick end")


def _weight_ticks(places: Sequence[tuple[int, float]], axis: str) -> Iterator[Markup]:
    """A number for each weight at its place, and what they are below."""
    for weight, x in places:
        yield el("text", str(weight), x=x, y=_H - _BOTTOM + 18, class_="tick middle")
    yield el("text", axis, x=(_LEFT + _W) / 2, y=_H - 8, class_="tick middle")
