"""The choices that no other beats in both bandwidth and mean latency."""

from __future__ import annotations

from collections.abc import Sequence

from app.present import text
from app.present.figures.theme import INK, Figure, base_layout
from app.words import Words
from simcore.search import Point

__all__ = ("frontier_figure",)


def frontier_figure(
    points: Sequence[Point], advised: Sequence[Point], words: Words
) -> Figure | None:
    """Latency over bandwidth, or None where one choice beats all others.

    The ``advised`` choice is a larger dot with its weights, on the line or close to it.
    """
    if len(points) < 2:
        return None
    ordered = sorted(points, key=lambda point: point.gb_per_s)
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": "frontier",
                "x": [round(point.gb_per_s, 3) for point in ordered],
                "y": [round(point.latency_ns, 2) for point in ordered],
                "text": [text.ratio(point.weights) for point in ordered],
                "line": {"width": 2.5, "color": INK},
                "marker": {"size": 4, "color": INK},
                "hovertemplate": "%{text}<br>%{x:.0f} GB/s, <b>%{y:.0f} ns</b><extra></extra>",
            },
            {
                "type": "scatter",
                "mode": "markers+text",
                "name": "advised",
                "x": [round(point.gb_per_s, 3) for point in advised],
                "y": [round(point.latency_ns, 2) for point in advised],
                "text": [text.ratio(point.weights) for point in advised],
                "textposition": "bottom left",
                "textfont": {"size": 13, "color": INK, "weight": 700},
                "marker": {"size": 11, "color": INK},
                "hoverinfo": "skip",
            },
        ],
        "layout": base_layout(
            height=260,
            xaxis={"rangemode": "tozero", "title": {"text": "GB/s"}},
            yaxis={"rangemode": "tozero", "showgrid": True, "title": {"text": "ns"}},
            margin={"l": 56, "r": 16, "t": 8, "b": 44},
            words=words,
        ),
    }
