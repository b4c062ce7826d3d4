"""What it costs to keep the weights when a bandwidth is not what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from app.present import text
from app.present.figures.theme import INK, Figure, base_layout, shown_below, shown_from
from app.words import Words
from simcore.search import Shift

__all__ = ("shifts_figure",)

_SMALL: Final = 400
"""A place of fewer pixels has no room for the weights that would be best."""


def shifts_figure(shifts: Sequence[Shift], words: Words) -> Figure | None:
    """A bar for each node and direction, or None where nothing was looked at."""
    if not shifts:
        return None
    highest = max(shift.loss_percent for shift in shifts)
    whole = [_lost(shift, words, best=True) for shift in shifts]
    short = [_lost(shift, words, best=False) for shift in shifts]
    return {
        "data": [
            {**_bars(shifts, words, whole), **shown_from(_SMALL)},
            {**_bars(shifts, words, short), **shown_below(_SMALL)},
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


def _lost(shift: Shift, words: Words, *, best: bool) -> str:
    """What is lost, and with ``best`` which weights would lose nothing."""
    loss = text.decimal(shift.loss_percent, ".1f", words)
    if not best:
        return f"{loss}{text.THIN}%"
    return words("figure.lost", loss=loss, weights=text.ratio(shift.weights))


def _bars(shifts: Sequence[Shift], words: Words, told: Sequence[str]) -> dict[str, Any]:
    """The bars with what is told at their ends."""
    return {
        "type": "bar",
        "orientation": "h",
        "x": [round(shift.loss_percent, 3) for shift in shifts],
        "y": [
            words("figure.shift", node=s.node, change=text.signed((s.factor - 1) * 100, ".0f"))
            for s in shifts
        ],
        "text": list(told),
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": INK},
        "hoverinfo": "skip",
        "name": "lost",
    }
