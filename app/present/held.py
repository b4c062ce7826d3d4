"""Whose pages the curve's weights are for, where several streams run: a view in, words out.

Those of some streams follow the weights; the others stay where they lie.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.present import text
from app.present.views import View
from simcore.result import WeightCurve

__all__ = ("alone_told", "followed", "held_told", "short_followed")

_SHORT = 14
"""The most letters of names that a plot has room for."""


def _regions(view: View, places: Iterable[int]) -> list[str]:
    """The regions that the streams of these places use, each once."""
    streams = view.experiment.workload.streams
    return list(dict.fromkeys(name for place in places for name in streams[place].regions))


def followed(view: View, curve: WeightCurve) -> str:
    """The regions whose pages follow the weights; "" where all do."""
    if not curve.held:
        return ""
    moved = [place for place in range(curve.streams) if place not in curve.held]
    return text.joined(_regions(view, moved), view.words)


def short_followed(view: View, curve: WeightCurve) -> str:
    """The same for a plot."""
    names = followed(view, curve)
    return names if len(names) <= _SHORT else f"{names[: _SHORT - 1]}…"


def alone_told(view: View, curve: WeightCurve, node: str) -> str:
    """What a rate of one node alone is of: of that node, or of some pages there."""
    regions = followed(view, curve)
    key = "advice.alone_held" if regions else "advice.alone_node"
    return view.words(key, node=node, regions=regions)


def held_told(view: View, curve: WeightCurve) -> str:
    """That some pages stay where they lie, in a sentence; "" where all follow."""
    regions = followed(view, curve)
    if not regions:
        return ""
    held = text.joined(_regions(view, curve.held), view.words)
    return view.words("summary.held", regions=regions, held=held)
