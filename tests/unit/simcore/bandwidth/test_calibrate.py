from __future__ import annotations

import numpy as np
import pytest

from simcore.bandwidth.calibrate import (
    case_scale,
    node_from_rate,
    node_from_sweep,
    node_with_capacity,
)
from simcore.bandwidth.closed_loop import weight_curve
from simcore.bandwidth.laws import capacity
from simcore.bandwidth.values import Resource, Stream, System


def rate(node: Resource, threads: float, lines: float = 1.0, read_share: float = 1.0) -> float:
    stream = Stream(threads=threads, read_share=read_share, shares=(1.0,))
    curve = weight_curve(System(nodes=(node,)), stream, np.ones((1, 1)), (lines,))
    return float(curve.gb_per_s[0, 0])


@pytest.mark.parametrize("kind", ["dram", "cxl", "remote", "pmem"])
@pytest.mark.parametrize("read_share", [1.0, 0.667, 0.0])
def test_a_node_is_made_to_carry_what_was_measured_at_its_mix(kind: str, read_share: float) -> None:
    node = node_with_capacity(
        name="x", kind=kind, idle_ns=100.0, gb_per_s=50.0, read_share=read_share
    )

    assert capacity(node, read_share) == pytest.approx(50)


@pytest.mark.parametrize("measured", [60.0, 150.0, 300.0])
def test_the_closed_loop_gives_back_the_rate_it_was_turned_round_with(measured: float) -> None:
    node = node_from_rate(
        name="x", kind="dram", idle_ns=100.0, gb_per_s=measured, lines=640.0, read_share=0.5
    )

    assert capacity(node, 0.5) > measured
    assert rate(node, 64, 10.0, 0.5) == pytest.approx(measured, rel=1e-6)


def test_a_rate_that_is_too_fast_for_the_latency_says_little_of_the_capacity() -> None:
    node = node_from_rate(
        name="x", kind="dram", idle_ns=100.0, gb_per_s=70.0, lines=100.0, read_share=1.0
    )

    assert capacity(node, 1.0) == pytest.approx(70 / 0.05)


@pytest.mark.parametrize("best, threads", [(20.0, 48), (30.0, 72), (12.0, 72)])
def test_a_node_found_from_a_sweep_meets_both_ends_of_it(best: float, threads: int) -> None:
    node = node_from_sweep(
        name="x", kind="dram", one=0.6, best=best, threads=threads, read_share=1.0
    )

    assert rate(node, 1) == pytest.approx(0.6, rel=1e-3)
    assert rate(node, threads) == pytest.approx(best, rel=1e-3)


def test_one_thread_of_a_case_takes_the_usual_latency_and_some_core_time() -> None:
    assert 5.0 * case_scale("dram", 5.0) == pytest.approx(64 / (95 + 30))
