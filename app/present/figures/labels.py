"""The texts of the bandwidth chart: the answer at its dot, nodes alone at their lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.present import text
from app.present.figures.crowd import Box, Crowd, Label, Plot
from app.present.figures.theme import INK
from app.present.held import short_followed
from app.present.kinds import KINDS
from app.present.placed import dot_label
from app.present.views import View
from app.words import Words
from simcore.nodemask import NodeMask
from simcore.result import WeightCurve

__all__ = ("NARROW", "SMALL", "WIDE", "labels", "present_rate", "top_of")

SMALL = 540
"""A place of fewer pixels gets the texts of the narrow plot."""
WIDE = Plot(width=472, height=278)
"""The narrowest plot with whole texts: what is clear here is clear in all that are wider."""
NARROW = Plot(width=194, height=278, short=True)
"""That of a window of 320 pixels."""
_DOT = 8
_HEIGHTS = (0.55, 0.4, 0.7, 0.25, 0.12, 0.85)
"""Where on the drop line its text may stand, the best first."""


def top_of(curve: WeightCurve) -> float:
    """End of the rate axis: all of the band, and the ceiling unless it lies far above."""
    highest = max([*curve.alone.values(), *(point[3] for point in curve.points)])
    ceiling = max(point[4] for point in curve.points)
    return max(highest, min(ceiling, 1.35 * highest)) * 1.08


def labels(view: View, curve: WeightCurve, weights: str, plot: Plot) -> list[Label]:
    """All texts in the plot: nodes alone at the ends of their lines, the answer last.

    ``weights`` are the present ones in words. The answer has its place first; a node has none
    where its text would lie on something.
    """
    ends = curve.points[0][0], curve.points[-1][0]
    levels = [((ends[0], rate), (ends[1], rate)) for rate in {*curve.alone.values()}]
    line = [(point[0], point[1]) for point in curve.points]
    crowd = Crowd(plot, ends, top_of(curve), [line, *levels])
    here = list(_here(view, curve, weights, crowd))
    return [*_alone(view, curve, crowd), *here]


def present_rate(view: View) -> float | None:
    """What the workload gets, where the weights say so."""
    weighted = view.in_force is not None and view.in_force.mode == "weighted_interleave"
    return view.stream.gb_per_s if view.stream is not None and weighted else None


def _here(view: View, curve: WeightCurve, weights: str, crowd: Crowd) -> Iterator[Label]:
    """The rate at the dot in words, beside the drop line, where it meets least."""
    rate = present_rate(view)
    if rate is None:
        return
    weight = curve.weights[str(curve.node)]
    x, y = crowd.at(weight, rate)
    crowd.taken.append(Box(x - 2, x + 2, 0, y))
    crowd.taken.append(Box(x - _DOT, x + _DOT, y - _DOT, y + _DOT))
    told = _short_rate(rate, view.words) if crowd.plot.short else dot_label(view, curve, weights)
    sides = ("right", "left") if x < crowd.plot.width / 2 else ("left", "right")
    yield crowd.settle(
        [
            Label(weight, rate * part, told, f"middle {side}", INK, 17, 700)
            for part in _HEIGHTS
            for side in sides
        ]
    )


def _short_rate(rate: float, words: Words) -> str:
    return f"{text.gb_per_s(rate, words)}{text.THIN}GB/s"


def _alone(view: View, curve: WeightCurve, crowd: Crowd) -> Iterator[Label]:
    """A label for each line that has room for one, from the fastest on.

    Nodes of one kind whose rates read the same share their line and its label. The fastest
    line has the curve above it, so its label tries below first.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for node, rate in sorted(curve.alone.items(), key=lambda item: -item[1]):
        key = (view.kinds[int(node)], text.gb_per_s(rate, view.words))
        groups.setdefault(key, []).append(int(node))
    regions = short_followed(view, curve)
    words = _ALONE[bool(regions), crowd.plot.short]
    ends = {"left": crowd.ends[1], "right": crowd.ends[0]}
    for place, ((kind, told), nodes) in enumerate(groups.items()):
        rate = curve.alone[str(nodes[0])]
        named = {"n": len(nodes), "node": NodeMask.of(nodes), "kind": KINDS[kind].label}
        named |= {"regions": regions} if regions else {}
        label = Label(0, rate, view.words(words, rate=told, **named), "")
        offered = (
            replace(label, x=x, side=f"{way} {end}")
            for end, x in ends.items()
            for way in _WAYS[place > 0]
        )
        free = crowd.settle_free(offered)
        if free is not None:
            yield free


_ALONE = {
    (False, False): "figure.only",
    (False, True): "figure.only_short",
    (True, False): "figure.held",
    (True, True): "figure.held_short",
}
"""A rate of one node alone, by whether it is of some pages only, and whether room is short."""
_WAYS = (("bottom", "top"), ("top", "bottom"))
