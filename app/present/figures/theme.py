"""What all figures share: no frame, horizontal hairlines, labels at the lines.

Colours are those of the light theme; the browser exchanges the neutral ones when the
page is dark (static/js/figures.js), the colours of the memory kinds serve both.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from app.words import ENGLISH, Words

__all__ = (
    "BAND",
    "BAND_EDGE",
    "INK",
    "LINE",
    "MUTED",
    "Figure",
    "base_layout",
    "shown_below",
    "shown_from",
)

Figure = dict[str, Any]
"""A Plotly figure: {"data": [...], "layout": {...}}."""

INK = "#16191d"
MUTED = "#5b6570"
LINE = "#dfe3e8"
BAND, BAND_EDGE = "#e4e9ee", "#b4bec8"

_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"

_BASE: dict[str, Any] = go.Layout(
    paper_bgcolor="rgba(0,0,0,0)",
    plot_bgcolor="rgba(0,0,0,0)",
    font={"family": _FONT, "size": 13, "color": MUTED},
    showlegend=False,
    hovermode="closest",
    dragmode=False,
    margin={"l": 44, "r": 16, "t": 8, "b": 34},
).to_plotly_json()

_AXIS: dict[str, Any] = {
    "gridcolor": LINE,
    "linecolor": LINE,
    "zeroline": False,
    "showgrid": False,
    "fixedrange": True,
    "ticklabeloverflow": "allow",
    "ticks": "",
}


def base_layout(
    *,
    height: int,
    xaxis: dict[str, Any],
    yaxis: dict[str, Any],
    words: Words = ENGLISH,
    **more: Any,
) -> dict[str, Any]:
    """The layout of a figure of ours; Plotly's own numbers take the points of the language."""
    if words is not ENGLISH:
        more["separators"] = words("numbers.separators")
    return {
        **_BASE,
        "height": height,
        "xaxis": _axis(xaxis),
        "yaxis": _axis(yaxis),
        **more,
    }


def _axis(own: dict[str, Any]) -> dict[str, Any]:
    """An axis of ours; its title is no larger than other text."""
    title = {"title": {"font": {"size": 13}, **own["title"]}} if "title" in own else {}
    return {**_AXIS, **own, **title}


def shown_below(width: int) -> dict[str, Any]:
    """Of a trace that is shown in places of fewer pixels, instead of one ``shown_from`` there.

    Who draws it with Plotly alone sees the other; our browser's side exchanges them
    (static/js/figures.js), as the style sheet does in pictures.
    """
    return {"visible": False, "meta": {"below": width}}


def shown_from(width: int) -> dict[str, Any]:
    """Of a trace that is shown in places of so many pixels or more."""
    return {"visible": True, "meta": {"from": width}}
