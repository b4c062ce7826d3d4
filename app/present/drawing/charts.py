"""The figures once more as plain SVG: what people see before, and without, any script.

They say the same as the Plotly figures that replace them, with fewer marks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup

from app.present.drawing.axes import Axes
from app.present.drawing.svg import el, percent, stretched, stretching
from app.present.figures.bandwidth import (
    HEIGHT,
    RIGHT,
    alone_levels,
    axis_title,
    plot_labels,
    tick_text,
    tick_weights,
    top_of,
)
from app.present.figures.crowd import ASIDE, Plot
from app.present.figures.distribution import BAR
from app.present.figures.labels import NARROW, SMALL, WIDE, present_rate
from app.present.figures.shares import SMALL as SMALL_BARS
from app.present.figures.shares import shares_of
from app.present.kinds import KINDS
from app.present.views import STRIP_COLUMNS, View
from simcore.result import WeightCurve

__all__ = ("draw_curve", "draw_distribution", "draw_strip", "draw_thumbnail")

_MARGINS = (8, RIGHT, 58, 44)
"""Above, right, below and left of the curve, as in the figure that replaces it."""
_PLOT = HEIGHT - _MARGINS[0] - _MARGINS[2]
_LOWER = 150
_LOW_MARGINS = (8, 16, 30, 44)


def draw_curve(view: View) -> Markup | None:
    """Bandwidth over weight, with the band, the ceiling and the present point.

    As high as the figure that replaces it and as wide as its place, with letters of one size.
    """
    curve = view.result.curve
    if curve is None:
        return None
    made = _Drawn.of(view, curve, _PLOT)
    ends = curve.points[0][0], curve.points[-1][0]
    parts = [*made.ticks(tick_weights(*ends)), *made.lines()]
    parts.append(made.axes.title(axis_title(view, curve)))
    for plot, where in ((WIDE, f"from-{SMALL}"), (NARROW, f"below-{SMALL}")):
        parts.append(el("g", *made.texts(plot), class_=where))
    return stretched(view.words("figure.picture_bandwidth"), _PLOT, parts, _MARGINS)


def draw_thumbnail(view: View) -> Markup | None:
    """The same for a card of the gallery: lower, with short texts, and weights at the ends."""
    curve = view.result.curve
    if curve is None:
        return None
    made = _Drawn.of(view, curve, _LOWER)
    ends = (curve.points[0][0], curve.points[-1][0])
    parts = [*made.ticks(ends), *made.lines(), *made.texts(replace(NARROW, height=_LOWER))]
    return stretched(view.words("figure.picture_bandwidth"), _LOWER, parts, _LOW_MARGINS)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The parts of the curve's picture between its axes."""

    view: View
    curve: WeightCurve
    axes: Axes

    @classmethod
    def of(cls, view: View, curve: WeightCurve, height: float) -> _Drawn:
        """In a plot that is ``height`` pixels high."""
        ends = curve.points[0][0], curve.points[-1][0]
        return cls(view, curve, Axes(*ends, top_of(curve), height))

    def ticks(self, weights: Sequence[int]) -> Iterator[Markup]:
        """Hairlines with their rates, and weights below."""
        return self.axes.ticks(weights, partial(tick_text, self.curve), self.view.words)

    def lines(self) -> Iterator[Markup]:
        """The band, the ceiling, the curve, the nodes alone, and the present point."""
        points, axes = self.curve.points, self.axes
        band = [(p[0], p[3]) for p in points] + [(p[0], p[2]) for p in reversed(points)]
        ceiling = [(p[0], p[4]) for p in points if p[4] <= top_of(self.curve)]
        paths = [el("path", d=axes.path(band) + "Z", class_="band")]
        if ceiling:
            paths.append(el("path", d=axes.path(ceiling), class_="ceiling"))
        answer = axes.path([(p[0], p[1]) for p in points])
        yield stretching(axes.height, [*paths, el("path", d=answer, class_="answer")])
        levels = alone_levels(self.view, self.curve)
        for kind, rate in ((kind, rate) for kind, rates in levels.items() for rate in rates):
            yield axes.level(rate, stroke=KINDS[kind].colour, stroke_width=1.5)
        here = present_rate(self.view)
        if here is not None:
            x, y = percent(axes.across(self.curve.weights[str(self.curve.node)])), axes.down(here)
            yield el("line", x1=x, x2=x, y1=y, y2=axes.height, class_="drop")
            yield el("circle", cx=x, cy=y, r=6.5, class_="here")

    def texts(self, plot: Plot) -> Iterator[Markup]:
        """What stands at the lines and at the point."""
        for label in plot_labels(self.view, self.curve, plot):
            end = " end" if label.along == "left" else ""
            aside = (ASIDE if label.way == "middle" else 0) * (-1 if end else 1)
            yield el(
                "text",
                label.text,
                x=percent(self.axes.across(label.x)),
                y=self.axes.down(label.y) + {"top": -6, "bottom": 16}.get(label.way, 5),
                dx=aside or None,
                class_=("here-label" if label.way == "middle" else "tick") + end,
            )


def draw_distribution(view: View) -> Markup | None:
    """A bar for each node, with a mark for what the policy asked for."""
    shares = shares_of(view)
    if shares is None:
        return None
    parts: list[Markup] = []
    height = shares.height - shares.margins[0] - shares.margins[2]
    step, bar = height / len(shares.rows), BAR * height / len(shares.rows)
    middles = [(place + 0.5) * step for place in range(len(shares.rows))]
    for y, row in zip(middles, shares.rows, strict=True):
        wide, kind = percent(row.pages / shares.reach), f"bar kind-{view.kinds[row.node]}"
        parts.append(el("text", row.name, x=-5, y=y + 5, class_="tick end"))
        parts.append(el("rect", x="0", y=y - bar / 2, width=wide, height=bar, class_=kind))
        if row.asked:
            x = percent(row.asked / shares.reach)
            parts.append(el("line", x1=x, x2=x, y1=y - 18, y2=y + 18, class_="asked"))
    for small, where in ((False, f"from-{SMALL_BARS}"), (True, f"below-{SMALL_BARS}")):
        for y, each in zip(middles, shares.numbers(small=small), strict=True):
            kind = "value inside" if each.inside else "value"
            x = percent(each.start / shares.reach)
            parts.append(el("text", each.text, x=x, dx=8, y=y + 5, class_=f"{kind} {where}"))
    return stretched(view.words("figure.picture_distribution"), height, parts, shares.margins)


def draw_strip(view: View) -> Markup | None:
    """The first pages, a numbered cell each."""
    if not view.strip:
        return None
    cell, parts = 20, []
    for page, node in enumerate(view.strip):
        x, y = page % STRIP_COLUMNS * cell, page // STRIP_COLUMNS * 28
        kind = "absent" if node < 0 else f"kind-{view.kinds[node]}"
        parts.append(el("rect", x=x + 1, y=y + 1, width=cell - 2, height=26, class_=f"cell {kind}"))
        if node >= 0:
            parts.append(el("text", str(node), x=x + cell / 2, y=y + 18, class_="on-cell"))
    rows = -(-len(view.strip) // STRIP_COLUMNS)
    title = view.words("figure.picture_strip", n=len(view.strip))
    return el(
        "svg",
        el("title", title),
        *parts,
        class_="chart strip",
        viewBox=f"0 0 {STRIP_COLUMNS * cell} {rows * 28}",
        role="img",
        xmlns="http://www.w3.org/2000/svg",
    )
