"""The bandwidth curves of several experiments on the same axes, each with its own dot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.present import text
from app.present.figures import crowd
from app.present.figures.bandwidth import tick_weights, top_of
from app.present.figures.crowd import Crowd, Label, text_trace
from app.present.figures.theme import INK, MUTED, Figure, base_layout
from app.present.views import View
from app.words import Words
from simcore.result import WeightCurve

__all__ = ("BOTTOM", "HEIGHT", "STEPS", "TOP", "Line", "Plot", "Spot", "compared_figure", "plot_of")

HEIGHT: Final = 300
TOP: Final = 8
BOTTOM: Final = 52
STEPS: Final = 5
"""So many weights are named; more run together on a telephone."""
_PLOT: Final = HEIGHT - TOP - BOTTOM
_NARROW: Final = crowd.Plot(width=300, height=_PLOT, spare=0)
"""The plot on a telephone."""
_DASHES: Final = ("solid", "dash", "dot", "dashdot")
Lettered = Sequence[tuple[str, View]]


@dataclass(frozen=True, slots=True)
class Line:
    """A curve and the letters of all experiments that it belongs to."""

    letters: str
    curve: WeightCurve


@dataclass(frozen=True, slots=True)
class Spot:
    """Where experiments stand: weight (None: no weight changes their rate) and rate."""

    letters: str
    weight: int | None
    gb_per_s: float


@dataclass(frozen=True, slots=True)
class Plot:
    """All that is drawn: weights from 1 to ``last``, rates from 0 to ``top`` GB/s."""

    lines: Sequence[Line]
    spots: Sequence[Spot]
    labels: Sequence[Label]
    last: int
    top: float
    axis: str
    words: Words


def plot_of(entries: Lettered) -> Plot | None:
    """What is drawn of some experiments; None where none of them has a curve."""
    lines = _lines(entries)
    if not lines:
        return None
    words = entries[0][1].words
    spots = _spots(entries, words)
    last = max(line.curve.points[-1][0] for line in lines)
    top = max([*(top_of(line.curve) for line in lines), *(spot.gb_per_s * 1.08 for spot in spots)])
    labels = tuple(_labels(lines, spots, (last, top), words))
    return Plot(lines, spots, labels, last, top, _axis(lines, words), words)


def _lines(entries: Lettered) -> list[Line]:
    """The curve of each experiment over the weight of its node; equal ones are one line."""
    lines: list[Line] = []
    for letter, view in entries:
        curve = view.result.curve
        if curve is None:
            continue
        same = next((i for i, line in enumerate(lines) if _same(line.curve, curve)), None)
        if same is None:
            lines.append(Line(letter, curve))
        else:
            longer = max(lines[same].curve, curve, key=lambda each: each.points[-1][0])
            lines[same] = Line(f"{lines[same].letters}, {letter}", longer)
    return lines


def _same(one: WeightCurve, other: WeightCurve) -> bool:
    """Whether two curves over the weight of one node agree where both are known."""
    mine, theirs = ({point[0]: point[1] for point in curve.points} for curve in (one, other))
    agree = all(abs(mine[weight] - theirs[weight]) < 0.05 for weight in {*mine} & {*theirs})
    return one.node == other.node and agree


def _spots(entries: Lettered, words: Words) -> list[Spot]:
    """The rate of each experiment, at its weight where it has one; equal ones are one spot."""
    spots: dict[tuple[int | None, str], Spot] = {}
    for letter, view in entries:
        if view.stream is None:
            continue
        weight, rate = _weight(view), view.stream.gb_per_s
        key = weight, text.gb_per_s(rate, words)
        letters = f"{spots[key].letters}, {letter}" if key in spots else letter
        spots[key] = Spot(letters, weight, rate)
    return list(spots.values())


def _weight(view: View) -> int | None:
    policy, curve = view.in_force, view.result.curve
    if policy is None or policy.mode != "weighted_interleave" or curve is None:
        return None
    return curve.weights[str(curve.node)]


def _axis(lines: Sequence[Line], words: Words) -> str:
    """Whose weight the axis is: machines can differ in which node is weighed."""
    letters: dict[int, list[str]] = {}
    for line in lines:
        letters.setdefault(line.curve.node, []).append(line.letters)
    if len(letters) == 1:
        return words("compare.axis", node=lines[0].curve.node)
    told = [
        words("compare.axis_of", node=node, letters=", ".join(of)) for node, of in letters.items()
    ]
    return "; ".join(told)


def _labels(
    lines: Sequence[Line], spots: Sequence[Spot], ends: tuple[int, float], words: Words
) -> Iterator[Label]:
    """Spots with their rates, then lines that no dot names; each where least crosses it."""
    last, top = ends
    curves = [[(point[0], point[1]) for point in line.curve.points] for line in lines]
    levels = [[(1, each.gb_per_s), (last, each.gb_per_s)] for each in spots if not each.weight]
    stands = Crowd(_NARROW, (1, last), top, [*curves, *levels])
    for spot in sorted(spots, key=lambda each: each.weight is None):
        told = words("compare.spot", letters=spot.letters, rate=text.gb_per_s(spot.gb_per_s, words))
        dot = spot.weight is not None
        weights = [last, 1, (1 + last) / 2] if spot.weight is None else [spot.weight]
        style = (INK, 15, 700) if dot else (MUTED, 13, 400)
        yield stands.settle(
            [
                Label(weight, spot.gb_per_s, told, side, *style)
                for weight in weights
                for side in _sides(weight, last, dot)
            ]
        )
    for line in _unnamed(lines, spots):
        yield stands.settle(
            [
                Label(weight, rate, line.letters, side)
                for weight, rate, *_ in line.curve.points[::-4]
                for side in _sides(weight, last, False)
            ]
        )


def _sides(weight: float, last: int, dot: bool) -> tuple[str, ...]:
    """The sides of a point that are offered: of an end of a line those within the plot."""
    if dot:
        return ("bottom right", "top right", "bottom left", "top left")
    along = "right" if weight == 1 else "left" if weight == last else "center"
    return (f"top {along}", f"bottom {along}")


def _unnamed(lines: Sequence[Line], spots: Sequence[Spot]) -> list[Line]:
    """Of several lines those that no dot stands on."""
    dotted = {letter for spot in spots if spot.weight for letter in spot.letters.split(", ")}
    if len(lines) == 1:
        return []
    return [line for line in lines if not dotted & {*line.letters.split(", ")}]


def compared_figure(plot: Plot) -> Figure:
    """The plot for Plotly."""
    return {
        "data": [
            *(_line(line, dash) for line, dash in zip(plot.lines, _DASHES, strict=False)),
            *(_level(spot, plot.last) for spot in plot.spots if spot.weight is None),
            _dots([spot for spot in plot.spots if spot.weight is not None]),
            text_trace(plot.labels, plot.top / _PLOT),
        ],
        "layout": base_layout(
            height=HEIGHT,
            xaxis={
                "range": [1, plot.last],
                "tickmode": "array",
                "tickvals": tick_weights(1, plot.last, STEPS),
                "tickangle": 0,
                "title": {"text": plot.axis, "standoff": 8, "font": {"size": 13}},
            },
            margin={"l": 44, "r": 16, "t": TOP, "b": BOTTOM},
            yaxis={"range": [0, plot.top], "showgrid": True, "nticks": 6},
            hovermode="x",
            words=plot.words,
        ),
    }


def _line(line: Line, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [point[0] for point in line.curve.points],
        "y": [point[1] for point in line.curve.points],
        "line": {"width": 3, "color": INK, "dash": dash},
        "name": line.letters,
        "hovertemplate": line.letters + ": %{y:.0f} GB/s<extra></extra>",
    }


def _level(spot: Spot, last: int) -> dict[str, Any]:
    """A thin line across: this experiment's rate depends on no weight."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [1, last],
        "y": [spot.gb_per_s, spot.gb_per_s],
        "line": {"width": 1.5, "color": MUTED},
        "hoverinfo": "skip",
        "name": spot.letters,
    }


def _dots(spots: Sequence[Spot]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [spot.weight for spot in spots],
        "y": [spot.gb_per_s for spot in spots],
        "marker": {"size": 12, "color": INK, "opacity": 1},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "name": "present weights",
    }
