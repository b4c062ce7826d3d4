"""Pages on each node, with a mark for what the policy asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.present.figures.shares import SMALL, Shares, shares_of
from app.present.figures.theme import INK, Figure, base_layout, shown_below, shown_from
from app.present.kinds import KINDS, textures
from app.present.views import View

__all__ = (
    "BAR",
    "distribution_figure",
)

_STRIPE = "rgba(255,255,255,0.35)"
_NOTHING = "rgba(0,0,0,0)"
BAR, _BAR_OF_TWO = 0.58, 0.38
"""Width of a bar, in rows."""


def distribution_figure(view: View) -> Figure | None:
    """The figure, or None when no page is present.

    Rows are numbers and not names, so that everything can stand at its own bar of two.
    """
    shares = shares_of(view)
    if shares is None:
        return None
    top, right, bottom, left = shares.margins
    count = len(shares.rows)
    return {
        "data": [
            _bars(view, shares),
            *_hatching(view, shares),
            _marks(view, shares),
            *([_measured(shares)] if shares.told else []),
            _numbers(shares, small=False),
            _numbers(shares, small=True),
        ],
        "layout": base_layout(
            height=shares.height,
            xaxis={"range": [0, shares.reach], "showticklabels": False},
            yaxis={
                "range": [count - 0.5, -0.5],
                "tickvals": list(range(count)),
                "ticktext": [row.name for row in shares.rows],
            },
            margin={"l": left, "r": right, "t": top, "b": bottom},
            barmode="overlay",
            words=view.words,
        ),
    }


def _places(shares: Shares, side: int = -1) -> list[float]:
    """Where the bars lie, in rows: simulated above (-1), measured below (1)."""
    return [row + side * _BAR_OF_TWO / 2 * bool(shares.told) for row in range(len(shares.rows))]


def _bar(shares: Shares, counts: Sequence[int], side: int = -1) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": list(counts),
        "y": _places(shares, side),
        "width": _BAR_OF_TWO if shares.told else BAR,
        "hoverinfo": "skip",
    }


def _bars(view: View, shares: Shares) -> dict[str, Any]:
    return {
        **_bar(shares, [row.pages for row in shares.rows]),
        "marker": {"color": [KINDS[view.kinds[row.node]].deep for row in shares.rows]},
        "name": "pages",
    }


def _hatching(view: View, shares: Shares) -> list[dict[str, Any]]:
    """Lines over the bars that tell nodes of one kind apart, where there are any.

    They are a trace of their own: Plotly warns of patterns on colours that are a list.
    """
    shapes = [textures(view.kinds)[row.node] for row in shares.rows]
    if not any(shapes):
        return []
    pattern = {"shape": shapes, "bgcolor": _NOTHING, "fgcolor": _STRIPE, "solidity": 0.2}
    return [
        {
            **_bar(shares, [row.pages for row in shares.rows]),
            "marker": {"color": _NOTHING, "pattern": pattern},
            "name": "hatching",
        }
    ]


def _marks(view: View, shares: Shares) -> dict[str, Any]:
    """Across the simulated bars; where nothing was asked for there is nothing to mark."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [row.asked or None for row in shares.rows],
        "y": _places(shares),
        "marker": {"symbol": "line-ns", "size": 30, "line": {"width": 2, "color": INK}},
        "hovertemplate": view.words("figure.asked_for", pages="%{x:,.0f}") + "<extra></extra>",
        "name": "asked for",
    }


def _measured(shares: Shares) -> dict[str, Any]:
    """What was measured: hollow bars below the simulated ones."""
    return {
        **_bar(shares, [row.measured for row in shares.rows], side=1),
        "marker": {"color": _NOTHING, "line": {"width": 1.5, "color": INK}},
        "name": shares.told,
    }


def _numbers(shares: Shares, *, small: bool) -> dict[str, Any]:
    """Pages and shares, in the bars or beside them."""
    texts = [
        (each, y, "#ffffff" if each.inside else INK)
        for each, y in zip(shares.numbers(small=small), _places(shares), strict=True)
    ]
    if shares.told:
        measured = zip(shares.measured_numbers(small=small), _places(shares, 1), strict=True)
        texts += [(each, y, INK) for each, y in measured]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [each.start for each, _, _ in texts],
        "y": [y for _, y, _ in texts],
        "text": [f"\u2002{each.text}" for each, _, _ in texts],
        "textposition": "middle right",
        "textfont": {"size": 13, "color": [colour for _, _, colour in texts]},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "name": "numbers",
        **(shown_below(SMALL) if small else shown_from(SMALL)),
    }
