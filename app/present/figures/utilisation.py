"""How much of its capacity each node and link uses."""

from __future__ import annotations

from app.present import text
from app.present.figures.theme import INK, MUTED, Figure, base_layout
from app.present.kinds import KINDS, node_label, resource_name
from app.present.views import View

__all__ = ("utilisation_figure",)

_LINK = "#b0578a"
_ROW = 36


def utilisation_figure(view: View) -> Figure | None:
    """The figure, or None without a bandwidth result."""
    rows = [
        (
            node_label(node.id, view.kinds[node.id], view.words),
            node.utilisation,
            KINDS[view.kinds[node.id]].deep,
        )
        for node in view.result.nodes
        if node.utilisation is not None
    ]
    rows += [(resource_name(link.id, view.words), link.utilisation, _LINK) for link in view.links]
    if not rows:
        return None
    names, shares, colours = zip(*rows, strict=True)
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "x": [round(share * 100, 2) for share in shares],
                "y": list(names),
                "marker": {"color": list(colours)},
                "text": [text.percent(share, view.words) for share in shares],
                "textposition": "auto",
                "insidetextfont": {"color": "#ffffff"},
                "outsidetextfont": {"color": INK},
                "hoverinfo": "skip",
                "name": "in use",
            }
        ],
        "layout": base_layout(
            height=48 + _ROW * len(rows),
            xaxis={
                "range": [0, 100],
                "ticksuffix": "\u202f%",
                "nticks": 6,
                "tickfont": {"color": MUTED},
            },
            yaxis={"autorange": "reversed", "automargin": True, "type": "category"},
            margin={"l": 96, "r": 28, "t": 4, "b": 30},
            bargap=0.36,
            words=view.words,
        ),
    }
