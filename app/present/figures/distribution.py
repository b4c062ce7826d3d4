"""Pages on each node, with a mark for what the policy asked for."""

from __future__ import annotations

from typing import Any

from app.present import text
from app.present.figures.theme import INK, Figure, base_layout
from app.present.kinds import KINDS, node_label, textures
from app.present.measured import on_the_same_scale, pages_beside
from app.present.views import View

__all__ = ("bar_height", "distribution_figure")

_ROW, _TWO_ROWS = 44, 68
_STRIPE = "rgba(255,255,255,0.35)"


def bar_height(nodes: int, *, measured: bool = False) -> int:
    """Height of the figure for a number of nodes; measured bars stand below the simulated."""
    return 36 + (_TWO_ROWS if measured else _ROW) * nodes


def distribution_figure(view: View) -> Figure | None:
    """The figure, or None when no page is present."""
    if view.region is None or not view.region[1].pages_on:
        return None
    _, region = view.region
    asked = region.asked_for()
    measured = _measured_counts(view)
    nodes = sorted({*map(int, region.pages_on), *asked, *measured})
    names = [node_label(node, view.kinds[node], view.words) for node in nodes]
    counts = [region.pages_on.get(str(node), 0) for node in nodes]
    most = max([*counts, *asked.values(), *measured.values()])
    return {
        "data": [
            _bars(view, nodes, counts, most),
            *_hatching(view, nodes, counts),
            _marks(view, names, [asked.get(n, 0) for n in nodes]),
            *(
                [_measured(view, names, [measured.get(n, 0) for n in nodes], most)]
                if measured
                else []
            ),
        ],
        "layout": base_layout(
            height=bar_height(len(nodes), measured=bool(measured)),
            xaxis={"range": [0, most * 1.08], "showticklabels": False},
            yaxis={"autorange": "reversed", "type": "category"},
            margin={"l": 12 + 7 * max(map(len, names)), "r": 8, "t": 4, "b": 8},
            bargap=0.42 if not measured else 0.24,
            words=view.words,
        ),
    }


def _measured_counts(view: View) -> dict[int, int]:
    """Measured pages of each node, brought to the size of the region that is simulated."""
    beside = pages_beside(view)
    scale = 1.0
    if beside and not on_the_same_scale(beside):
        measured = sum(each.measured for each in beside)
        scale = sum(each.simulated for each in beside) / measured if measured else 0
    return {each.node: round(each.measured * scale) for each in beside if each.node in view.kinds}


def _bars(view: View, nodes: list[int], counts: list[int], most: float) -> dict[str, Any]:
    total = sum(counts)
    names = [node_label(node, view.kinds[node], view.words) for node in nodes]
    return {
        "type": "bar",
        "orientation": "h",
        "x": counts,
        "y": names,
        "marker": {"color": [KINDS[view.kinds[node]].deep for node in nodes]},
        "offsetgroup": "pages",
        "text": [f"{text.grouped(c)}  {text.percent(c / total, view.words)}" for c in counts],
        "textposition": ["inside" if 3 * c >= most else "outside" for c in counts],
        "constraintext": "none",
        "textangle": 0,
        "insidetextanchor": "start",
        "insidetextfont": {"color": "#ffffff", "size": 13},
        "outsidetextfont": {"color": INK, "size": 13},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "name": "pages",
    }


def _hatching(view: View, nodes: list[int], counts: list[int]) -> list[dict[str, Any]]:
    """Lines over the bars that tell nodes of one kind apart, where there are any.

    They are a trace of their own: Plotly warns of patterns on colours that are a list.
    """
    shapes = textures(view.kinds)
    if not any(shapes[node] for node in nodes):
        return []
    nothing = "rgba(0,0,0,0)"
    return [
        {
            "type": "bar",
            "orientation": "h",
            "x": counts,
            "y": [node_label(node, view.kinds[node], view.words) for node in nodes],
            "marker": {
                "color": nothing,
                "pattern": {
                    "shape": [shapes[node] for node in nodes],
                    "bgcolor": nothing,
                    "fgcolor": _STRIPE,
                    "solidity": 0.2,
                },
            },
            "offsetgroup": "pages",
            "hoverinfo": "skip",
            "name": "hatching",
        }
    ]


def _marks(view: View, names: list[str], asked: list[float]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": asked,
        "y": names,
        "marker": {"symbol": "line-ns", "size": 30, "line": {"width": 2, "color": INK}},
        "hovertemplate": view.words("figure.asked_for", pages="%{x:,.0f}") + "<extra></extra>",
        "name": "asked for",
    }


def _measured(view: View, names: list[str], counts: list[int], most: float) -> dict[str, Any]:
    """What was measured: hollow bars beside the simulated ones."""
    beside, told = pages_beside(view), view.words("table.measured")
    total = sum(counts) or 1
    alike = on_the_same_scale(beside)
    shown = [text.grouped(c) if alike else text.percent(c / total, view.words) for c in counts]
    return {
        "type": "bar",
        "orientation": "h",
        "x": counts,
        "y": names,
        "marker": {"color": "rgba(0,0,0,0)", "line": {"width": 1.5, "color": INK}},
        "text": [f"{each}  {told}" for each in shown],
        "textposition": ["inside" if 2 * count >= most else "outside" for count in counts],
        "constraintext": "none",
        "textangle": 0,
        "insidetextanchor": "start",
        "textfont": {"color": INK, "size": 13},
        "cliponaxis": False,
        "offsetgroup": "measured",
        "hoverinfo": "skip",
        "name": view.words("table.measured"),
    }
