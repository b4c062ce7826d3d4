from dataclasses import replace

import numpy as np
import pytest

from simcore.search.candidates import candidates
from simcore.search.frontier import latency_frontier, room_frontier
from simcore.search.problem import Bound
from simcore.search.rates import rates_of
from tests.build import searched


@pytest.mark.parametrize("streams", [1, 2])
def test_no_choice_beats_a_point_of_the_frontier_in_both(streams: int) -> None:
    one = searched(180.0, 20.0, threads=48)
    problem = replace(one, streams=one.streams * streams)
    bound = Bound(limit=12, total=13)
    every = rates_of(problem, candidates(2, replace(bound, least=0)))

    points = latency_frontier(problem, bound)

    assert points[0].gb_per_s == pytest.approx(every.total.max())
    assert points[-1].latency_ns == pytest.approx(every.mean_ns.min())
    for point in points:
        faster = every.total > point.gb_per_s * (1 + 1e-9)
        sooner = every.mean_ns < point.latency_ns * (1 - 1e-8)
        assert not (faster & sooner).any()


def test_weights_in_larger_numbers_are_compared_too() -> None:
    problem = searched(180.0, 20.0, threads=1000)
    coarse = latency_frontier(problem, Bound(limit=4))
    points = latency_frontier(problem, Bound(limit=4), also=((9, 1), (1, 9)))
    assert points[0].weights == (9, 1)
    assert points[0].gb_per_s > coarse[0].gb_per_s
    assert (1, 9) not in {point.weights for point in points}


def test_a_stream_that_lacks_a_node_is_never_left_without_any() -> None:
    one = searched(180.0, 20.0)
    problem = replace(one, streams=one.streams * 2, allowed=((True, True), (False, True)))

    points = latency_frontier(problem, Bound(limit=6))

    assert all(min(point.weights) >= 1 for point in points)


def test_room_kept_free_starts_at_what_is_advised_and_costs_step_by_step() -> None:
    problem = searched(180.0, 20.0, threads=1000)
    points = room_frontier(problem, 0, (9, 1), Bound(limit=32), steps=(0.95, 0.8, 0.5, 0.001))

    assert [point.share for point in points] == pytest.approx([0.9, 0.8, 0.5])
    rates = [point.gb_per_s for point in points]
    assert rates == sorted(rates, reverse=True)
    assert points[0].weights == (9, 1)


def test_room_on_one_node_adds_to_the_bounds_there_are() -> None:
    problem = replace(searched(180.0, 20.0), most_share=(0.6, 0.5))
    first, point = room_frontier(problem, 0, (6, 4), Bound(limit=8), steps=(0.55,))

    assert first.share == pytest.approx(0.6)
    assert 0.5 <= point.share <= 0.55
    assert point.latency_ns == pytest.approx(
        rates_of(problem, np.array([point.weights])).mean_ns[0]
    )


def test_a_step_that_frees_nothing_more_is_passed_over() -> None:
    problem = searched(400.0, 2.0)
    points = room_frontier(problem, 1, (3, 1), Bound(limit=3, total=4), steps=(0.25, 0.2, 0.1))

    assert [point.weights for point in points] == [(3, 1)]
