from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from simcore.bandwidth import Resource
from simcore.search import allocate
from simcore.search.allocate import Allocator
from simcore.search.problem import Bound, Problem
from simcore.search.waiting import tree_of
from tests.build import searched
from tests.unit.simcore.search.test_waiting import cost_of, linked


def allocator(problem: Problem, bound: Bound, rate: float = 60.0) -> Allocator:
    tree = tree_of(problem)
    assert tree is not None
    return Allocator(tree, bound, rate, problem.most_share)


def by_hand(given: Allocator, nodes: int, total: int) -> float:
    """The least cost of all divisions of a sum."""
    bound = given.bound
    every = product(range(bound.least, bound.limit + 1), repeat=nodes)
    ways = [w for w in every if sum(w) == total]
    return min(
        (cost_of(given.tree, given.rate, tuple(x / total for x in w)) for w in ways),
        default=np.inf,
    )


@pytest.mark.parametrize("least", [0, 1])
@pytest.mark.parametrize(
    "paths",
    [
        ((), (), ()),
        ((), (0,), (0,)),
        ((), (0,), (0, 1), (0, 1)),
        ((0,), (0,), (1,), (1,)),
        ((0,), (0,), (1,), (1,), ()),
    ],
)
def test_the_least_cost_of_every_sum_is_that_of_all_divisions(
    paths: tuple[tuple[int, ...], ...], least: int
) -> None:
    given = allocator(linked(*paths), Bound(limit=4, least=least))
    sums = np.array(given.bound.sums(len(paths)))

    costs = given.costs(sums)

    assert costs == pytest.approx([by_hand(given, len(paths), total) for total in sums.tolist()])
    for total, cost in zip(sums.tolist(), costs, strict=True):
        weights = given.weights(total)
        assert sum(weights) == total
        assert cost_of(given.tree, 60.0, tuple(w / total for w in weights)) == pytest.approx(cost)


def test_a_curve_that_bends_the_wrong_way_is_divided_all_the_same() -> None:
    # One slow line of a burst behind a fast node: the burst shrinks as the share grows.
    problem = searched(40.0, 45.0, idle_ns=0.5, threads=1, lines_in_flight_per_thread=400.0)
    given = allocator(problem, Bound(limit=12), rate=30.0)
    sums = np.array(given.bound.sums(2))

    assert given.costs(sums) == pytest.approx([by_hand(given, 2, total) for total in sums.tolist()])


def test_dividing_node_by_node_agrees_with_sorting() -> None:
    cost = np.array([[[np.inf, 1.0, 3.0, 6.0], [np.inf, 2.0, 3.0, 9.0]]])

    table = allocate._by_steps(cost, Bound(limit=3))

    assert table[0].tolist() == [np.inf, np.inf, 3.0, 4.0, 6.0, 9.0, 15.0]


def test_what_exceeds_a_share_or_a_capacity_fits_nowhere() -> None:
    problem = replace(searched(100.0, 100.0), most_share=(0.5, 0.5))
    capped = allocator(problem, Bound(limit=4))

    assert np.isfinite(capped.costs(np.array([2, 4]))).all()
    assert np.isinf(capped.costs(np.array([3, 5]))).all()
    assert np.isinf(allocator(searched(9.0, 9.0), Bound(limit=4)).costs(np.array([2, 3]))).all()


def test_work_in_pieces_gives_the_same_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    given = allocator(linked((), (0,), (0,)), Bound(limit=6))
    sums = np.array(given.bound.sums(3))
    whole = given.costs(sums)

    monkeypatch.setattr(allocate, "_CELLS", 10)

    assert given.costs(sums).tolist() == whole.tolist()


def test_a_link_that_nobody_measured_costs_only_its_time() -> None:
    problem = linked((), (0,), (0,))
    free = Resource(name="free", kind="upi", read_gb_per_s=None, idle_ns=30.0)
    problem = replace(problem, system=replace(problem.system, links=(free,) * 3))
    given = allocator(problem, Bound(limit=4))

    assert given.costs(np.array([6]))[0] == pytest.approx(by_hand(given, 3, 6))
