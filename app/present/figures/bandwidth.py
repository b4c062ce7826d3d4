"""Bandwidth over the weight of one node: the curve, its band, the ceiling, where you are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.present import text
from app.present.figures.crowd import Label, Plot, text_trace
from app.present.figures.labels import NARROW, SMALL, WIDE, labels, present_rate, top_of
from app.present.figures.theme import (
    BAND,
    BAND_EDGE,
    INK,
    MUTED,
    Figure,
    base_layout,
    shown_below,
    shown_from,
)
from app.present.kinds import KINDS
from app.present.views import View
from simcore.nodemask import NodeMask
from simcore.result import WeightCurve

__all__ = (
    "HEIGHT",
    "RIGHT",
    "alone_levels",
    "axis_title",
    "bandwidth_figure",
    "plot_labels",
    "tick_text",
    "tick_weights",
    "top_of",
    "weights_text",
    "weights_texts",
)

HEIGHT = 344
RIGHT = 24
"""Pixels for the half of the last weight that stands beyond the axis: 255:1."""
_TOP, _BOTTOM = 8, 58
_PLOT = HEIGHT - _TOP - _BOTTOM
_PAIR = 2
_LISTED = 3
"""The held weights of more nodes have no room below an axis."""


def bandwidth_figure(view: View) -> Figure | None:
    """The figure, or None when the machine's rates are unknown or there is nothing to weigh."""
    curve = view.result.curve
    if curve is None:
        return None
    return {
        "data": [
            *_curve_traces(curve),
            *_alone_lines(view, curve),
            *_here(view, curve),
            *(_texts(view, curve, plot) for plot in (WIDE, NARROW)),
        ],
        "layout": base_layout(
            height=HEIGHT,
            xaxis={
                "range": [curve.points[0][0], curve.points[-1][0]],
                "title": {
                    "text": axis_title(view, curve),
                    "standoff": 8,
                },
                **_ticks(curve),
            },
            yaxis={"range": [0, top_of(curve)], "showgrid": True, "nticks": 6},
            hovermode="x",
            margin={"l": 44, "r": RIGHT, "t": _TOP, "b": _BOTTOM},
            words=view.words,
        ),
    }


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
            "line": {"width": 1, "color": BAND_EDGE},
            "fill": "toself",
            "fillcolor": BAND,
            "hoverinfo": "skip",
            "name": "band",
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
            "meta": {"node": curve.node},
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


def plot_labels(view: View, curve: WeightCurve, plot: Plot = WIDE) -> list[Label]:
    """The texts in a plot of these pixels."""
    weights = weights_text(curve, curve.weights.get(str(curve.node), 1))
    return labels(view, curve, weights, plot)


def _texts(view: View, curve: WeightCurve, plot: Plot) -> dict[str, Any]:
    """Texts in the plot; the short ones are shown where it is narrow."""
    placed = plot_labels(view, curve, plot)
    return {
        **text_trace(placed, top_of(curve) / _PLOT),
        **(shown_below(SMALL) if plot.short else shown_from(SMALL)),
    }


def _here(view: View, curve: WeightCurve) -> list[dict[str, Any]]:
    """The present weights as a dot with a drop line; nothing for other modes."""
    rate = present_rate(view)
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
            "cliponaxis": False,
            "hoverinfo": "skip",
            "name": "you are here",
        }
    ]
