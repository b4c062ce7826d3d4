"""Predicted against published: the error of every point, by family."""

from __future__ import annotations

from collections.abc import Sequence

from app.present import text
from app.present.figures.theme import INK, MUTED, Figure, base_layout
from app.words import ENGLISH, Words
from simcore.bandwidth.predict import PredictedCase

__all__ = ("errors_figure", "scattered")

_HEIGHT = 380


def scattered(place: int) -> float:
    """An offset within a row, between -0.3 and 0.3, that spreads neighbours apart."""
    return (place * 0.618034 % 1 - 0.5) * 0.6


def errors_figure(predicted: Sequence[PredictedCase], say: Words = ENGLISH) -> Figure:
    """A row for each family, a dot for each point, at its error in per cent."""
    families = sorted({case.family for case in predicted})
    x, y, words = [], [], []
    for case in predicted:
        for place, point in enumerate(case.points):
            x.append(round(point.error_percent, 3))
            y.append(families.index(case.family) + scattered(place))
            told = (text.decimal(n, ".4g", say) for n in (point.published, point.predicted))
            published, here = told
            words.append(say("figure.published", case=case.id, published=published, predicted=here))
    reach = max(abs(error) for error in x) * 1.08
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "markers",
                "x": x,
                "y": y,
                "text": words,
                "marker": {"size": 6, "color": INK, "opacity": 0.55},
                "hovertemplate": "%{text}<br>%{x:+.1f}\u202f%<extra></extra>",
            }
        ],
        "layout": base_layout(
            height=_HEIGHT,
            xaxis={
                "range": [-reach, reach],
                "zeroline": True,
                "zerolinecolor": MUTED,
                "ticksuffix": "\u202f%",
                "showgrid": True,
            },
            yaxis={
                "range": [len(families) - 0.5, -0.5],
                "tickmode": "array",
                "tickvals": list(range(len(families))),
                "ticktext": families,
            },
            margin={"l": 84, "r": 16, "t": 8, "b": 34},
            words=say,
        ),
    }
