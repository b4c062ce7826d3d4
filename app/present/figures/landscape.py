"""Rates around the best weights: a ternary plot for three nodes, slices for more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.present import text
from app.present.figures.theme import INK, MUTED, Figure, base_layout
from app.present.kinds import KINDS
from app.words import Words
from simcore.search import Spot

__all__ = ("slices_figure", "ternary_figure")


_HEIGHT, _PLOT, _LINE_HEIGHT = 300, 248, 16
"""Pixels of the slices, of what is inside their axes, and from one name to the next."""


def ternary_figure(spots: Sequence[Spot], nodes: Sequence[int], words: Words) -> Figure | None:
    """Every ratio of three nodes as a dot whose shade is its rate; a ring marks the best."""
    if not spots:
        return None
    best = max(spots, key=lambda spot: spot.gb_per_s)
    axes = {
        f"{axis}axis": {
            "title": {"text": words("node.name", node=node)},
            "ticks": "",
            "tickfont": {"color": MUTED},
        }
        for axis, node in zip("abc", nodes, strict=True)
    }
    return {
        "data": [
            _corners(spots)
            | {
                "text": [
                    f"{text.ratio(s.weights)}: {text.gb_per_s(s.gb_per_s, words)} GB/s"
                    for s in spots
                ],
                "marker": {
                    "size": 11,
                    "symbol": "hexagon",
                    "color": [round(spot.gb_per_s, 2) for spot in spots],
                    "colorscale": "Cividis",
                    "showscale": True,
                    "colorbar": {"title": {"text": "GB/s"}, "thickness": 12},
                },
                "hovertemplate": "%{text}<extra></extra>",
            },
            _corners([best])
            | {
                "marker": {"size": 17, "symbol": "circle-open", "color": INK, "line": {"width": 3}},
                "hoverinfo": "skip",
            },
        ],
        "layout": {
            **base_layout(height=420, xaxis={}, yaxis={}, words=words),
            "margin": {"l": 48, "r": 48, "t": 40, "b": 40},
            "ternary": {"sum": sum(best.weights), "bgcolor": "rgba(0,0,0,0)", **axes},
        },
    }


def _corners(spots: Sequence[Spot]) -> dict[str, Any]:
    first, second, third = (
        list(column) for column in zip(*(s.weights for s in spots), strict=True)
    )
    return {"type": "scatterternary", "mode": "markers", "a": first, "b": second, "c": third}


def slices_figure(
    slices: Sequence[Sequence[Spot]], nodes: Sequence[tuple[int, str]], words: Words
) -> Figure | None:
    """A line for each node: the rate over its weight, the others held at the best."""
    if not slices:
        return None
    dashes = ("solid", "dash", "dot", "dashdot")
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines",
                "x": [spot.weights[place] for spot in line],
                "y": [round(spot.gb_per_s, 3) for spot in line],
                "text": [text.ratio(spot.weights) for spot in line],
                "line": {
                    "width": 2.5,
                    "color": KINDS[kind].colour,
                    "dash": dashes[place % len(dashes)],
                },
                "name": words("node.name", node=node),
                "hovertemplate": "%{text}<br><b>%{y:.0f} GB/s</b><extra></extra>",
            }
            for place, (line, (node, kind)) in enumerate(zip(slices, nodes, strict=True))
        ]
        + [_ends(slices, nodes, words)],
        "layout": base_layout(
            height=_HEIGHT,
            xaxis={"title": {"text": words("figure.one_weight")}},
            yaxis={"rangemode": "tozero", "showgrid": True, "title": {"text": "GB/s"}},
            margin={"l": 56, "r": 76, "t": 8, "b": 44},
            words=words,
        ),
    }


def _ends(
    slices: Sequence[Sequence[Spot]], nodes: Sequence[tuple[int, str]], words: Words
) -> dict[str, Any]:
    """The name of each line at its right end, as far apart as they can be read."""
    top = max(spot.gb_per_s for line in slices for spot in line)
    apart = _LINE_HEIGHT * top / _PLOT
    ends = sorted(
        (line[-1].gb_per_s, line[-1].weights[place], *node)
        for place, (line, node) in enumerate(zip(slices, nodes, strict=True))
    )
    heights: list[float] = []
    for rate, *_ in ends:
        heights.append(max(rate, heights[-1] + apart if heights else 0.0))
    return {
        "type": "scatter",
        "mode": "text",
        "x": [weight for _, weight, *_ in ends],
        "y": heights,
        "text": ["\u2002" + words("node.name", node=node) for *_, node, _ in ends],
        "textposition": "middle right",
        "textfont": {"size": 13, "color": [KINDS[kind].colour for *_, kind in ends]},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "name": "names",
    }
