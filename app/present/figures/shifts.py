"""What it costs to keep the weights when a bandwidth is not what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from app.present import text
from app.present.figures.theme import INK, Figure, base_layout
from app.words import Words
from simcore.search import Shift

__all__ = ("shifts_figure",)


def shifts_figure(shifts: Sequence[Shift], words: Words) -> Figure | None:
    """A bar for each node and direction, or None where nothing was looked at."""
    if not shifts:
        return None
    highest = max(shift.loss_percent for shift in shifts)
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "x": [round(shift.loss_percent, 3) for shift in shifts],
                "y": [
                    words(
                        "figure.shift", node=s.node, change=text.signed((s.factor - 1) * 100, ".0f")
                    )
                    for s in shifts
                ],
                "text": [
                    words(
                        "figure.lost",
                        loss=text.decimal(shift.loss_percent, ".1f", words),
                        weights=text.ratio(shift.weights),
                    )
                    for shift in shifts
                ],
                "textposition": "outside",
                "cliponaxis": False,
                "marker": {"color": INK},
                "hoverinfo": "skip",
                "name": "lost",
            }
        ],
        "layout": base_layout(
            height=40 + 34 * len(shifts),
            xaxis={"range": [0, max(5.0, 1.8 * highest)], "ticksuffix": "\u202f%"},
            yaxis={"autorange": "reversed", "automargin": True, "type": "category"},
            margin={"l": 96, "r": 16, "t": 4, "b": 30},
            bargap=0.4,
            words=words,
        ),
    }
