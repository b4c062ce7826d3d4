"""The curves of a comparison: no line strikes through a label, every dot lies on its curve."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest

from app.present.drawing.comparing import draw_compared
from app.present.figures.comparing import Plot, compared_figure, plot_of
from app.present.figures.crowd import Crowd, Label
from app.present.figures.crowd import Plot as Pixels
from app.present.views import View
from simcore import decode, simulate
from tests.build import Document, default_experiment, edited

SVG = "{http://www.w3.org/2000/svg}"
POLICIES = ("weighted_interleave", "interleave", "bind", "local")


def plotted(*documents: Document) -> Plot:
    experiments = [decode(document) for document in documents]
    views = [View(experiment, simulate(experiment)) for experiment in experiments]
    plot = plot_of(list(zip("ABCD", views, strict=False)))
    assert plot is not None
    return plot


def under(mode: str, **weights: int) -> Document:
    """The default experiment under a policy; bind is on node 0."""
    document = edited(default_experiment(), "/events/0/mode", mode)
    document["sysfs"]["weights"] |= {name[1:]: weight for name, weight in weights.items()}
    if mode == "bind":
        document["events"][0]["nodes"] = "0"
    if mode == "local":
        del document["events"][0]["nodes"]
    return document


def struck(plot: Plot, label: int) -> list[str]:
    """What passes through the middle of a label, 13 pixels off its point in a plot of 240."""
    told = plot.labels[label]
    sign = 1 if told.side.startswith("top") else -1
    middle = told.y + sign * 13 * plot.top / 240
    width = len(told.text) * 7 / 1000 * (plot.last - 1)
    shift = {"left": -width, "right": 0.0}.get(told.side.split()[1], -width / 2)
    left, right = told.x + shift, told.x + shift + width
    reach = 6 * plot.top / 240
    lines = {
        **{
            line.letters: [p[1] for p in line.curve.points if left <= p[0] <= right]
            for line in plot.lines
        },
        **{f"level {each.letters}": [each.gb_per_s] for each in plot.spots if each.weight is None},
    }
    return [
        name for name, rates in lines.items() if any(abs(rate - middle) < reach for rate in rates)
    ]


@pytest.mark.parametrize("pair", [*combinations(POLICIES, 2)])
def test_no_line_strikes_through_a_label(pair: tuple[str, str]) -> None:
    plot = plotted(*map(under, pair))
    assert [struck(plot, i) for i in range(len(plot.labels))] == [[]] * len(plot.labels)


def test_a_label_keeps_clear_of_a_curve_at_the_end_of_its_line() -> None:
    line = [(step, 10 + 5 * step) for step in range(11)]
    crowd = Crowd(Pixels(width=300, height=240, spare=0), (0, 10), 240, [line])
    at_the_end = [Label(10, 45, "B 190", f"{way} left") for way in ("top", "bottom")]
    assert crowd.settle(at_the_end) is at_the_end[1]
    at_the_start = Label(0, 45, "C 190", "top right")
    assert crowd.settle([at_the_end[1], at_the_start]) is at_the_start


def test_equal_experiments_share_a_dot_and_its_label() -> None:
    plot = plotted(under("weighted_interleave"), under("weighted_interleave"), under("interleave"))
    assert [spot.letters for spot in plot.spots] == ["A, B", "C"]
    assert len(plot.labels) == 2


def test_a_curve_over_the_weight_of_another_node_has_its_own_dot() -> None:
    other = under("weighted_interleave", n0=1, n1=3)
    fast = {"kind": "hbm", "read_mib_per_s": 600_000, "write_mib_per_s": 500_000}
    other["machine"]["nodes"][1] |= fast
    other["machine"]["links"] = []
    plot = plotted(under("bind"), other)
    assert [line.curve.node for line in plot.lines] == [0, 1]
    assert [spot.weight for spot in plot.spots] == [None, 3]
    assert plot.axis == "weight of node 0 (A); weight of node 1 (B)"


def test_the_picture_says_what_the_figure_says() -> None:
    plot = plotted(under("weighted_interleave"), under("bind"))
    figure = compared_figure(plot)
    go.Figure(figure)
    root = ElementTree.fromstring(draw_compared(plot, "curves"))
    words = {each.text for each in root.iter(f"{SVG}text")}
    assert {label.text for label in plot.labels} <= words
    assert {*figure["data"][-1]["text"]} <= words
    margin = figure["layout"]["margin"]
    around = " ".join(f"{margin[side]}px" for side in "trbl")
    height = figure["layout"]["height"] - margin["t"] - margin["b"]
    style = root.get("style", "").split(";")
    assert f"margin:{around}" in style
    assert f"height:{height}px" in style
    assert len([*root.iter(f"{SVG}circle")]) == 1
