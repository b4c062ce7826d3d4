"""The figures of a comparison as tables: the pages of the strips, the rates of the curves."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from app.present import text
from app.present.drawing.comparing import StripRow
from app.present.figures.comparing import Plot
from app.present.kinds import page_label
from app.present.tables import Table
from app.words import Words

__all__ = ("curves_table", "strips_table")


def strips_table(rows: Sequence[StripRow], first: int, words: Words) -> Table:
    """A row for each page of the window: the node in each experiment, – where there is no page."""
    told = [[page_label(node, row.view.kinds, words) for node in row.nodes] for row in rows]
    pages = enumerate(zip_longest(*told, fillvalue="–"), start=first)
    return Table(
        words("compare.strips"),
        (words("compare.page"), *(row.letter for row in rows)),
        tuple((text.grouped(page), *cells) for page, cells in pages),
        (True, *(False for _ in rows)),
    )


def curves_table(plot: Plot) -> Table:
    """A row for each weight of a curve: the rates of all lines, those across included, in GB/s."""
    across = [spot for spot in plot.spots if spot.weight is None]
    curves = [{point[0]: point[1] for point in line.curve.points} for line in plot.lines]
    weights = sorted({weight for curve in curves for weight in curve})

    def rate(value: float | None) -> str:
        return "–" if value is None else text.gb_per_s(value, plot.words)

    heads = [
        plot.axis,
        *(plot.words("compare.rate_weighted", letters=line.letters) for line in plot.lines),
        *(plot.words("compare.rate_as_set", letters=spot.letters) for spot in across),
    ]
    rows = (
        (
            str(weight),
            *(rate(curve.get(weight)) for curve in curves),
            *(rate(spot.gb_per_s) for spot in across),
        )
        for weight in weights
    )
    numeric = tuple(True for _ in heads)
    return Table(plot.words("compare.curves"), tuple(heads), tuple(rows), numeric)
