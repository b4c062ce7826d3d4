"""Figures are valid Plotly, bear the engine's numbers and never offer to upload them."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import plotly.graph_objects as go
import pytest

from app.present.figures import bandwidth_figure, distribution_figure, strip_figure
from app.present.figures.bandwidth import plot_labels, tick_weights, top_of
from app.present.figures.comparing import STEPS
from app.present.figures.crowd import Label, Plot
from app.present.figures.frontier import frontier_figure
from app.present.figures.labels import NARROW, WIDE
from app.present.figures.landscape import slices_figure
from app.present.figures.shares import shares_of
from app.present.figures.shifts import shifts_figure
from app.present.preview import preview_payload
from app.present.views import View
from app.words import ENGLISH
from simcore import decode, simulate
from simcore.result import WeightCurve
from simcore.search import Point, Shift, Spot
from tests.build import default_experiment, edited


def view_of(document: dict[str, object]) -> View:
    experiment = decode(document)
    return View(experiment, simulate(experiment))


@pytest.mark.parametrize("mode", ["weighted_interleave", "interleave", "bind", "preferred_many"])
def test_every_figure_is_one_that_plotly_takes(mode: str) -> None:
    view = view_of(edited(default_experiment(), "/events/0/mode", mode))
    for figure in preview_payload(view)["figures"].values():
        go.Figure(figure)


def test_the_present_weight_is_marked_at_the_streams_rate() -> None:
    view = view_of(default_experiment())
    figure = bandwidth_figure(view)
    assert figure is not None
    here = next(trace for trace in figure["data"] if trace["name"] == "you are here")
    assert here["x"] == [9, 9]
    assert here["y"] == [0, view.result.streams[0].gb_per_s]


def test_the_ceiling_is_never_below_the_curve() -> None:
    figure = bandwidth_figure(view_of(default_experiment()))
    assert figure is not None
    traces = {trace["name"]: trace["y"] for trace in figure["data"] if "name" in trace}
    pairs = zip(traces["min-law ceiling"], traces["expected"], strict=True)
    assert all(ceiling >= rate for ceiling, rate in pairs)


def test_the_strip_shows_the_first_pages_with_their_nodes() -> None:
    view = view_of(default_experiment())
    figure = strip_figure(view)
    assert figure is not None
    cells = [cell for row in figure["data"][0]["text"] for cell in row]
    assert cells[:14] == list("00010000000001")
    assert len(cells) == 256


def test_a_node_that_was_full_shows_less_than_was_asked_for() -> None:
    view = view_of(edited(default_experiment(), "/machine/nodes/1/mib", 100))
    figure = distribution_figure(view)
    assert figure is not None
    pages, asked = (trace["x"] for trace in figure["data"][:2])
    assert pages[1] == 25600
    assert asked[1] == 104858


def test_without_rates_there_is_no_curve_and_the_page_says_why() -> None:
    document = edited(default_experiment(), "/machine/nodes/1/read_mib_per_s", None)
    view = view_of(document)
    payload = preview_payload(view)
    assert "bandwidth" not in payload["figures"]
    assert "Node 1 has no rate" in payload["page"]["summaries"]["bandwidth"]


def test_the_payload_is_json_without_numbers_that_json_lacks() -> None:
    view = view_of(default_experiment())
    json.dumps(preview_payload(view), allow_nan=False)


def preset(name: str) -> View:
    path = Path(__file__).parents[4] / "app" / "presets" / f"{name}.json"
    return view_of(json.loads(path.read_text())["experiment"])


PRESETS = ["two-sockets", "two-sockets-two-cxl", "dram-cxl", "hbm-flat"]


@pytest.mark.parametrize("name", PRESETS)
def test_labels_keep_clear_of_lines_and_of_each_other(name: str) -> None:
    figure = bandwidth_figure(preset(name))
    assert figure is not None
    pixel = figure["layout"]["yaxis"]["range"][1] / (344 - 8 - 58)
    traces = figure["data"]
    lines = {y for t in traces if t["name"].endswith(" alone") for y in t["y"] if y is not None}
    labels = next(t for t in traces if t["name"] == "labels")
    spans = [
        (y, y + 16 * pixel) if side == "top left" else (y - 16 * pixel, y)
        for y, side in zip(labels["y"], labels["textposition"], strict=True)
        if side in ("top left", "bottom left")
    ]
    assert spans
    for low, high in spans:
        assert not any(low - 3 * pixel < line < high + 3 * pixel for line in lines)
        assert all((low, high) == other or high <= other[0] or low >= other[1] for other in spans)


def test_nodes_on_one_line_share_a_label_and_every_line_with_room_has_one() -> None:
    figure = bandwidth_figure(preset("two-sockets-two-cxl"))
    assert figure is not None
    told = " ".join(next(t for t in figure["data"] if t["name"] == "labels")["text"])
    for words in ("node 0 alone (DRAM)", "node 1 alone (DRAM)", "nodes 2-3 alone (CXL)"):
        assert words in told


def test_nodes_of_one_kind_are_told_apart_by_hatching() -> None:
    figure = distribution_figure(preset("two-sockets"))
    assert figure is not None
    lines = next(each for each in figure["data"] if each["name"] == "hatching")
    assert lines["marker"]["pattern"]["shape"] == ["", "/"]
    assert lines["x"] == figure["data"][0]["x"]
    other = distribution_figure(preset("dram-cxl"))
    assert other is not None
    assert "hatching" not in [each["name"] for each in other["data"]]


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("plot", [WIDE, NARROW], ids=["wide", "narrow"])
def test_texts_stay_in_the_plot_off_the_curve_and_off_each_other(name: str, plot: Plot) -> None:
    view = preset(name)
    curve = view.result.curve
    assert curve is not None
    boxes = [box_of(label, curve, plot) for label in plot_labels(view, curve, plot)]
    assert boxes
    for left, right, low, high in boxes:
        assert left >= 0
        assert right <= plot.width + 12
        under = [
            point[1] / top_of(curve) * plot.height
            for point in curve.points
            if left <= across(point[0], curve) * plot.width <= right
        ]
        assert all(not low < y < high for y in under)
    for one, other in itertools.combinations(boxes, 2):
        beside = one[0] >= other[1] or other[0] >= one[1]
        assert beside or one[2] >= other[3] or other[2] >= one[3]


def across(weight: float, curve: WeightCurve) -> float:
    first, last = curve.points[0][0], curve.points[-1][0]
    return (weight - first) / (last - first)


def box_of(label: Label, curve: WeightCurve, plot: Plot) -> tuple[float, float, float, float]:
    """Left, right, low and high of a text, with letters as wide as in DejaVu Sans."""
    x, y = across(label.x, curve) * plot.width, label.y / top_of(curve) * plot.height
    wide = len(label.text) * label.size * 0.54
    way, _, side = label.side.partition(" ")
    y += {"top": 12, "bottom": -12}.get(way, 0)
    left = x - wide if side == "left" else x
    return left, left + wide, y - 8, y + 8


def test_without_the_exchange_of_the_browser_the_whole_texts_are_seen() -> None:
    for figure in (bandwidth_figure(preset("dram-cxl")), distribution_figure(preset("dram-cxl"))):
        assert figure is not None
        either = [each for each in figure["data"] if "visible" in each]
        assert [(each["visible"], *each["meta"]) for each in either] == [
            (True, "from"),
            (False, "below"),
        ]


@pytest.mark.parametrize("weight", [1, 2, 3, 9])
@pytest.mark.parametrize("small", [False, True])
def test_numbers_are_inside_a_bar_only_where_they_fit(weight: int, *, small: bool) -> None:
    shares = shares_of(view_of(edited(default_experiment(), "/sysfs/weights/0", weight)))
    assert shares is not None
    room = (262 if small else 330) - shares.margins[1] - shares.margins[3]
    for row, numbers in zip(shares.rows, shares.numbers(small=small), strict=True):
        wide = len(numbers.text) * 7 + 8
        assert numbers.text.endswith("%")
        if numbers.inside:
            assert wide <= row.pages / shares.reach * room
        else:
            assert numbers.start / shares.reach * room + wide <= room + 8


@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize("pages", [60_000_000, 30_000_000, 17_000_000])
def test_no_mark_goes_through_a_number(pages: int, *, small: bool) -> None:
    document = edited(default_experiment(), "/events/1/pages", pages)
    shares = shares_of(view_of(edited(document, "/events/2/pages", f"0-{pages - 1}")))
    assert shares is not None
    a_pixel = shares.reach / ((262 if small else 330) - shares.margins[1] - shares.margins[3])
    for row, numbers in zip(shares.rows, shares.numbers(small=small), strict=True):
        first = numbers.start + 4 * a_pixel
        last = numbers.start + (8 + 7 * len(numbers.text)) * a_pixel
        assert not first < row.asked < last, row.name


def test_a_node_of_the_policy_has_a_row_before_the_first_page_lies_there() -> None:
    view = view_of(edited(default_experiment(), "/events/2/pages", "0"))
    shares = shares_of(view)
    assert shares is not None
    assert [each.text for each in shares.numbers(small=False)] == [
        "1 · 100\u202f%",
        "0 · 0\u202f%",
    ]


def test_titles_of_axes_are_as_large_as_other_text() -> None:
    figures = preview_payload(preset("dram-cxl"))["figures"]
    axes = [figure["layout"][axis] for figure in figures.values() for axis in ("xaxis", "yaxis")]
    titled = [axis["title"]["font"]["size"] for axis in axes if "title" in axis]
    assert titled
    assert set(titled) == {13}


def test_slices_are_named_at_their_lines_and_apart() -> None:
    lines = [
        [Spot((0, 0), 9.0), Spot((32, 0), 100.0)],
        [Spot((0, 0), 5.0), Spot((0, 40), 99.0)],
    ]
    figure = slices_figure(lines, [(0, "dram"), (1, "cxl")], ENGLISH)
    assert figure is not None
    assert not figure["layout"]["showlegend"]
    names = figure["data"][-1]
    assert [(name.strip(), x) for name, x in zip(names["text"], names["x"], strict=True)] == [
        ("node 1", 40),
        ("node 0", 32),
    ]
    assert names["y"][1] - names["y"][0] == pytest.approx(16 * 100 / 248)


def test_the_advised_weights_are_marked_on_the_frontier() -> None:
    points = [
        Point(weights=(9, 1), gb_per_s=200.0, latency_ns=150.0),
        Point(weights=(1, 0), gb_per_s=190.0, latency_ns=140.0),
    ]
    figure = frontier_figure(points, points[:1], ENGLISH)
    assert figure is not None
    _, soonest, advised = figure["data"]
    assert (soonest["x"], soonest["y"], soonest["text"]) == ([190.0], [140.0], ["1:0"])
    assert (advised["x"], advised["y"], advised["text"]) == ([200.0], [150.0], ["9:1"])
    for axis, ends in (("xaxis", (190, 200)), ("yaxis", (140, 150))):
        low, high = figure["layout"][axis]["range"]
        assert low < ends[0] < ends[1] < high
        assert ends[1] - ends[0] > (high - low) / 2


def test_the_last_weight_and_its_dot_are_seen_whole() -> None:
    figure = bandwidth_figure(preset_with_weight(255))
    assert figure is not None
    last = figure["layout"]["xaxis"]["ticktext"][-1]
    assert last == "255:1"
    assert len(last) * 7 / 2 <= figure["layout"]["margin"]["r"]
    [dot] = [each for each in figure["data"] if each["name"] == "you are here"]
    assert dot["cliponaxis"] is False


def preset_with_weight(weight: int) -> View:
    return view_of(edited(default_experiment(), "/sysfs/weights/0", weight))


def test_what_a_shift_costs_fits_a_telephone() -> None:
    shifts = [
        Shift(
            node=0,
            factor=0.9,
            weights=(244, 23),
            gb_per_s=200.0,
            kept_gb_per_s=190.0,
            loss_percent=5.14,
        )
    ]
    figure = shifts_figure(shifts, ENGLISH)
    assert figure is not None
    wide, narrow = figure["data"]
    assert wide["text"] == ["5.1\u202f%, best 244:23"]
    assert narrow["text"] == ["5.1\u202f%"]
    assert narrow["meta"]["below"] == wide["meta"]["from"] > 262


def test_compared_weights_stand_apart_on_a_telephone() -> None:
    room, letter = 202, 12
    for last in (9, 24, 99, 255):
        ticks = tick_weights(1, last, STEPS)
        for one, other in itertools.pairwise(ticks):
            between = (other - one) / (last - 1) * room
            assert between > (len(str(one)) + len(str(other))) / 2 * letter, (last, one, other)
