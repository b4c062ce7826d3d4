from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from simcore.search.problem import Bound
from tests.build import searched


@pytest.mark.parametrize("limit", [0, 256])
def test_a_limit_outside_the_kernels_range_is_refused(limit: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 255"):
        Bound(limit=limit)


@pytest.mark.parametrize("wrong", [{"least": 2}, {"total": 0}])
def test_a_bound_that_means_nothing_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="least"):
        Bound(**wrong)


@pytest.mark.parametrize("least", [0, 1])
@pytest.mark.parametrize("total", [None, 2, 5])
def test_a_bound_counts_its_vectors(least: int, total: int | None) -> None:
    bound = Bound(limit=4, total=total, least=least)
    every = product(range(least, 5), repeat=3)
    within = [w for w in every if 0 < sum(w) <= (total or 12)]

    assert bound.count(3) == len(within)
    assert set(bound.sums(3)) == {sum(w) for w in within}


def test_a_bound_says_what_it_is() -> None:
    assert str(Bound(limit=32)) == "weights up to 32"
    assert str(Bound(limit=8, total=20)) == "weights up to 8 with a sum up to 20"


def test_shares_follow_the_weights_among_the_nodes_that_a_stream_may_use() -> None:
    problem = searched(100.0, 50.0, 50.0)
    kept_out = replace(problem, allowed=((True, False, True),))
    weights = np.array([[2, 1, 1]])

    assert problem.shares(weights, 0).tolist() == [[0.5, 0.25, 0.25]]
    assert kept_out.shares(weights, 0) == pytest.approx(np.array([[2 / 3, 0, 1 / 3]]))
    assert problem.placed((2, 1, 1))[0].shares == (0.5, 0.25, 0.25)


def test_bounds_on_shares_choose_among_vectors() -> None:
    problem = replace(searched(100.0, 50.0), most_share=(0.5, 1.0))

    assert problem.fits(np.array([[1, 1], [2, 1], [1, 3]])).tolist() == [[1, 1], [1, 3]]


def test_a_part_of_the_streams_keeps_what_belongs_to_it() -> None:
    one = searched(100.0, 50.0)
    paths = (((), ()), ((), ()))
    both = replace(
        one,
        system=replace(one.system, paths=paths),
        streams=one.streams * 2,
        tasks=("a", "b"),
        allowed=((True, False), (True, True)),
    )

    second = both.only((1,))

    assert second.tasks == ("b",)
    assert second.allowed == ((True, True),)
    assert len(second.system.paths) == len(second.streams) == 1
    assert one.only((0,)).tasks == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": (0,)},
        {"streams": ()},
        {"allowed": ((False, False),)},
        {"allowed": ((True,),)},
        {"most_share": (1.0,)},
    ],
)
def test_a_problem_that_cannot_be_asked_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"needs|given"):
        replace(searched(100.0, 50.0), **wrong)  # type: ignore[arg-type]  # wrong on purpose
