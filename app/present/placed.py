"""How the pages of the first stream lie, beside what its weights say: a view in, words out.

A rate belongs to pages where they lie. Where that is not as the weights say, since the touch is
not over, or a node was full, it is told of the pages and not of the weights.
"""

from __future__ import annotations

from collections import Counter

from app.present import text
from app.present.kinds import node_label
from app.present.views import View
from simcore.result import WeightCurve

__all__ = ("dot_label", "lie_as_weighed", "pages_told", "rates_told")

_APART = 0.03
"""A rate that is further from the curve belongs to pages that lie otherwise."""
_CLOSE = 0.01
"""Rates that differ by less are told as equal."""
_COUNTED = 1000
"""So many pages are told by their counts, more by their shares."""


def lie_as_weighed(view: View, curve: WeightCurve) -> bool:
    """Whether the workload's rate is that of its weights."""
    assert view.stream is not None
    return abs(view.stream.gb_per_s / _exact(curve) - 1) <= _APART


def _exact(curve: WeightCurve) -> float:
    """GB/s of pages spread exactly by the present weights."""
    here = curve.weights[str(curve.node)]
    return next(point[1] for point in curve.points if point[0] == here)


def pages_told(view: View, weights: str) -> str:
    """How many pages of the first stream's regions lie where, as a verdict."""
    say, held = view.words, _held(view)
    total = held.total()
    told = {"n": total, "pages": text.grouped(total), "weights": weights}
    when = "so_far" if view.early else "in_all"
    if total <= _COUNTED:
        nodes = sorted({*held, *view.policy_nodes})
        return say(f"remarks.{when}", lie=text.ratio([held[node] for node in nodes]), **told)
    shares = [
        say(
            "advice.share",
            share=text.percent(count / total, say),
            node=node_label(node, view.kinds[node], say),
        )
        for node, count in held.most_common()
    ]
    return say(f"remarks.{when}_shares", shares=text.joined(shares, say), **told)


def _held(view: View) -> Counter[int]:
    """Pages by node."""
    held: Counter[int] = Counter()
    for name in view.experiment.workload.streams[0].regions:
        if name in view.result.regions:
            pages = view.result.regions[name].pages_on
            held.update({int(node): count for node, count in pages.items()})
    return held


def rates_told(view: View, curve: WeightCurve, weights: str) -> str:
    """What these pages give, and what pages spread exactly by the weights do."""
    assert view.stream is not None
    say, now, exact = view.words, view.stream.gb_per_s, _exact(curve)
    key = "remarks.give_equal" if abs(now / exact - 1) <= _CLOSE else "remarks.give"
    rate, spread = text.gb_per_s(now, say), text.gb_per_s(exact, say)
    return say(key, n=_held(view).total(), rate=rate, weights=weights, exact=spread)


def dot_label(view: View, curve: WeightCurve, weights: str) -> str:
    """The rate at the dot: that of the weights, or of the pages where these lie otherwise."""
    assert view.stream is not None
    rate = text.gb_per_s(view.stream.gb_per_s, view.words)
    if view.early:
        return view.words("remarks.dot_so_far", rate=rate)
    if lie_as_weighed(view, curve):
        return f"{weights} {rate} GB/s"
    return view.words("remarks.dot_apart", rate=rate)
