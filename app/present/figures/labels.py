"""Where the texts of the bandwidth chart stand: clear of its lines and of each other.

Everything is measured in pixels from the left foot of the plot. A text is as wide as its
letters are likely to be; the browser's own are a little narrower.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from app.present import text
from app.present.figures.theme import INK, MUTED
from app.present.kinds import KINDS
from app.present.placed import dot_label
from app.present.views import View
from app.words import Words
from simcore.nodemask import NodeMask
from simcore.result import WeightCurve

__all__ = (
    "ASIDE",
    "CLEAR",
    "NARROW",
    "SMALL",
    "WIDE",
    "Label",
    "Plot",
    "labels",
    "present_rate",
    "top_of",
)

CLEAR, ASIDE = 4, 10
"""Pixels between a text and the line above or below it, and the point beside it."""
_LINE_HEIGHT = 16
_LETTER, _BOLD = 0.56, 0.62
"""Width of a letter or digit, in sizes of its font."""
_DOT = 8
_HEIGHTS = (0.55, 0.4, 0.7, 0.25, 0.12, 0.85)
"""Where on the drop line its text may stand, the best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """What is inside the axes, in pixels; ``short`` texts go into a narrow one.

    ``spare`` is what a text may reach beyond the right end.
    """

    width: float
    height: float
    short: bool = False
    spare: float = 12


SMALL = 540
"""A place of fewer pixels gets the texts of the narrow plot."""
WIDE = Plot(width=480, height=278)
"""The narrowest plot with whole texts: what is clear here is clear in all that are wider."""
NARROW = Plot(width=202, height=278, short=True)
"""That of a window of 320 pixels."""


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a point of the axes; ``side`` is where it stands of it, as Plotly names it."""

    x: float
    y: float
    text: str
    side: str
    colour: str = MUTED
    size: int = 13
    weight: int = 400


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    right: float
    low: float
    high: float

    def meets(self, other: _Box) -> bool:
        """Whether the two overlap."""
        across = self.left < other.right and other.left < self.right
        return across and self.low < other.high and other.low < self.high


@dataclass(frozen=True)
class _Canvas:
    """The lines of a chart in its plot, and the boxes that are taken."""

    plot: Plot
    curve: WeightCurve
    top: float
    taken: list[_Box] = field(default_factory=list)

    def at(self, weight: float, rate: float) -> tuple[float, float]:
        first, last = self.curve.points[0][0], self.curve.points[-1][0]
        across = (weight - first) / max(last - first, 1)
        return across * self.plot.width, rate / self.top * self.plot.height

    @cached_property
    def line(self) -> tuple[list[float], list[float]]:
        """The curve: across, and up."""
        places = [self.at(point[0], point[1]) for point in self.curve.points]
        return [x for x, _ in places], [y for _, y in places]

    @cached_property
    def levels(self) -> dict[float, float]:
        """How high the line of each rate of a node alone lies."""
        return {rate: self.at(0, rate)[1] for rate in self.curve.alone.values()}

    def box(self, label: Label) -> _Box:
        """The pixels that a label covers."""
        x, y = self.at(label.x, label.y)
        width = len(label.text) * label.size * (_BOLD if label.weight > 400 else _LETTER)
        across, _, beside = label.side.partition(" ")
        aside = ASIDE if across == "middle" else 0
        left = x - width - aside if beside == "left" else x + aside
        half = _LINE_HEIGHT / 2
        middle = y + {"top": CLEAR + half, "bottom": -CLEAR - half}.get(across, 0)
        return _Box(left, left + width, middle - half, middle + half)

    def meets(self, box: _Box, own: float | None) -> int:
        """How many lines and texts a box lies on; ``own`` is the level it belongs to."""
        lines = sum(
            rate != own and box.low - 1 < height < box.high + 1
            for rate, height in self.levels.items()
        )
        outside = box.left < 0 or box.right > self.plot.width + self.plot.spare or box.low < 0
        return lines + self._on_curve(box) + sum(map(box.meets, self.taken)) + 2 * outside

    def _on_curve(self, box: _Box) -> bool:
        across, up = self.line
        first = max(bisect_left(across, box.left) - 1, 0)
        heights = up[first : bisect_right(across, box.right) + 1]
        return bool(heights) and min(heights) < box.high + 1 and max(heights) > box.low - 1


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
    canvas = _Canvas(plot, curve, top_of(curve))
    here = list(_here(view, curve, weights, canvas))
    return [*_alone(view, curve, canvas), *here]


def present_rate(view: View) -> float | None:
    """What the workload gets, where the weights say so."""
    weighted = view.in_force is not None and view.in_force.mode == "weighted_interleave"
    return view.stream.gb_per_s if view.stream is not None and weighted else None


def _here(view: View, curve: WeightCurve, weights: str, canvas: _Canvas) -> Iterator[Label]:
    """The rate at the dot in words, beside the drop line, where it meets least."""
    rate = present_rate(view)
    if rate is None:
        return
    weight = curve.weights[str(curve.node)]
    x, y = canvas.at(weight, rate)
    canvas.taken.append(_Box(x - 2, x + 2, 0, y))
    canvas.taken.append(_Box(x - _DOT, x + _DOT, y - _DOT, y + _DOT))
    told = _short_rate(rate, view.words) if canvas.plot.short else dot_label(view, curve, weights)
    sides = ("right", "left") if x < canvas.plot.width / 2 else ("left", "right")
    tried = [
        Label(weight, rate * part, told, f"middle {side}", INK, 17, 700)
        for part in _HEIGHTS
        for side in sides
    ]
    best = min(tried, key=lambda label: canvas.meets(canvas.box(label), None))
    canvas.taken.append(canvas.box(best))
    yield best


def _short_rate(rate: float, words: Words) -> str:
    return f"{text.gb_per_s(rate, words)}{text.THIN}GB/s"


def _alone(view: View, curve: WeightCurve, canvas: _Canvas) -> Iterator[Label]:
    """A label for each line that has room for one, from the fastest on.

    Nodes of one kind whose rates read the same share their line and its label. The fastest
    line has the curve above it, so its label tries below first.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for node, rate in sorted(curve.alone.items(), key=lambda item: -item[1]):
        key = (view.kinds[int(node)], text.gb_per_s(rate, view.words))
        groups.setdefault(key, []).append(int(node))
    words = "figure.only_short" if canvas.plot.short else "figure.only"
    ends = {"left": curve.points[-1][0], "right": curve.points[0][0]}
    for place, ((kind, told), nodes) in enumerate(groups.items()):
        rate = curve.alone[str(nodes[0])]
        named = {"n": len(nodes), "node": NodeMask.of(nodes), "kind": KINDS[kind].label}
        label = Label(0, rate, view.words(words, rate=told, **named), "")
        for side in (f"{way} {end}" for end in ends for way in _WAYS[place > 0]):
            tried = replace(label, x=ends[side.partition(" ")[2]], side=side)
            if not canvas.meets(canvas.box(tried), rate):
                canvas.taken.append(canvas.box(tried))
                yield tried
                break


_WAYS = (("bottom", "top"), ("top", "bottom"))
