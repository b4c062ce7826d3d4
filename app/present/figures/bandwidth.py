"""Bandwidth over the weight of one node: the curve, its band, the ceiling, where you are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.present import text
from app.present.figures.theme import BAND, INK, MUTED, Figure, base_layout
from app.present.kinds import KINDS
from app.present.placed import dot_label
from app.present.views import View
from simcore.nodemask import NodeMask
from simcore.result import WeightCurve

__all__ = (
    "HEIGHT",
    "alone_labels",
    "alone_levels",
    "axis_title",
    "bandwidth_figure",
    "tick_text",
    "tick_weights",
    "top_of",
    "weights_text",
    "weights_texts",
)

HEIGHT = 344
_TOP, _BOTTOM = 8, 58
_PLOT = HEIGHT - _TOP - _BOTTOM
_CLEAR, _LINE_HEIGHT = 4, 16
"""Pixels between a line and its label, and those that a label is high."""
_PAIR = 2
_LISTED = 3
"""The held weights of more nodes have no room below an axis."""


def bandwidth_figure(view: View) -> Figure | None:
    """The figure, or None when the machine's rates are unknown or there is nothing to weigh."""
    curve = view.result.curve
    if curve is None:
        return None
    top = top_of(curve)
    return {
        "data": [
            *_curve_traces(curve),
            *_alone_lines(view, curve),
            *_here(view, curve),
            _labels([*alone_labels(view, curve), *_here_labels(view, curve)], top),
        ],
        "layout": base_layout(
            height=HEIGHT,
            xaxis={
                "range": [curve.points[0][0], curve.points[-1][0]],
                "title": {
                    "text": axis_title(view, curve),
                    "standoff": 8,
                    "font": {"size": 13},
                },
                **_ticks(curve),
            },
            yaxis={"range": [0, top], "showgrid": True, "nticks": 6},
            hovermode="x",
            margin={"l": 44, "r": 16, "t": _TOP, "b": _BOTTOM},
            words=view.words,
        ),
    }


def top_of(curve: WeightCurve) -> float:
    """End of the rate axis: all of the band, and the ceiling unless it lies far above."""
    highest = max([*curve.alone.values(), *(point[3] for point in curve.points)])
    ceiling = max(point[4] for point in curve.points)
    return max(highest, min(ceiling, 1.35 * highest)) * 1.08


def axis_title(view: View, curve: WeightCurve) -> str:
    """Which weight the axis is, and that it alone is varied."""
    held = {node: weight for node, weight in curve.weights.items() if int(node) != curve.node}
    ids = sorted(held, key=int)
    if len(ids) > _LISTED:
        return view.words("figure.weight_axis_many", node=curve.node)
    told = {"nodes": str(NodeMask.of(map(int, ids))), "weights": text.ratio([held[n] for n in ids])}
    return view.words("figure.weight_axis", n=len(ids), node=curve.node, **told)


def weights_text(curve: WeightCurve, weight: int) -> str:
    """All weights of the round when the curve's node has ``weight``: 9:1."""
    return weights_texts(curve, [weight])[0]


def weights_texts(curve: WeightCurve, weights: Iterable[int]) -> list[str]:
    """As ``weights_text``, for each of some weights."""
    varied, ids = str(curve.node), sorted({*curve.weights, str(curve.node)}, key=int)
    form = ":".join("{}" if node == varied else str(curve.weights[node]) for node in ids)
    return [form.format(weight) for weight in weights]


def tick_weights(first: int, last: int, steps: int = 5) -> list[int]:
    """Both ends and round weights between them, about ``steps`` apart."""
    step = max(1, round((last - first) / steps))
    values = sorted({first, *range(first - 1 + step, last, step), last})
    if len(values) > 2 and values[-1] - values[-2] < step * 0.6:
        del values[-2]
    return values


def _ticks(curve: WeightCurve) -> dict[str, Any]:
    values = tick_weights(curve.points[0][0], curve.points[-1][0])
    return {
        "tickmode": "array",
        "tickvals": values,
        "ticktext": [tick_text(curve, value) for value in values],
        "tickangle": 0,
        "ticks": "outside",
        "minor": {"ticks": "outside", "dtick": 1},
    }


def tick_text(curve: WeightCurve, weight: int) -> str:
    """All weights where two are weighed; with more nodes the varied one alone has room."""
    return weights_text(curve, weight) if len(curve.weights) == _PAIR else str(weight)


def _curve_traces(curve: WeightCurve) -> list[dict[str, Any]]:
    weights, rates, low, high, ceiling = (
        list(column) for column in zip(*curve.points, strict=True)
    )
    labels = weights_texts(curve, weights)
    plain = {"type": "scatter", "mode": "lines", "x": weights}
    return [
        {
            **plain,
            "x": [*weights, *reversed(weights)],
            "y": [*low, *reversed(high)],
            "line": {"width": 0, "color": BAND},
            "fill": "toself",
            "fillcolor": BAND,
            "hoverinfo": "skip",
            "name": "8 to 16 lines in flight",
        },
        {
            **plain,
            "y": ceiling,
            "line": {"width": 1.5, "color": MUTED, "dash": "dash"},
            "hoverinfo": "skip",
            "name": "min-law ceiling",
        },
        {
            **plain,
            "y": rates,
            "line": {"width": 3, "color": INK},
            "text": labels,
            "hovertemplate": "%{text}<br><b>%{y:.0f} GB/s</b><extra></extra>",
            "name": "expected",
        },
    ]


def alone_levels(view: View, curve: WeightCurve) -> dict[str, list[float]]:
    """GB/s of all pages on one node, each rate once, by the kind of the node."""
    rates: dict[str, list[float]] = {}
    for node, rate in curve.alone.items():
        levels = rates.setdefault(view.kinds[int(node)], [])
        if rate not in levels:
            levels.append(rate)
    return rates


def _alone_lines(view: View, curve: WeightCurve) -> list[dict[str, Any]]:
    """The levels as thin lines: a trace a kind, with gaps, for a trace costs a millisecond."""
    ends = [curve.points[0][0], curve.points[-1][0]]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [*ends, None] * len(rates),
            "y": [y for rate in rates for y in (rate, rate, None)],
            "line": {"width": 1.5, "color": KINDS[kind].colour},
            "hoverinfo": "skip",
            "name": f"{kind} alone",
        }
        for kind, rates in alone_levels(view, curve).items()
    ]


@dataclass(frozen=True, slots=True)
class _Label:
    """A text at a point; ``side`` is where it stands of it, as Plotly names it."""

    x: float
    y: float
    text: str
    side: str
    colour: str = MUTED
    size: int = 13
    weight: int = 400


def _labels(labels: Sequence[_Label], top: float) -> dict[str, Any]:
    """Texts in the plot as one trace: an annotation costs the browser three times as much.

    Plotly sets a text hard on its point; ``top`` rates are as high as the plot, so that a label
    above or below a line can keep clear of it.
    """
    clear = {"top": _CLEAR * top / _PLOT, "bottom": -_CLEAR * top / _PLOT}
    return {
        "type": "scatter",
        "mode": "text",
        "x": [label.x for label in labels],
        "y": [label.y + clear.get(label.side.partition(" ")[0], 0) for label in labels],
        "text": [label.text for label in labels],
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


def alone_labels(view: View, curve: WeightCurve) -> list[_Label]:
    """A label at the end of each line that has room for one, from the fastest on.

    Nodes of one kind whose rates read the same share their line and its label.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for node, rate in sorted(curve.alone.items(), key=lambda item: -item[1]):
        key = (view.kinds[int(node)], text.gb_per_s(rate, view.words))
        groups.setdefault(key, []).append(int(node))
    rates = {key: curve.alone[str(nodes[0])] for key, nodes in groups.items()}
    pixels = _PLOT / top_of(curve)
    taken: list[tuple[float, float]] = []
    labels = []
    for (kind, told), nodes in groups.items():
        rate = rates[kind, told]
        others = [
            other * pixels for other in (*rates.values(), curve.points[-1][1]) if other != rate
        ]
        side = _side(rate * pixels, others, taken)
        if side:
            label = KINDS[kind].label
            named = {"n": len(nodes), "node": NodeMask.of(nodes), "kind": label, "rate": told}
            words = view.words("figure.only", **named)
            labels.append(_Label(curve.points[-1][0], rate, words, f"{side} left"))
    return labels


def _side(line: float, others: Sequence[float], taken: list[tuple[float, float]]) -> str:
    """Where a label clears the other lines and labels, as Plotly says it; "" where it cannot.

    The fastest line has the curve above it, so it tries below first. A side that is chosen is
    added to ``taken``. All in pixels from the foot of the plot.
    """
    reach = _CLEAR + _LINE_HEIGHT
    spans = {"bottom": (line - reach, line - _CLEAR), "top": (line + _CLEAR, line + reach)}
    for side in ("top", "bottom") if taken else ("bottom", "top"):
        low, high = spans[side]
        clear = not any(low - 1 < other < high + 1 for other in others)
        if low >= 0 and clear and not any(low < b and a < high for a, b in taken):
            taken.append((low, high))
            return side
    return ""


def _here(view: View, curve: WeightCurve) -> list[dict[str, Any]]:
    """The present weights as a dot with a drop line; nothing for other modes."""
    rate = _present_rate(view)
    if rate is None:
        return []
    weight = curve.weights[str(curve.node)]
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": [weight, weight],
            "y": [0, rate],
            "line": {"width": 1.5, "color": INK, "dash": "dot"},
            "marker": {"size": [0, 13], "color": INK, "opacity": 1},
            "hoverinfo": "skip",
            "name": "you are here",
        }
    ]


def _here_labels(view: View, curve: WeightCurve) -> list[_Label]:
    """The rate at the dot in words, on the side that has more room."""
    rate = _present_rate(view)
    if rate is None:
        return []
    weight = curve.weights[str(curve.node)]
    left = weight < (curve.points[0][0] + curve.points[-1][0]) / 2
    side = "middle right" if left else "middle left"
    words = f"\u2002{dot_label(view, curve, weights_text(curve, weight))}\u2002"
    return [_Label(weight, rate * 0.55, words, side, INK, 17, 700)]


def _present_rate(view: View) -> float | None:
    """What the workload gets, where the weights say so."""
    weighted = view.in_force is not None and view.in_force.mode == "weighted_interleave"
    return view.stream.gb_per_s if view.stream is not None and weighted else None
