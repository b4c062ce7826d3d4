"""A block of a region's pages, one cell each, in the colour of the node's kind."""

from __future__ import annotations

from typing import Any

from app.present.figures.theme import Figure, base_layout
from app.present.kinds import page_colour
from app.present.views import STRIP_COLUMNS, STRIP_ROWS, View

__all__ = ("HEIGHT", "strip_figure")

HEIGHT = 232


def strip_figure(view: View) -> Figure | None:
    """The figure, or None when there is no region."""
    if not view.strip:
        return None
    nodes = sorted(set(view.strip))
    scale = _scale(view, nodes)
    place = {node: i for i, node in enumerate(nodes)}
    rows = [view.strip[i : i + STRIP_COLUMNS] for i in range(0, len(view.strip), STRIP_COLUMNS)]
    return {
        "data": [
            {
                "type": "heatmap",
                "z": [[place[node] for node in row] for row in rows],
                "text": [["" if node < 0 else str(node) for node in row] for row in rows],
                "texttemplate": "%{text}",
                "textfont": {"color": "#ffffff", "size": 10},
                "xgap": 2,
                "ygap": 2,
                "zmin": -0.5,
                "zmax": len(nodes) - 0.5,
                "colorscale": scale,
                "showscale": False,
                "customdata": [
                    [view.strip_first + r * STRIP_COLUMNS + c for c in range(len(row))]
                    for r, row in enumerate(rows)
                ],
                "hovertemplate": view.words("figure.page", page="%{customdata}", node="%{text}")
                + "<extra></extra>",
            }
        ],
        "layout": base_layout(
            height=HEIGHT * len(rows) // STRIP_ROWS + 8 if len(rows) < STRIP_ROWS else HEIGHT,
            xaxis={"visible": False, "range": [-0.5, STRIP_COLUMNS - 0.5]},
            yaxis={"visible": False, "range": [len(rows) - 0.5, -0.5]},
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
        ),
    }


def _scale(view: View, nodes: list[int]) -> list[list[Any]]:
    """A colour scale of hard steps, one for each node."""
    colours = [page_colour(node, view.kinds) for node in nodes]
    steps: list[list[Any]] = []
    for i, colour in enumerate(colours):
        steps += [[i / len(colours), colour], [(i + 1) / len(colours), colour]]
    return steps
