import pytest

from simcore.search.best import best_weights
from simcore.search.problem import Bound
from simcore.search.sensitivity import sensitivity
from tests.build import searched


def test_each_node_is_looked_at_both_ways() -> None:
    problem = searched(180.0, 20.0, threads=1000)
    shifts = sensitivity(problem, (9, 1), Bound(limit=32))

    assert [(s.node, s.factor) for s in shifts] == [(0, 0.9), (0, 1.1), (1, 0.9), (1, 1.1)]
    assert shifts[1].weights == (10, 1) or shifts[1].weights[0] / shifts[1].weights[1] > 9.5


def test_a_slower_node_gets_less_and_keeping_the_weights_costs_something() -> None:
    problem = searched(180.0, 20.0, threads=1000)
    best = best_weights(problem, Bound(limit=32))

    slower = sensitivity(problem, best.weights, Bound(limit=32))[2]

    assert slower.weights[0] / slower.weights[1] > best.weights[0] / best.weights[1]
    assert slower.kept_gb_per_s < slower.gb_per_s < best.gb_per_s
    loss = 100 * (1 - slower.kept_gb_per_s / slower.gb_per_s)
    assert slower.loss_percent == pytest.approx(loss)
    assert 5 < slower.loss_percent < 10


def test_other_rates_of_a_node_move_along() -> None:
    problem = searched(100.0, 100.0, threads=4000)
    assert sensitivity(problem, (1, 1), Bound(limit=10))[0].weights == (9, 10)
