from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from simcore.search.problem import Bound
from simcore.search.rates import rates_of
from simcore.search.rivals import distance_percent, neighbours, rivals
from tests.build import searched

RATES = {0: 180, 1: 20}


def test_others_choose_as_they_do_and_are_measured_against_the_best() -> None:
    problem = searched(180.0, 20.0, threads=1000)
    named = {rival.name: rival for rival in rivals(problem, 200.0, RATES, Bound(limit=32))}

    assert {name: rival.weights for name, rival in named.items()} == {
        "plain": (1, 1),
        "proportional": (9, 1),
        "auto": (28, 3),
        "attribute": (8, 1),
        "single": (1, 0),
        "dram": (1, 0),
    }
    plain = named["plain"]
    assert plain.gb_per_s == pytest.approx(40, rel=0.01)
    assert plain.below_percent == pytest.approx(100 * (1 - plain.gb_per_s / 200))


def test_unknown_bandwidths_leave_the_kernel_at_ones_and_people_without_a_rule() -> None:
    named = {r.name: r for r in rivals(searched(180.0, 20.0), 200.0, {0: 0, 1: 0}, Bound(limit=32))}

    assert named["auto"].weights == (1, 1)
    assert "proportional" not in named


def test_attribute_flags_know_two_classes_up_to_eight_to_one() -> None:
    problem = searched(100.0, 100.0, 20.0, 20.0, threads=1000)
    best = max(
        float(rates_of(problem, np.array([[1 + (n in fast) * more for n in range(4)]])).total[0])
        for size in range(5)
        for fast in combinations(range(4), size)
        for more in range(8)
    )

    named = {r.name: r for r in rivals(problem, best, {}, Bound(limit=8))}

    assert named["attribute"].weights == (5, 5, 1, 1)
    assert named["attribute"].below_percent == pytest.approx(0)


def test_of_many_nodes_the_fastest_carry_the_attribute() -> None:
    problem = searched(*[100.0] * 4, *[10.0] * 6, threads=5000)
    named = {r.name: r for r in rivals(problem, 460.0, {}, Bound(limit=8))}

    assert named["attribute"].weights == (8,) * 4 + (1,) * 6


def test_a_node_that_one_stream_may_not_use_is_nobodys_only_node() -> None:
    one = searched(180.0, 20.0)
    problem = replace(one, streams=one.streams * 2, allowed=((True, True), (False, True)))
    named = {r.name: r for r in rivals(problem, 100.0, RATES, Bound(limit=32))}

    assert named["single"].weights == (0, 1)


def test_a_dram_node_is_compared_only_where_there_is_one() -> None:
    problem = searched(180.0, 20.0)
    far = tuple(replace(node, kind="cxl") for node in problem.system.nodes)
    problem = replace(problem, system=replace(problem.system, nodes=far))

    assert "dram" not in {r.name for r in rivals(problem, 100.0, RATES, Bound(limit=32))}


def test_neighbours_are_one_step_away_and_within_the_kernels_range() -> None:
    near = neighbours(searched(180.0, 20.0), (255, 1), 200.0)
    left_out = neighbours(searched(180.0, 20.0), (9, 0), 200.0)

    assert [rival.weights for rival in near] == [(254, 1), (255, 2)]
    assert [rival.weights for rival in left_out] == [(8, 0), (10, 0)]


def test_nothing_delivered_is_no_distance() -> None:
    assert distance_percent(0.0, 0.0) == 0
    assert distance_percent(50.0, 200.0) == 75
