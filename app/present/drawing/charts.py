"""The figures once more as plain SVG: what people see before, and without, any script.

They say the same as the Plotly figures that replace them, with fewer marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup

from app.present import text
from app.present.drawing.svg import el, number
from app.present.figures.bandwidth import (
    alone_labels,
    alone_levels,
    axis_title,
    tick_text,
    tick_weights,
    top_of,
    weights_text,
)
from app.present.kinds import KINDS, node_label
from app.present.placed import dot_label
from app.present.views import STRIP_COLUMNS, View
from simcore.result import WeightCurve

__all__ = ("draw_curve", "draw_distribution", "draw_strip", "round_steps")

At = Callable[[float, float], tuple[float, float]]
_W, _H = 720, 344
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 16, 8, 58


def _chart(title: str, box: tuple[float, float], parts: Iterable[Markup]) -> Markup:
    return el(
        "svg",
        el("title", title),
        *parts,
        class_="chart",
        viewBox=f"0 0 {number(box[0])} {number(box[1])}",
        role="img",
        xmlns="http://www.w3.org/2000/svg",
    )


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{number(x)},{number(y)}" for x, y in points)


def draw_curve(view: View) -> Markup | None:
    """Bandwidth over weight, with the band, the ceiling and the present point."""
    curve = view.result.curve
    if curve is None:
        return None
    points = curve.points
    top = top_of(curve)
    low, high = points[0][0], points[-1][0]

    def at(weight: float, rate: float) -> tuple[float, float]:
        x = _LEFT + (weight - low) / max(high - low, 1) * (_W - _LEFT - _RIGHT)
        return x, _TOP + (1 - rate / top) * (_H - _TOP - _BOTTOM)

    band = [at(p[0], p[3]) for p in points] + [at(p[0], p[2]) for p in reversed(points)]
    parts = [el("path", d=_path(band) + "Z", class_="band")]
    for rate in round_steps(top):
        y = at(low, rate)[1]
        parts.append(el("line", x1=_LEFT, x2=_W - _RIGHT, y1=y, y2=y, class_="hair"))
        parts.append(
            el("text", text.decimal(rate, "g", view.words), x=_LEFT - 8, y=y + 4, class_="tick end")
        )
    for weight in tick_weights(low, high):
        x = at(weight, 0)[0]
        anchor = {low: "tick", high: "tick end"}.get(weight, "tick middle")
        parts.append(el("text", tick_text(curve, weight), x=x, y=_H - 34, class_=anchor))
    middle = (_LEFT + _W - _RIGHT) / 2
    parts.append(el("text", axis_title(view, curve), x=middle, y=_H - 8, class_="tick middle"))
    ceiling = [at(p[0], p[4]) for p in points if p[4] <= top]
    if ceiling:
        parts.append(el("path", d=_path(ceiling), class_="ceiling"))
    parts.append(el("path", d=_path([at(p[0], p[1]) for p in points]), class_="answer"))
    parts += _alone(view, curve, at)
    policy = view.in_force
    if view.stream is not None and policy is not None and policy.mode == "weighted_interleave":
        weight = curve.weights[str(curve.node)]
        x, y = at(weight, view.stream.gb_per_s)
        label = dot_label(view, curve, weights_text(curve, weight))
        parts.append(el("line", x1=x, x2=x, y1=y, y2=at(weight, 0)[1], class_="drop"))
        parts.append(el("circle", cx=x, cy=y, r=6.5, class_="here"))
        parts.append(
            el(
                "text",
                label,
                x=x + 12,
                y=at(weight, view.stream.gb_per_s * 0.55)[1],
                class_="here-label",
            )
        )
    return _chart(view.words("figure.picture_bandwidth"), (_W, _H), parts)


def _alone(view: View, curve: WeightCurve, at: At) -> Iterable[Markup]:
    """All pages on one node: a line for each, and a label for the two fastest."""
    levels = alone_levels(view, curve)
    for kind, rate in ((kind, rate) for kind, rates in levels.items() for rate in rates):
        (x1, y), (x2, _) = (at(curve.points[end][0], rate) for end in (0, -1))
        yield el("line", x1=x1, x2=x2, y1=y, y2=y, stroke=KINDS[kind].colour, stroke_width=1.5)
    for label in alone_labels(view, curve):
        x, y = at(label.x, label.y)
        above = label.side.startswith("top")
        yield el("text", label.text, x=x, y=y - 6 if above else y + 16, class_="tick end")


def round_steps(top: float) -> list[float]:
    """A handful of round numbers from 0 to ``top``."""
    size = 1.0
    while size * 10 < top:
        size *= 10
    step = next(size * f for f in (0.1, 0.2, 0.5, 1, 2, 5, 10) if top / (size * f) <= 6)
    return [step * i for i in range(int(top / step) + 1)]


_NAMES, _BARS = 144, 296
"""Where bars begin, with room for names in the larger letters of narrow screens; the longest."""


def draw_distribution(view: View) -> Markup | None:
    """A bar for each node, with a mark for what the policy asked for."""
    if view.region is None or not view.region[1].pages_on:
        return None
    say, region = view.words, view.region[1]
    asked = region.asked_for()
    nodes = sorted({*map(int, region.pages_on), *asked})
    most = max([*region.pages_on.values(), *asked.values()])
    total = sum(region.pages_on.values())
    parts: list[Markup] = []
    for row, node in enumerate(nodes):
        y, count = row * 44 + 12, region.pages_on.get(str(node), 0)
        width = count / most * _BARS
        mark = _NAMES + asked.get(node, 0) / most * _BARS
        label = f"{text.grouped(count)}  {text.percent(count / total, say)}"
        parts += [
            el(
                "text",
                node_label(node, view.kinds[node], say),
                x=_NAMES - 8,
                y=y + 18,
                class_="tick end",
            ),
            el(
                "rect", x=_NAMES, y=y, width=width, height=26, class_=f"bar kind-{view.kinds[node]}"
            ),
            el("line", x1=mark, x2=mark, y1=y - 3, y2=y + 29, class_="asked"),
            _bar_label(label, width, y + 18),
        ]
    return _chart(
        say("figure.picture_distribution"), (_NAMES + _BARS + 24, 44 * len(nodes) + 8), parts
    )


def _bar_label(label: str, width: float, y: float) -> Markup:
    """Inside a bar that is wide enough, beside it otherwise."""
    inside = width > 150
    kind = "value inside" if inside else "value"
    return el("text", label, x=_NAMES + (8 if inside else width + 8), y=y, class_=kind)


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
    return _chart(title, (STRIP_COLUMNS * cell, rows * 28), parts)
