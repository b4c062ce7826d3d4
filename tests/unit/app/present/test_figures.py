"""Figures are valid Plotly, bear the engine's numbers and never offer to upload them."""

from __future__ import annotations

import json
from pathlib import Path

import plotly.graph_objects as go
import pytest

from app.present.figures import bandwidth_figure, distribution_figure, strip_figure
from app.present.preview import preview_payload
from app.present.views import View
from simcore import decode, simulate
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
    pages, asked = (trace["x"] for trace in figure["data"])
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


@pytest.mark.parametrize("name", ["two-sockets", "two-sockets-two-cxl", "dram-cxl", "hbm-flat"])
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
    assert [each["name"] for each in other["data"]] == ["pages", "asked for"]
