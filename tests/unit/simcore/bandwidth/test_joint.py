from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simcore.bandwidth import joint
from simcore.bandwidth.joint import Problem, agree
from simcore.bandwidth.values import Resource, Stream, System

DRAM = Resource(name="dram", kind="dram", read_gb_per_s=200.0, idle_ns=100.0)
CXL = Resource(name="cxl", kind="cxl", read_gb_per_s=25.0, idle_ns=250.0)
SYSTEM = System(nodes=(DRAM, CXL))
LOCAL = Stream(threads=32, shares=(1.0, 0.0))
SPREAD = Stream(threads=32, read_share=0.5, shares=(0.5, 0.5))


def problem(*streams: Stream) -> Problem:
    lines = np.array([stream.lines_in_flight_per_thread for stream in streams])
    return Problem.of(SYSTEM, streams, lines)


def test_equal_streams_get_equal_rates() -> None:
    found = agree(problem(SPREAD, SPREAD, SPREAD))

    assert found.rates == pytest.approx(found.rates[0])
    assert found.residual < 1e-9


def test_the_answer_does_not_depend_on_where_the_search_begins() -> None:
    both = problem(LOCAL, SPREAD)
    cold = agree(both)

    for start in ([1.0, 1.0], [150.0, 1.0], [1.0, 40.0]):
        assert agree(both, np.array(start)).rates == pytest.approx(cold.rates)


def test_a_start_that_is_above_a_capacity_is_not_taken() -> None:
    both = problem(LOCAL, SPREAD)

    assert agree(both, np.array([500.0, 1.0])).rates == pytest.approx(agree(both).rates)


def test_a_start_nearby_saves_steps() -> None:
    both = problem(LOCAL, SPREAD)
    cold = agree(both)

    assert agree(both, cold.rates).iterations < cold.iterations


def test_a_stream_with_nothing_in_flight_leaves_the_others_alone() -> None:
    quiet = replace(SPREAD, threads=0)

    found = agree(problem(LOCAL, quiet), np.array([1.0, 0.0]))

    assert found.rates[1] == 0
    assert found.rates[0] == pytest.approx(agree(problem(LOCAL)).rates[0])
    assert found.mean_ns[1] > 250 / 2


def test_a_search_that_gets_stuck_begins_again_without_overlap(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = problem(LOCAL, SPREAD)
    smooth = agree(both).rates
    calls = [0]
    search = joint._search

    def fails_first(*given: object) -> object:
        calls[0] += 1
        return None if calls[0] == 1 else search(*given)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(joint, "_search", fails_first)

    found = agree(both)

    assert found.residual < 1e-9
    assert found.rates == pytest.approx(smooth)


def test_a_singular_step_goes_by_the_diagonal(monkeypatch: pytest.MonkeyPatch) -> None:
    both = problem(LOCAL, SPREAD)
    smooth = agree(both).rates

    def singular(*_: object) -> None:
        raise np.linalg.LinAlgError

    monkeypatch.setattr(np.linalg, "solve", singular)

    assert agree(both).rates == pytest.approx(smooth, rel=1e-6)


@pytest.mark.parametrize("limit", ["_STEPS", "_HALVINGS"])
def test_a_search_that_may_not_go_on_says_how_far_it_is_off(
    limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = problem(LOCAL, SPREAD)
    monkeypatch.setattr(joint, limit, 0)

    found = agree(both)

    assert found.residual > 1e-6
    assert (found.use < 1).all()
