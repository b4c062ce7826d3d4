"""The errors of the model as a plain picture, before and without any script."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from app.present import text
from app.present.drawing.svg import el
from app.present.figures.errors import errors_figure
from app.words import Words
from simcore.bandwidth.predict import PredictedCase

__all__ = ("draw_errors",)

_LEFT, _WIDTH, _ROW = 90, 720, 56


def draw_errors(predicted: Sequence[PredictedCase], words: Words) -> Markup:
    """The dots of the figure, on rows by family, with a line at zero."""
    figure = errors_figure(predicted, words)
    dots, layout = figure["data"][0], figure["layout"]
    reach: float = layout["xaxis"]["range"][1]
    families: list[str] = layout["yaxis"]["ticktext"]
    height = _ROW * len(families)

    def across(error: float) -> float:
        return _LEFT + (error + reach) / (2 * reach) * (_WIDTH - _LEFT)

    parts = [el("line", x1=across(0), x2=across(0), y1=0, y2=height, class_="drop")]
    for error in (-20, -10, 10, 20):
        x = across(error)
        parts.append(el("line", x1=x, x2=x, y1=0, y2=height, class_="hair"))
        parts.append(
            el(
                "text",
                f"{text.signed(error, '.0f')}{text.THIN}%",
                x=x,
                y=height + 18,
                class_="tick middle",
            )
        )
    for row, family in enumerate(families):
        parts.append(el("text", family, x=_LEFT - 10, y=(row + 0.5) * _ROW + 4, class_="tick end"))
    parts += [
        el("circle", cx=across(x), cy=(y + 0.5) * _ROW, r=3, class_="dot")
        for x, y in zip(dots["x"], dots["y"], strict=True)
    ]
    return el(
        "svg",
        el("title", words("figure.errors")),
        *parts,
        class_="chart",
        viewBox=f"0 0 {_WIDTH} {height + 26}",
        role="img",
        xmlns="http://www.w3.org/2000/svg",
    )
