"""Loaded latency of each node over its rate, with the working point."""

from __future__ import annotations

from typing import Any

from app.present.figures.theme import INK, MUTED, Figure, base_layout
from app.present.kinds import KINDS, node_label
from app.present.measured import measured_points
from app.present.views import View

__all__ = ("latency_figure",)

_HEIGHT = 280


def latency_figure(view: View) -> Figure | None:
    """The figure, or None when no node carries traffic."""
    curves = view.result.latency
    if not curves:
        return None
    loads = {node.id: node for node in view.result.nodes}
    measured = [latency for _, points in measured_points(view) for _, latency in points]
    top = max([*measured, *(curve.points[-1][1] for curve in curves)])
    data: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [point[0] for point in curve.points],
            "y": [point[1] for point in curve.points],
            "line": {"width": 2.5, "color": KINDS[view.kinds[curve.node]].colour},
            "hovertemplate": "%{x:.0f} GB/s: <b>%{y:.0f} ns</b><extra></extra>",
            "name": node_label(curve.node, view.kinds[curve.node], view.words),
        }
        for curve in curves
    ]
    data.append(
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": [loads[curve.node].gb_per_s for curve in curves],
            "y": [loads[curve.node].latency_ns for curve in curves],
            "marker": {"size": 11, "color": INK},
            "text": ["\u2002" + view.words("node.name", node=curve.node) for curve in curves],
            "textposition": "bottom right",
            "textfont": {"color": INK, "size": 13},
            "hoverinfo": "skip",
            "cliponaxis": False,
            "name": "working point",
        }
    )
    data += [_measured(view, node, points) for node, points in measured_points(view)]
    return {
        "data": data,
        "layout": base_layout(
            height=_HEIGHT,
            xaxis={"rangemode": "tozero", "title": {"text": "GB/s"}},
            yaxis={"range": [0, top * 1.05], "showgrid": True, "title": {"text": "ns"}},
            margin={"l": 56, "r": 48, "t": 8, "b": 44},
            words=view.words,
        ),
    }


def _measured(view: View, node: int | None, points: list[tuple[float, int]]) -> dict[str, Any]:
    """Measured points: hollow, in the colour of the node's kind where it is known."""
    kind = view.kinds.get(-1 if node is None else node)
    colour = KINDS[kind].colour if kind else MUTED
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [round(rate, 2) for rate, _ in points],
        "y": [latency for _, latency in points],
        "marker": {"size": 8, "symbol": "circle-open", "color": colour, "line": {"width": 2}},
        "hovertemplate": "%{x:.0f} GB/s: <b>%{y:.0f} ns</b><extra></extra>",
        "name": view.words("table.measured"),
    }
