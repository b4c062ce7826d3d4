"""Bandwidth against the share of the pages that the fastest node holds."""

from __future__ import annotations

from collections.abc import Sequence

from app.present import text
from app.present.figures.theme import INK, Figure, base_layout
from app.words import Words
from simcore.search import Point

__all__ = ("room_figure",)

_HEIGHT = 260


def room_figure(points: Sequence[Point], node: int, words: Words) -> Figure | None:
    """The frontier, the advised weights as a larger dot, or None with fewer than two points.

    They are the first of ``points`` and hold the largest share.
    """
    if len(points) < 2:
        return None
    ordered = sorted(points, key=lambda point: point.share)
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": [round(point.share * 100, 2) for point in ordered],
                "y": [round(point.gb_per_s, 3) for point in ordered],
                "text": [text.ratio(list(point.weights)) for point in ordered],
                "line": {"width": 2.5, "color": INK},
                "marker": {"size": [5] * (len(ordered) - 1) + [11], "color": INK, "opacity": 1},
                "hovertemplate": "%{text}<br>"
                + words("figure.of_the_pages", share="%{x:.0f}")
                + "<br><b>%{y:.0f} GB/s</b><extra></extra>",
            }
        ],
        "layout": base_layout(
            height=_HEIGHT,
            xaxis={"ticksuffix": "\u202f%", "title": {"text": words("figure.pages_on", node=node)}},
            yaxis={"rangemode": "tozero", "showgrid": True, "title": {"text": "GB/s"}},
            margin={"l": 56, "r": 16, "t": 8, "b": 44},
            words=words,
        ),
    }
