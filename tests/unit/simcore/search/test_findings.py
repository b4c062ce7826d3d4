from dataclasses import replace

import pytest

from simcore.search.best import SIMPLE, NothingFits
from simcore.search.findings import find
from simcore.search.problem import Bound
from tests.build import searched

RATES = {0: 190, 1: 21}


def test_the_advised_weights_are_simple_and_nearly_the_best() -> None:
    found = find(searched(190.0, 21.0), Bound(), RATES)

    assert found.used == {0: 10, 1: 1}
    assert sum(found.best.weights) > 10
    assert found.gb_per_s >= found.best.gb_per_s * (1 - SIMPLE)
    assert found.band[0] < found.gb_per_s < found.band[1]
    assert found.over_dram_percent is not None
    assert 5 < found.over_dram_percent < 12
    assert set(found.utilisation) == {0, 1}


def test_a_flat_optimum_is_told_by_its_ends() -> None:
    flat = find(searched(190.0, 21.0), Bound(), RATES).flat
    assert flat is not None
    (low, one), (high, other) = flat

    assert (one, other) == (1, 1)
    assert low <= 9 < high <= 14


def test_three_nodes_and_full_nodes_have_no_ladder() -> None:
    problem = searched(100.0, 100.0)
    # 3:2 is advised, and 2:1 is more than 1 % below it: no ladder contradicts that
    full = replace(problem, most_share=(0.501, 0.501))

    assert find(searched(100.0, 50.0, 50.0), Bound(limit=9), {}).flat is None
    assert find(replace(problem, most_share=(0.9, 0.4)), Bound(limit=6), {}).flat is None
    assert find(full, Bound(limit=6), {}).flat == ((1, 1), (1, 1))
    assert find(problem, Bound(limit=6, least=0), {}).flat is None


def test_a_node_that_slows_everything_down_is_left_out() -> None:
    found = find(searched(200.0, 200.0, 0.5, threads=400), Bound(limit=32), {})

    assert found.used == {0: 1, 1: 1}
    assert found.best.bound.least == 0


def test_a_node_that_adds_next_to_nothing_is_left_out() -> None:
    found = find(searched(260.0, 260.0, 1.5, threads=400), Bound(limit=32), {})

    assert found.used == {0: 1, 1: 1}
    assert found.gb_per_s >= found.best.gb_per_s * 0.99


def test_the_gain_is_over_all_dram_nodes_where_there_are_several() -> None:
    problem = searched(200.0, 200.0, 60.0, threads=400)
    nodes = problem.system.nodes
    system = replace(problem.system, nodes=(*nodes[:2], replace(nodes[2], kind="cxl")))
    found = find(replace(problem, system=system), Bound(limit=32), {})
    every, one = found.rival("all_dram"), found.rival("dram")
    assert every is not None
    assert one is not None
    assert found.over_dram_percent is not None

    assert every.weights == (1, 1, 0)
    assert every.gb_per_s > 1.9 * one.gb_per_s
    assert found.dram is every
    assert found.over_dram_percent < 20


def test_the_advised_weights_are_a_row_beside_the_best() -> None:
    found = find(searched(190.0, 21.0), Bound(), RATES)
    advised = found.rival("advised")
    assert advised is not None

    assert advised.weights == found.weights != found.best.weights
    assert 0 < advised.below_percent < 100 * SIMPLE


def test_one_node_is_enough_where_weights_gain_nothing() -> None:
    found = find(searched(200.0, 20.0, threads=2), Bound(), RATES)

    assert found.used == {0: 1}


def test_one_node_without_room_is_no_choice() -> None:
    problem = replace(searched(200.0, 20.0, threads=2), most_share=(0.75, 1.0))
    crowded = replace(problem, most_share=(0.75, 0.75))

    assert len(find(problem, Bound(limit=8), RATES).used) == 2
    assert find(crowded, Bound(limit=8), RATES).used == {0: 3, 1: 1}


def test_streams_with_nodes_of_their_own_are_never_left_without() -> None:
    one = searched(180.0, 20.0)
    problem = replace(one, streams=one.streams * 2, allowed=((True, True), (False, True)))
    found = find(problem, Bound(limit=9), RATES)

    assert found.used[1] >= 1
    assert found.best.bound.least == 1


def test_nothing_to_compare_with_is_no_gain() -> None:
    problem = searched(180.0, 20.0)
    far = tuple(replace(node, kind="cxl") for node in problem.system.nodes)
    found = find(replace(problem, system=replace(problem.system, nodes=far)), Bound(limit=20), {})

    assert found.over_dram_percent is None
    assert found.rival("nobody") is None
    assert found.gb_per_s == pytest.approx(found.best.gb_per_s, rel=SIMPLE)


def test_a_node_with_room_for_next_to_nothing_is_left_out() -> None:
    problem = replace(searched(100.0, 100.0), most_share=(0.001, 1.0))
    found = find(problem, Bound(), RATES)

    assert found.used == {1: 1}
    assert found.problem.most_share == problem.most_share


def test_where_nothing_fits_full_nodes_are_no_question() -> None:
    tight = replace(searched(100.0, 100.0, 100.0), most_share=(0.34, 0.335, 0.335))
    found = find(tight, Bound(limit=2, total=2, least=0), RATES)

    assert found.problem.most_share == ()


def test_a_sum_too_small_for_all_nodes_leaves_some_out() -> None:
    one = searched(100.0, 100.0, 100.0)
    bound = Bound(limit=2, total=2)
    stuck = replace(one, streams=one.streams * 2, allowed=((True, True, False), (True,) * 3))

    assert sum(find(one, bound, RATES).weights) == 2
    with pytest.raises(NothingFits):
        find(stuck, bound, RATES)


def test_where_the_advice_leaves_a_node_out_a_look_around_may_too() -> None:
    fewer = find(searched(300.0, 200.0, 0.5, threads=400), Bound(limit=8), {})
    every = find(searched(190.0, 21.0), Bound(limit=32), {})

    assert fewer.weights[2] == 0
    assert fewer.around.least == 0
    assert every.around.least == 1
    assert fewer.fastest == 0
