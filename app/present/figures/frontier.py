"""The choices that no other beats in both bandwidth and mean latency."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from app.present import text
from app.present.figures.theme import INK, Figure, base_layout
from app.words import Words
from simcore.search import Point

__all__ = ("frontier_figure",)

_LEAST: Final = 0.02
"""Part of a value that an axis spans at least: what differs by less is the same."""
_BESIDE: Final = 0.3
"""Part of the span that is free at either end."""


def frontier_figure(
    points: Sequence[Point], advised: Sequence[Point], words: Words
) -> Figure | None:
    """Latency over bandwidth, or None where one choice beats all others.

    The ``advised`` choice is a larger dot with its weights, on the line or close to it, and so is,
    smaller, the one that answers soonest. The axes show where choices are: they lie close together.
    """
    if len(points) < 2:
        return None
    ordered = sorted(points, key=lambda point: point.gb_per_s)
    soonest = [point for point in ordered[:1] if point not in advised]
    shown = [*ordered, *advised]
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
            _named("soonest", soonest, "top right", size=7, weight=400),
            _named("advised", advised, "bottom left", size=11, weight=700),
        ],
        "layout": base_layout(
            height=260,
            xaxis={
                "range": _around([point.gb_per_s for point in shown]),
                "title": {"text": "GB/s"},
            },
            yaxis={
                "range": _around([point.latency_ns for point in shown]),
                "showgrid": True,
                "title": {"text": "ns"},
            },
            margin={"l": 56, "r": 16, "t": 8, "b": 44},
            words=words,
        ),
    }


def _named(
    name: str, points: Sequence[Point], side: str, *, size: int, weight: int
) -> dict[str, Any]:
    """Dots with their weights beside them."""
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": name,
        "x": [round(point.gb_per_s, 3) for point in points],
        "y": [round(point.latency_ns, 2) for point in points],
        "text": [text.ratio(point.weights) for point in points],
        "textposition": side,
        "textfont": {"size": 13, "color": INK, "weight": weight},
        "marker": {"size": size, "color": INK},
        "hoverinfo": "skip",
    }


def _around(values: Sequence[float]) -> list[float]:
    """An axis that holds the values and, beside them, their texts."""
    low, high = min(values), max(values)
    span = max(high - low, _LEAST * high)
    return [max(0.0, low - _BESIDE * span), high + _BESIDE * span]
