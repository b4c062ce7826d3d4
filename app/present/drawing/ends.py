"""How a race can end, as a picture: a bar for each end, as long as its share of schedules."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from app.present.drawing.svg import el, percent, stretched
from app.words import Words
from simcore.races import Report

__all__ = ("draw_ends",)

_ROW, _LONGEST = 30, 0.44
"""Pixels from one bar to the next; the longest, as a part of the width."""
_MOST: Final = 6


def draw_ends(report: Report, words: Words) -> Markup:
    """The ends with most schedules; a struck-through mark where something went wrong."""
    shown, rest = report.outcomes[:_MOST], len(report.outcomes) - _MOST
    most = report.outcomes[0].schedules
    parts: list[Markup] = []
    for row, end in enumerate(shown):
        y, width = row * _ROW + 2, percent(max(end.schedules / most * _LONGEST, 0.01))
        state = "gone-wrong" if end.anomalies else "went-well"
        told = words("gallery.gone_wrong") if end.anomalies else words("gallery.went_well")
        count = f"{end.schedules}/{report.schedules}"
        parts += [
            el("rect", x="0", y=y, width=width, height=24, rx=3, class_=f"end-bar {state}"),
            el("text", f"{count}  {told}", x=width, dx=9, y=y + 17, class_="value"),
        ]
    height = len(shown) * _ROW
    if rest > 0:
        more = words("gallery.more_ends", n=rest)
        parts.append(el("text", more, x="0", y=height + 16, class_="tick"))
        height += 24
    return stretched(
        words("gallery.picture_ends", n=len(report.outcomes)), height, parts, (0, 0, 0, 1)
    )
