"""Bandwidth over the weight of one node: the curve, its band, the ceiling, where you are."""

from __future__ import annotations

from typing import Any

from app.present import text
from app.present.figures.theme import BAND, INK, MUTED, Figure, base_layout
from app.present.kinds import KINDS
from app.present.views import View
from simcore.result import WeightCurve

__all__ = ("HEIGHT", "bandwidth_figure", "top_of", "weights_text")

HEIGHT = 320


def bandwidth_figure(view: View) -> Figure | None:
    """The figure, or None when the machine's rates are unknown or there is nothing to weigh."""
    curve = view.result.curve
    if curve is None:
        return None
    here = _here(view, curve)
    annotations = [*_alone_labels(view, curve), *here["annotations"]]
    top = top_of(curve)
    return {
        "data": [*_curve_traces(curve), *_alone_traces(view, curve), *here["data"]],
        "layout": base_layout(
            height=HEIGHT,
            xaxis={"range": [curve.points[0][0], curve.points[-1][0]], **_ticks(curve)},
            yaxis={"range": [0, top], "showgrid": True, "nticks": 6},
            annotations=annotations,
            hovermode="x",
        ),
    }


def top_of(curve: WeightCurve) -> float:
    """End of the rate axis: all of the band, and the ceiling unless it lies far above."""
    highest = max([*curve.alone.values(), *(point[3] for point in curve.points)])
    ceiling = max(point[4] for point in curve.points)
    return max(highest, min(ceiling, 1.35 * highest)) * 1.08


def weights_text(curve: WeightCurve, weight: int) -> str:
    """All weights of the round when the curve's node has ``weight``: 9:1."""
    varied = {**curve.weights, str(curve.node): weight}
    return text.ratio([varied[node] for node in sorted(varied, key=int)])


def _ticks(curve: WeightCurve) -> dict[str, Any]:
    first, last = curve.points[0][0], curve.points[-1][0]
    step = max(1, round((last - first) / 5))
    values = sorted({first, *range(first - 1 + step, last, step), last})
    if len(values) > 2 and values[-1] - values[-2] < step * 0.6:
        del values[-2]
    return {
        "tickmode": "array",
        "tickvals": values,
        "ticktext": [_tick(curve, value) for value in values],
        "tickangle": 0,
    }


def _tick(curve: WeightCurve, weight: int) -> str:
    """All weights where two are weighed; with more nodes the varied one alone has room."""
    return weights_text(curve, weight) if len(curve.weights) == 2 else str(weight)


def _curve_traces(curve: WeightCurve) -> list[dict[str, Any]]:
    weights, rates, low, high, ceiling = (
        list(column) for column in zip(*curve.points, strict=True)
    )
    labels = [weights_text(curve, weight) for weight in weights]
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


def _alone_traces(view: View, curve: WeightCurve) -> list[dict[str, Any]]:
    """All pages on one node, as a thin line in the colour of its kind; equal nodes share it."""
    ends = [curve.points[0][0], curve.points[-1][0]]
    lines = {(view.kinds[int(node)], rate): node for node, rate in curve.alone.items()}
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": ends,
            "y": [rate, rate],
            "line": {"width": 1.5, "color": KINDS[kind].colour},
            "hoverinfo": "skip",
            "name": f"node {node} alone",
        }
        for (kind, rate), node in lines.items()
    ]


def _alone_labels(view: View, curve: WeightCurve) -> list[dict[str, Any]]:
    return [
        {
            "x": 1,
            "xref": "paper",
            "xanchor": "right",
            "y": rate,
            "yanchor": "top" if place == 0 else "bottom",
            "showarrow": False,
            "text": f"{KINDS[view.kinds[int(node)]].label} only (node {node})"
            f" {text.gb_per_s(rate)}",
            "font": {"color": MUTED, "size": 13},
        }
        for place, (node, rate) in enumerate(
            sorted(curve.alone.items(), key=lambda item: -item[1])[:2]
        )
    ]


def _here(view: View, curve: WeightCurve) -> dict[str, list[dict[str, Any]]]:
    """The present weights as a dot with a drop line; nothing for other modes."""
    stream, policy = view.stream, view.in_force
    if stream is None or policy is None or policy.mode != "weighted_interleave":
        return {"data": [], "annotations": []}
    weight = curve.weights[str(curve.node)]
    left = weight < (curve.points[0][0] + curve.points[-1][0]) / 2
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": [weight, weight],
                "y": [0, stream.gb_per_s],
                "line": {"width": 1.5, "color": INK, "dash": "dot"},
                "marker": {"size": [0, 13], "color": INK, "opacity": 1},
                "hoverinfo": "skip",
                "name": "you are here",
            }
        ],
        "annotations": [
            {
                "x": weight,
                "y": stream.gb_per_s * 0.55,
                "xanchor": "left" if left else "right",
                "yanchor": "middle",
                "xshift": 10 if left else -10,
                "showarrow": False,
                "text": f"{weights_text(curve, weight)} {text.gb_per_s(stream.gb_per_s)} GB/s",
                "font": {"color": INK, "size": 17, "weight": 700},
            }
        ],
    }
