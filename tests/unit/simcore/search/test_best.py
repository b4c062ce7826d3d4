from dataclasses import replace

import pytest

from simcore.search import best as module
from simcore.search.best import best_weights, simplest_within
from simcore.search.problem import Bound
from tests.build import searched


def test_equal_nodes_get_equal_weights_in_the_smallest_numbers() -> None:
    best = best_weights(searched(100.0, 100.0, 100.0), Bound())

    assert best.weights == (1, 1, 1)
    assert best.proof.method == "allocation"
    assert best.proof.vectors == 255**3


def test_a_saturated_machine_is_weighed_by_its_bandwidths() -> None:
    best = best_weights(searched(180.0, 20.0, threads=4000), Bound(limit=32))

    assert best.weights == (9, 1)


@pytest.mark.parametrize("bound", [Bound(limit=8), Bound(limit=255, total=8)])
def test_a_bound_is_kept_where_it_hurts(bound: Bound) -> None:
    best = best_weights(searched(300.0, 20.0, threads=4000), bound)

    assert max(best.weights) <= 8
    assert sum(best.weights) <= (bound.total or 16)
    assert best.bound == bound


def test_several_streams_are_enumerated_within_a_bound_that_is_told() -> None:
    one = searched(180.0, 20.0, 20.0)
    best = best_weights(replace(one, streams=one.streams * 2), Bound(limit=255))

    assert best.proof.method == "enumeration"
    assert best.proof.visited + best.proof.pruned <= best.proof.vectors <= module.ENUMERATED
    assert best.bound.total is not None
    assert best.bound.total < 255


def test_nothing_within_a_bound_is_refused() -> None:
    problem = searched(100.0, 50.0, 50.0)
    full = replace(problem, most_share=(0.1, 0.1, 0.1))

    with pytest.raises(ValueError, match="give every node its share"):
        best_weights(problem, Bound(total=2))
    with pytest.raises(ValueError, match="that the nodes can hold"):
        best_weights(full, Bound(limit=9))
    with pytest.raises(ValueError, match="that the nodes can hold"):
        best_weights(replace(full, streams=full.streams * 2), Bound(limit=9))


def test_one_node_has_one_answer() -> None:
    best = best_weights(searched(100.0), Bound(limit=9))

    assert best.weights == (1,)
    assert best.gb_per_s > 0


@pytest.mark.parametrize("streams", [1, 2])
def test_the_simplest_weights_lose_no_more_than_they_may(streams: int) -> None:
    one = searched(187.0, 21.0)
    problem = replace(one, streams=one.streams * streams)
    best = best_weights(problem, Bound(limit=60))

    assert sum(simplest_within(problem, best, 0.01)) < sum(best.weights)
    assert simplest_within(problem, best, 0.0) == best.weights
    assert simplest_within(problem, best, 0.9) == (1, 1)


def test_a_stream_that_does_nothing_takes_the_simplest_weights() -> None:
    best = best_weights(searched(180.0, 20.0, threads=0), Bound(limit=9))

    assert best.weights == (1, 1)
    assert best.gb_per_s == 0


def test_too_much_work_lowers_the_limit_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WORK", 5000)
    best = best_weights(searched(180.0, 20.0, 20.0), Bound(limit=32))
    kept = best_weights(searched(180.0, 20.0, 20.0), Bound(limit=1))

    assert best.bound == Bound(limit=8)
    assert max(best.weights) <= 8
    assert kept.bound == Bound(limit=1)
