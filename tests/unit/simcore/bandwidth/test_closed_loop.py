from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simcore.bandwidth import closed_loop
from simcore.bandwidth.closed_loop import burst_lines, overlap, weight_curve
from simcore.bandwidth.laws import loaded_latency
from simcore.bandwidth.values import Resource, Stream, System

DRAM = Resource(name="dram", kind="dram", read_gb_per_s=200.0, idle_ns=100.0)
CXL = Resource(name="cxl", kind="cxl", read_gb_per_s=25.0, idle_ns=250.0)
LINK = Resource(name="upi", kind="upi", read_gb_per_s=60.0, idle_ns=55.0)
SYSTEM = System(nodes=(DRAM, CXL))
STREAM = Stream(threads=64, shares=(0.9, 0.1))


def rate(system: System, stream: Stream, index: int = 0) -> float:
    lines = (stream.lines_in_flight_per_thread,)
    return float(
        weight_curve(system, stream, np.array([stream.shares]), lines, index=index).gb_per_s[0, 0]
    )


def test_a_curve_has_a_row_for_each_number_of_lines_and_a_column_for_each_weight() -> None:
    weights = np.arange(1.0, 256.0)
    shares = np.stack((weights, np.ones(255)), axis=1) / (weights + 1)[:, np.newaxis]

    curve = weight_curve(SYSTEM, STREAM, shares, (8.0, 10.0, 16.0))

    assert curve.gb_per_s.shape == (3, 255)
    assert (np.diff(curve.gb_per_s, axis=0) > 0).all()
    assert (curve.gb_per_s < curve.min_law_gb_per_s).all()
    assert 6 <= weights[curve.gb_per_s[1].argmax()] <= 16


def test_few_lines_are_served_at_idle_latency() -> None:
    lonely = Stream(threads=1, lines_in_flight_per_thread=1, shares=(1.0, 0.0))

    assert rate(SYSTEM, lonely) == pytest.approx(64 / 100, rel=0.01)


def test_many_lines_fill_the_bottleneck_and_no_more() -> None:
    crowd = replace(STREAM, threads=10_000, shares=(0.5, 0.5))

    assert 0.99 * 50 < rate(SYSTEM, crowd) < 50


def test_a_rate_on_one_node_is_what_its_latency_lets_circulate() -> None:
    alone = replace(STREAM, shares=(1.0, 0.0))
    found = rate(SYSTEM, alone)

    assert found * loaded_latency(DRAM, found, 1.0) == pytest.approx(64 * 10 * 64)


def test_thinking_is_time_that_nothing_waits_for() -> None:
    idle = Stream(threads=1, lines_in_flight_per_thread=1, shares=(1.0, 0.0))

    thinking = replace(idle, think_ns=900.0)

    assert rate(SYSTEM, thinking) == pytest.approx(64 / 1000, rel=0.01)


def test_nothing_in_flight_delivers_nothing() -> None:
    assert rate(SYSTEM, replace(STREAM, threads=0)) == 0


def test_links_add_their_latency_and_their_limit() -> None:
    system = System(nodes=(DRAM, DRAM), links=(LINK,), paths=(((), (0,)), ((), ())))
    chase = Stream(threads=1, lines_in_flight_per_thread=1, shares=(0.0, 1.0))

    assert rate(system, chase) == pytest.approx(64 / 155, rel=0.01)
    assert rate(system, chase, index=1) == pytest.approx(64 / 100, rel=0.01)
    assert rate(system, replace(chase, threads=10_000)) == pytest.approx(60, rel=0.01)


@pytest.mark.parametrize(
    "given, lines, expected",
    [(None, 1.0, 0.0), (None, 1.5, 0.5), (None, 10.0, 1.0), (0.25, 10.0, 0.25)],
)
def test_lines_wait_for_each_other_from_the_second_on_unless_told(
    given: float | None, lines: float, expected: float
) -> None:
    assert overlap(replace(STREAM, overlap=given), lines) == expected


def test_a_mix_of_overlapping_lines_takes_the_root_mean_square() -> None:
    apart = Stream(threads=1e-6, lines_in_flight_per_thread=1, shares=(0.5, 0.5))

    mean = 64e-6 / rate(SYSTEM, apart)
    square = 64e-6 / rate(SYSTEM, replace(apart, overlap=1.0))

    assert mean == pytest.approx((100 + 250) / 2, rel=1e-5)
    assert square == pytest.approx(((100**2 + 250**2) / 2) ** 0.5, rel=1e-5)


def test_bursts_are_half_of_the_lines_and_vanish_where_all_pass() -> None:
    assert burst_lines(np.array(10.0), np.array(0.0)) == pytest.approx(4.75)
    assert burst_lines(np.array(10.0), np.array(0.5)) == pytest.approx(2.375)
    assert burst_lines(np.array(10.0), np.array(1.0)) == 0
    assert burst_lines(np.array(0.5), np.array(0.0)) == pytest.approx(0.125)


@pytest.mark.parametrize("threads", [1e-9, 1e-3, 1.0, 1e3, 1e9, 1e15])
def test_any_number_of_threads_gives_a_rate_below_the_ceiling(threads: float) -> None:
    found = rate(SYSTEM, replace(STREAM, threads=threads))

    assert 0 < found <= 200 / 0.9


def test_a_search_that_is_cut_short_still_answers_below_the_ceiling(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exact = rate(SYSTEM, STREAM)
    monkeypatch.setattr(closed_loop, "_STEPS", 1)

    assert rate(SYSTEM, STREAM) == pytest.approx(exact, rel=0.05)
