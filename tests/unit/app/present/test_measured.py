"""Measured pages and latencies beside what the model says."""

from __future__ import annotations

import pytest

from app.present.measured import latency_beside, pages_beside, pages_look_like
from app.present.state import ViewState
from app.present.tables import tables
from app.present.views import View
from simcore import decode, simulate
from tests.build import default_experiment, edited


def view_of(**measured: object) -> View:
    experiment = decode(default_experiment())
    state = ViewState.model_validate({"measured": measured})
    return View(experiment, simulate(experiment), state)


def test_pages_stand_side_by_side_for_every_node_that_somebody_names() -> None:
    view = view_of(pages={"0": 943000, "7": 5})
    beside = [(each.node, each.simulated, each.measured) for each in pages_beside(view)]
    assert beside == [(0, 943718, 943000), (1, 104858, 0), (7, 0, 5)]
    rows = tables(view)["measured_pages"].rows
    assert rows[0][3:] == ("\u2212718", "\u22120.1\u202f%")
    assert rows[2][0] == "node 7"
    assert rows[2][4] == "–"


def test_latency_is_compared_at_its_rate_and_not_beyond_the_curve() -> None:
    view = view_of(curves=[{"node": 0, "points": [[0, 100], [10**6, 900]]}])
    idle, beyond = latency_beside(view)
    assert idle.simulated_ns == pytest.approx(view.result.latency[0].points[0][1])
    assert beyond.simulated_ns is None


def test_a_curve_without_a_node_is_that_of_the_only_local_memory() -> None:
    (point,) = latency_beside(view_of(curves=[{"points": [[100000, 120]]}]))
    assert point.node == 0
    assert point.gb_per_s == pytest.approx(104.8576)


def test_of_several_local_nodes_a_curve_is_of_the_first_unless_said_otherwise() -> None:
    document = edited(default_experiment(), "/machine/nodes/1/cpus", "64-127")
    experiment = decode(document)
    result = simulate(experiment)

    def node(curve: dict[str, object]) -> int | None:
        measured = {"curves": [{"points": [[100000, 120]], **curve}]}
        view = View(experiment, result, ViewState.model_validate({"measured": measured}))
        return latency_beside(view)[0].node

    assert (node({}), node({"node": 1})) == (0, 1)


@pytest.mark.parametrize(
    "pages, told",
    [
        ({"0": 6012, "1": 2991, "2": 1003}, "The measured pages look like 6:3:1 on nodes 0-2."),
        ({"0": 943000, "1": 105576}, "The measured pages look like 9:1 on nodes 0-1."),
        ({"0": 5000, "1": 5003, "2": 9}, "The measured pages look like 1:1 on nodes 0-1."),
        ({"0": 5000}, ""),
        ({}, ""),
    ],
)
def test_measured_pages_are_told_as_small_weights(pages: dict[str, int], told: str) -> None:
    assert pages_look_like(view_of(pages=pages)) == told


def test_without_a_measurement_there_are_no_residuals() -> None:
    experiment = decode(default_experiment())
    made = tables(View(experiment, simulate(experiment)))
    assert not {"measured_pages", "measured_latency"} & made.keys()
