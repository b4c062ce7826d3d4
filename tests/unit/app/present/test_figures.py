"""Figures are valid Plotly, bear the engine's numbers and never offer to upload them."""

from __future__ import annotations

import json

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
