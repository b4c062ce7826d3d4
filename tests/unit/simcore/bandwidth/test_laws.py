from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simcore.bandwidth.constants import KINDS
from simcore.bandwidth.laws import Stations, capacity, curve_delay, loaded_latency
from simcore.bandwidth.values import LatencyCurve, Resource

DRAM = Resource(name="dram", kind="dram", read_gb_per_s=200.0, write_gb_per_s=160.0, idle_ns=95.0)
CXL = Resource(
    name="cxl",
    kind="cxl",
    read_gb_per_s=26.0,
    write_gb_per_s=22.0,
    total_gb_per_s=38.0,
    idle_ns=250.0,
)
CURVE = LatencyCurve(utilisation=(0.1, 0.5, 0.9), latency_ns=(100.0, 120.0, 200.0))


@pytest.mark.parametrize("resource", [DRAM, CXL])
def test_the_ends_of_the_capacity_are_the_rates_that_were_given(resource: Resource) -> None:
    assert capacity(resource, 1.0) == pytest.approx(resource.read_gb_per_s)
    assert capacity(resource, 0.0) == pytest.approx(resource.write_gb_per_s)


def test_a_bus_pays_most_for_turning_around_at_equal_shares() -> None:
    without = 1 / (0.5 / 200 + 0.5 / 160)

    assert capacity(DRAM, 0.5) == pytest.approx(1 / (1 / without + 0.06 / 200))


def test_a_duplex_path_carries_more_at_a_mix_until_the_total_ends_it() -> None:
    assert capacity(CXL, 0.9) == pytest.approx(26 / (0.9 + 0.1 * 0.1))
    assert capacity(CXL, 0.55) == pytest.approx(38)
    assert capacity(CXL, 0.1) == pytest.approx(22 / (0.9 + 0.2 * 0.1))


@pytest.mark.parametrize(
    "kind, missing, expected",
    [("dram", 0.0, 170.0), ("pmem", 0.0, 70.0), ("cxl", 0.0, 174.0), ("upi", 0.5, 400.0)],
)
def test_missing_rates_follow_from_the_read_rate_by_kind(
    kind: str, missing: float, expected: float
) -> None:
    resource = Resource(name="x", kind=kind, read_gb_per_s=200.0, idle_ns=90.0)

    assert capacity(resource, missing) == pytest.approx(expected)


def test_a_total_limits_a_bus_as_well() -> None:
    assert capacity(replace(DRAM, total_gb_per_s=120.0), 1.0) == pytest.approx(120)


def test_a_link_without_a_rate_carries_anything_at_its_own_latency() -> None:
    link = Resource(name="link", kind="upi", read_gb_per_s=None, idle_ns=55.0)

    assert capacity(link, 0.5) == float("inf")
    assert loaded_latency(link, 1e9, 0.5) == 55


def test_reads_of_dram_take_idle_and_rise_and_queue() -> None:
    row = KINDS["dram"]

    at_half = loaded_latency(DRAM, 100.0, 1.0)

    assert at_half == pytest.approx(95 + 0.5 * row.rise_ns + row.queue_ns * 0.5**2 / 0.5)


def test_the_latency_is_idle_at_no_rate_and_infinite_from_the_capacity_on() -> None:
    latency = loaded_latency(CXL, np.array([0.0, 25.9, 26.0, 30.0]), 1.0)

    assert latency[0] == 250
    assert 250 < latency[1] < np.inf
    assert np.isinf(latency[2:]).all()


def test_memory_faster_than_usual_stretches_its_waiting_down() -> None:
    near = replace(DRAM, idle_ns=45.0)

    waiting = loaded_latency(near, 150.0, 1.0) - 45
    usual = loaded_latency(DRAM, 150.0, 1.0) - 95

    assert waiting == pytest.approx(0.5 * usual)


def test_reads_do_not_wait_for_the_write_direction() -> None:
    link = Resource(name="link", kind="nvlink", read_gb_per_s=100.0, idle_ns=0.0)
    stations = Stations.of((link,), np.array([0.5]))

    assert (stations.rate * stations.cost(1.0)).tolist() == [1.0, 0.0]
    assert (stations.rate * stations.cost(0.0)).tolist() == [0.0, 1.0]


def test_a_curve_is_met_at_its_knots_and_followed_by_a_hyperbola() -> None:
    latency = curve_delay(CURVE, np.array([0.0, 0.1, 0.3, 0.9, 0.95]))

    assert latency == pytest.approx([100, 100, 110, 200, 400])


@pytest.mark.parametrize("read_share", [1.0, 0.5, 0.0])
def test_a_measured_curve_takes_the_place_of_the_formula(read_share: float) -> None:
    resource = replace(DRAM, curve=CURVE)
    full = capacity(resource, read_share)

    latency = loaded_latency(resource, np.array([0.1, 0.5, 0.7]) * full, read_share)

    assert latency == pytest.approx([100, 120, 160])


def test_the_other_limits_of_a_measured_node_keep_their_pole() -> None:
    resource = replace(CXL, curve=CURVE)

    latency = loaded_latency(resource, np.array([0.0, 21.9]), 0.0)

    assert latency[0] == 100
    assert latency[1] > curve_delay(CURVE, np.array(21.9 / 22))


@pytest.mark.parametrize("resource", [DRAM, CXL, replace(DRAM, curve=CURVE)])
def test_the_slope_is_the_derivative_of_the_waiting(resource: Resource) -> None:
    stations = Stations.of((resource,), np.array([0.7]))
    use = np.linspace(0.02, 0.97, 39)[:, np.newaxis] * np.ones(len(stations.rate))
    step = 1e-6

    difference = (stations.delay(use + step, 2.0) - stations.delay(use - step, 2.0)) / (2 * step)

    assert stations.slope(use, 2.0) == pytest.approx(difference, rel=1e-5)
