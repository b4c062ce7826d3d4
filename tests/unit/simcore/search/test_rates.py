from dataclasses import replace

import numpy as np
import pytest

from simcore.bandwidth import solve
from simcore.search.problem import Problem
from simcore.search.rates import rates_of
from tests.build import searched

WEIGHTS = np.array([[1, 1], [3, 1], [9, 1]])


def two_streams() -> Problem:
    one = searched(200.0, 40.0)
    slow = replace(one.streams[0], threads=8, read_share=0.5)
    return replace(one, streams=(one.streams[0], slow))


@pytest.mark.parametrize("problem", [searched(200.0, 40.0), two_streams()])
def test_rates_and_latencies_are_those_of_the_solver(problem: Problem) -> None:
    got = rates_of(problem, WEIGHTS)

    for row, weights in enumerate(WEIGHTS.tolist()):
        solved = solve(problem.system, problem.placed(tuple(weights))).streams
        assert got.gb_per_s[row] == pytest.approx([s.gb_per_s for s in solved], rel=1e-7)
        assert got.latency_ns[row] == pytest.approx([s.latency_ns for s in solved], rel=1e-6)


def test_the_mean_latency_counts_every_line_once() -> None:
    got = rates_of(two_streams(), WEIGHTS[:1])
    carried = (got.gb_per_s * got.latency_ns).sum()

    assert got.mean_ns[0] == pytest.approx(carried / got.total[0])


def test_nothing_in_flight_is_nothing_delivered() -> None:
    problem = two_streams()
    still = tuple(replace(stream, threads=0) for stream in problem.streams)
    got = rates_of(replace(problem, streams=still), WEIGHTS)

    assert got.total.tolist() == [0, 0, 0]
    assert got.mean_ns.tolist() == [0, 0, 0]
