"""Measured pages and latencies beside what the model says."""

from __future__ import annotations

import pytest

from app.present.figures import distribution_figure
from app.present.measured import (
    latency_beside,
    latency_told,
    pages_beside,
    pages_told,
    pairs_beside,
    pairs_told,
)
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
    view = view_of(pages={"0": 943000, "7": 105000})
    beside = [(each.node, each.simulated, each.measured) for each in pages_beside(view)]
    assert beside == [(0, 943718, 943000), (1, 104858, 0), (7, 0, 105000)]
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
    assert pages_told(view_of(pages=pages)).startswith(told)


def test_of_a_region_of_another_size_shares_are_compared() -> None:
    view = view_of(pages={"0": 800, "1": 200})
    table = tables(view)["measured_pages"]
    assert table.rows[0][1:] == ("90\u202f%", "80\u202f%", "\u221210.0")
    assert table.rows[1][3] == "+10.0"
    assert "shares are compared, not pages" in pages_told(view)
    figure = distribution_figure(view)
    assert figure is not None
    hollow = figure["data"][2]
    assert hollow["x"] == [round(0.8 * 2**20), round(0.2 * 2**20)]
    numbers = next(each for each in figure["data"] if each["name"] == "numbers")
    assert numbers["text"][2].strip().startswith("80\u202f%")
    assert "shares are compared" not in pages_told(view_of(pages={"0": 943000, "1": 105576}))


def test_nodes_that_are_not_here_and_policies_that_were_mixed_are_named() -> None:
    told = pages_told(view_of(pages={"0": 9, "5": 1}, policies=["bind:0", "interleave:0,5"]))
    assert "Node 5 was measured and does not exist on this machine." in told
    assert "different policies were added up: bind:0; interleave:0,5." in told


def test_rates_of_the_whole_system_are_not_held_against_one_node() -> None:
    view = view_of(curves=[{"points": [[100000, 95], [371000, 374]]}])
    below, beyond = latency_beside(view)
    assert below.simulated_ns is not None
    assert beyond.simulated_ns is None
    assert "reach 389 GB/s, more than the 210 GB/s that are compared" in latency_told(view)
    within = latency_told(view_of(curves=[{"points": [[100000, 95]]}]))
    assert "reads alone" in within
    assert "several memories" not in within


def test_the_limit_that_is_told_is_the_one_that_is_kept() -> None:
    mib = 10**9 / 2**20
    points = [[round(rate * mib), 100] for rate in (209, 211)]
    view = view_of(curves=[{"points": points}])
    assert [each.simulated_ns is None for each in latency_beside(view)] == [False, True]
    assert "rates above 210 GB/s" in latency_told(view)


def test_a_latency_of_reads_is_compared_with_reads_whatever_the_workload_does() -> None:
    measured = {"curves": [{"node": 0, "points": [[150000, 120]]}]}
    state = ViewState.model_validate({"measured": measured})
    found = []
    for permille in (1000, 500):
        document = edited(default_experiment(), "/workload/streams/0/read_permille", permille)
        experiment = decode(document)
        (point,) = latency_beside(View(experiment, simulate(experiment), state))
        found.append(point.simulated_ns)
    assert found[0] is not None
    assert found[0] == found[1]


def test_rates_of_all_nodes_together_are_parted_by_their_cpus() -> None:
    document = edited(default_experiment(), "/machine/nodes/1/cpus", "64-127")
    experiment = decode(document)
    measured = {"curves": [{"together": True, "points": [[200000, 120]]}]}
    state = ViewState.model_validate({"measured": measured})
    view = View(experiment, simulate(experiment), state)
    (point,) = latency_beside(view)
    assert (point.node, point.gb_per_s) == (0, pytest.approx(104.8576))
    assert "the part of node 0, 50\u202f%, is compared" in latency_told(view)


def test_matrices_stand_beside_the_model() -> None:
    pairs = [
        {"initiator": 0, "target": 0, "idle_ns": 100, "read_mib_per_s": 200000},
        {"initiator": 0, "target": 1, "idle_ns": 250},
        {"initiator": 5, "target": 1, "idle_ns": 250},
    ]
    view = view_of(pairs=pairs)
    local, cxl = pairs_beside(view)
    assert (local.simulated_ns, cxl.simulated_ns) == (95, 250)
    assert 0.9 < local.simulated_gb_per_s / 213.9 < 1
    rows = tables(view)["measured_pairs"].rows
    assert rows[0][:5] == ("node 0", "node 0 (DRAM)", "95", "100", "+5\u202f%")
    assert rows[1][4:] == ("0\u202f%", "–", "–", "–")
    assert "1 measured pair is of nodes" in pairs_told(view)
    assert pairs_told(view_of(pages={"0": 1})) == ""


def test_without_a_measurement_there_are_no_residuals() -> None:
    experiment = decode(default_experiment())
    made = tables(View(experiment, simulate(experiment)))
    assert not {"measured_pages", "measured_latency", "measured_pairs"} & made.keys()


def test_marks_and_measured_bars_stand_at_their_own_bar_of_two() -> None:
    figure = distribution_figure(view_of(pages={"0": 943000, "1": 105576}))
    assert figure is not None
    traces = {each["name"]: each for each in figure["data"]}
    assert traces["asked for"]["y"] == traces["pages"]["y"] == [-0.19, 0.81]
    assert traces["measured"]["y"] == [0.19, 1.19]
