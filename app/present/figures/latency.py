"""Loaded latency of each node over its rate, with the working point."""

from __future__ import annotations

from typing import Any

from app.present.figures.theme import INK, Figure, base_layout
from app.present.kinds import KINDS, node_label
from app.present.views import View

__all__ = ("latency_figure",)

_HEIGHT = 280


def latency_figure(view: View) -> Figure | None:
    """The figure, or None when no node carries traffic."""
    curves = view.result.latency
    if not curves:
        return None
    loads = {node.id: node for node in view.result.nodes}
    top = max(curve.points[-1][1] for curve in curves)
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
            "text": ["  " + view.words("node.name", node=curve.node) for curve in curves],
            "textposition": "middle right",
            "textfont": {"color": INK, "size": 13},
            "hoverinfo": "skip",
            "cliponaxis": False,
            "name": "working point",
        }
    )
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
