from itertools import product
from math import gcd

import pytest

from simcore.search.candidates import candidates, fitting, reduced
from simcore.search.problem import Bound


@pytest.mark.parametrize("nodes", [1, 2, 3])
@pytest.mark.parametrize(
    "bound", [Bound(limit=1), Bound(limit=5), Bound(limit=5, total=7), Bound(limit=3, least=0)]
)
def test_every_ratio_stands_once_in_its_smallest_numbers(nodes: int, bound: Bound) -> None:
    every = product(range(bound.least, bound.limit + 1), repeat=nodes)
    wanted = {w for w in every if gcd(*w) == 1 and sum(w) in bound.sums(nodes)}

    found = [tuple(row) for row in candidates(nodes, bound).tolist()]

    assert sorted(found) == sorted(wanted)
    assert [sum(w) for w in found] == sorted(sum(w) for w in found)


def test_a_bound_that_nothing_meets_has_no_candidates() -> None:
    assert candidates(3, Bound(limit=5, total=2)).shape == (0, 3)


@pytest.mark.parametrize("most", [1, 10, 100, 1000])
def test_a_bound_is_lowered_as_little_as_needed(most: int) -> None:
    lowered = fitting(3, Bound(limit=12), most)
    assert lowered.total is not None
    next_one = Bound(limit=12, total=lowered.total + 1)

    assert lowered.count(3) <= most < next_one.count(3)


def test_a_bound_that_is_small_enough_stays() -> None:
    assert fitting(2, Bound(limit=5), 25) == Bound(limit=5)


def test_a_ratio_is_said_in_the_smallest_numbers() -> None:
    assert reduced((18, 2)) == (9, 1)
    assert reduced((9, 4)) == (9, 4)
    assert reduced((0, 4)) == (0, 1)
