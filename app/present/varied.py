"""What varying the weight of one node would bring: a curve and the present rate in, words out.

On two nodes that is every ratio, unless the other node has more than 1; on more nodes it is a part
of them, and is told as one.
"""

from __future__ import annotations

from app.present import text
from app.present.figures.bandwidth import weights_text
from app.words import Words
from simcore.result import StreamResult, WeightCurve
from simcore.search.best import SIMPLE
from simcore.search.certainty import Rate, surely_faster

__all__ = ("begins_late", "better_told", "good_told", "is_all", "simplest")

_ALL = 2
"""With so many nodes one weight is all there is to vary."""

_KEYS = {
    (True, True): "advice.faster",
    (True, False): "advice.same",
    (False, True): "advice.faster_one",
    (False, False): "advice.good_one",
}
"""The verdict by whether one weight is all there is to vary, and whether the gain is sure."""


def simplest(curve: WeightCurve) -> int:
    """The smallest weight that does as well as the best, by the rule of the search."""
    most = max(point[1] for point in curve.points)
    return min(point[0] for point in curve.points if point[1] >= most * (1 - SIMPLE))


def good_told(curve: WeightCurve, weights: str, say: Words) -> str:
    """That the present weights are good: all in all, or as far as one node is concerned."""
    key = "advice.good" if is_all(curve) else "advice.good_one"
    return say(key, weights=weights, node=curve.node, all=say("advice.weigh_all"))


def is_all(curve: WeightCurve) -> bool:
    """Whether the curve holds every ratio that counts: a verdict on it is the last word then.

    On two nodes it begins at 1 against what the other node has; where that is the best, there may
    be better ones before it.
    """
    return len(curve.weights) <= _ALL and not (
        begins_late(curve) and simplest(curve) == curve.points[0][0]
    )


def begins_late(curve: WeightCurve) -> bool:
    """Whether there are ratios on two nodes with less for the varied one than the curve shows."""
    held = [weight for node, weight in curve.weights.items() if int(node) != curve.node]
    return len(curve.weights) == _ALL and max(held, default=1) > 1


def better_told(
    curve: WeightCurve, stream: StreamResult, weights: str, say: Words
) -> tuple[str, str, bool]:
    """The verdict on poorer weights, its sentence, and whether the gain is beyond doubt."""
    best = simplest(curve)
    point = next(Rate(*point[1:4]) for point in curve.points if point[0] == best)
    sure = surely_faster(point, Rate(stream.gb_per_s, *stream.gb_per_s_band))
    better, few = weights_text(curve, best), is_all(curve)
    told = {
        "best": better,
        "weights": weights,
        "node": str(curve.node),
        "gain": text.percent(point.expected / stream.gb_per_s - 1, say),
        "rate": text.gb_per_s(point.expected, say),
        "all": say("advice.weigh_all"),
    }
    key, gives = _KEYS[few, sure], "advice.gives" if few else "advice.gives_one"
    return say(key, **told), say(gives, **told), sure
