"""The axes of a picture of rates over weights: places, hairlines, numbers, lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.present import text
from app.present.drawing.svg import UNITS, el, number, percent
from app.words import Words

__all__ = ("Axes", "round_steps")


@dataclass(frozen=True, slots=True)
class Axes:
    """Weights from ``first`` to ``last`` across, rates from 0 to ``top`` GB/s up ``height`` px."""

    first: float
    last: float
    top: float
    height: float

    def across(self, weight: float) -> float:
        """Where a weight is, as a part of the width."""
        return (weight - self.first) / max(self.last - self.first, 1)

    def down(self, rate: float) -> float:
        """Where a rate is, in pixels from the top."""
        return (1 - rate / self.top) * self.height

    def ticks(
        self, weights: Sequence[int], written: Callable[[int], str], words: Words
    ) -> Iterator[Markup]:
        """Hairlines with their rates, and weights as they are ``written`` below."""
        for rate in round_steps(self.top):
            y, told = self.down(rate), text.decimal(rate, "g", words)
            yield self.level(rate, class_="hair")
            yield el("text", told, x=-8, y=y + 4, class_="tick end")
        for weight in weights:
            x = percent(self.across(weight))
            yield el("text", written(weight), x=x, y=self.height + 22, class_="tick middle")

    def title(self, told: str) -> Markup:
        """What the weights are of, below them."""
        return el("text", told, x="50%", y=self.height + 41, class_="tick middle")

    def level(self, rate: float, **attributes: str | float | None) -> Markup:
        """A line across at a rate."""
        y = self.down(rate)
        return el("line", x1="0", x2="100%", y1=y, y2=y, **attributes)

    def path(self, points: Sequence[tuple[float, float]]) -> str:
        """A line through points, in the units of what stretches."""
        places = ((self.across(weight) * UNITS, self.down(rate)) for weight, rate in points)
        return "M" + "L".join(f"{number(x)},{number(y)}" for x, y in places)


def round_steps(top: float) -> list[float]:
    """A handful of round numbers from 0 to ``top``."""
    size = 1.0
    while size * 10 < top:
        size *= 10
    step = next(size * f for f in (0.1, 0.2, 0.5, 1, 2, 5, 10) if top / (size * f) <= 6)
    return [step * i for i in range(int(top / step) + 1)]
