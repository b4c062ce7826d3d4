"""The bandwidth curves of several experiments on the same axes, each with its own dot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.present import text
from app.present.figures.bandwidth import top_of
from app.present.figures.theme import INK, MUTED, Figure, base_layout
from app.present.views import View
from app.words import Words
from simcore.result import WeightCurve

__all__ = ("HEIGHT", "Line", "Spot", "compared_figure", "lines_of", "spots_of")

HEIGHT = 300
_DASHES = ("solid", "dash", "dot", "dashdot")
Lettered = Sequence[tuple[str, View]]


@dataclass(frozen=True, slots=True)
class Line:
    """A curve and the letters of all experiments that it belongs to."""

    letters: str
    curve: WeightCurve


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an experiment stands: weight (None: its mode uses no weights) and rate."""

    letter: str
    weight: int | None
    gb_per_s: float
    words: Words

    @property
    def label(self) -> str:
        """The letter and the rate."""
        return f"{self.letter} {text.gb_per_s(self.gb_per_s, self.words)}"


def lines_of(entries: Lettered) -> list[Line]:
    """Curves over the weight of the first curve's node; equal ones are one line."""
    lines: list[Line] = []
    for letter, view in entries:
        curve = view.result.curve
        if curve is None or (lines and curve.node != lines[0].curve.node):
            continue
        rates = {point[0]: point[1] for point in curve.points}
        for place, line in enumerate(lines):
            theirs = {point[0]: point[1] for point in line.curve.points}
            if all(abs(theirs[w] - rates[w]) < 0.05 for w in {*theirs} & {*rates}):
                longer = max(line.curve, curve, key=lambda each: each.points[-1][0])
                lines[place] = Line(f"{line.letters}, {letter}", longer)
                break
        else:
            lines.append(Line(letter, curve))
    return lines


def spots_of(entries: Lettered, lines: Sequence[Line]) -> list[Spot]:
    """The rate of each experiment, at its weight where its policy uses weights."""
    node = lines[0].curve.node if lines else None
    spots = []
    for letter, view in entries:
        if view.stream is None:
            continue
        policy, curve = view.in_force, view.result.curve
        weighted = policy is not None and policy.mode == "weighted_interleave"
        known = weighted and curve is not None and curve.node == node
        weight = curve.weights[str(node)] if known and curve is not None else None
        spots.append(Spot(letter, weight, view.stream.gb_per_s, view.words))
    return spots


def compared_figure(entries: Lettered, axis: str) -> Figure | None:
    """The figure, or None where no experiment has a curve; ``axis`` names the weight."""
    lines = lines_of(entries)
    if not lines:
        return None
    spots = spots_of(entries, lines)
    last = max(line.curve.points[-1][0] for line in lines)
    top = max([*(top_of(line.curve) for line in lines), *(spot.gb_per_s * 1.08 for spot in spots)])
    placed = [spot for spot in spots if spot.weight is not None]
    return {
        "data": [
            *(_line(line, dash) for line, dash in zip(lines, _DASHES, strict=False)),
            *(_level(spot, last) for spot in spots if spot.weight is None),
            _dots(placed),
        ],
        "layout": base_layout(
            height=HEIGHT,
            xaxis={
                "range": [1, last],
                "nticks": 8,
                "title": {"text": axis.format(node=lines[0].curve.node), "standoff": 8},
            },
            margin={"l": 44, "r": 16, "t": 8, "b": 52},
            yaxis={"range": [0, top], "showgrid": True, "nticks": 6},
            annotations=[*map(_spot_label, placed), *_level_labels(spots)],
            hovermode="x",
            words=entries[0][1].words,
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
        "name": spot.letter,
    }


def _dots(spots: Sequence[Spot]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [spot.weight for spot in spots],
        "y": [spot.gb_per_s for spot in spots],
        "marker": {"size": 12, "color": INK, "opacity": 1},
        "hoverinfo": "skip",
        "name": "present weights",
    }


def _spot_label(spot: Spot) -> dict[str, Any]:
    return {
        "x": spot.weight,
        "y": spot.gb_per_s,
        "yshift": -16,
        "xshift": 8,
        "xanchor": "left",
        "showarrow": False,
        "text": f"<b>{spot.label} GB/s</b>",
        "font": {"color": INK, "size": 15},
    }


def _level_labels(spots: Sequence[Spot]) -> list[dict[str, Any]]:
    """The letters of equal rates share a label, at the right end of their line."""
    levels: dict[str, list[Spot]] = {}
    for spot in spots:
        if spot.weight is None:
            levels.setdefault(text.gb_per_s(spot.gb_per_s, spot.words), []).append(spot)
    return [
        {
            "x": 1,
            "xref": "paper",
            "xanchor": "right",
            "y": same[0].gb_per_s,
            "yanchor": "bottom",
            "showarrow": False,
            "text": f"{', '.join(spot.letter for spot in same)} {rate} GB/s",
            "font": {"color": MUTED, "size": 13},
        }
        for rate, same in levels.items()
    ]
