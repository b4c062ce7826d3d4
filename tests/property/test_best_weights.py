"""The optimiser against brute force: every vector of a small bound, solved one by one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcore.bandwidth import Resource, Stream, System, solve
from simcore.search.best import best_weights, simplest_within
from simcore.search.problem import Bound, Problem
from simcore.search.rates import rates_of
from simcore.search.waiting import tree_of

MANY = settings(max_examples=60, deadline=None)


@st.composite
def nodes(draw: st.DrawFn, place: int) -> Resource:
    return Resource(
        name=f"node {place}",
        kind=draw(st.sampled_from(("dram", "hbm", "cxl", "remote"))),
        read_gb_per_s=draw(st.floats(5.0, 500.0)),
        total_gb_per_s=draw(st.none() | st.floats(5.0, 500.0)),
        idle_ns=draw(st.floats(50.0, 600.0)),
    )


@st.composite
def problems(draw: st.DrawFn, most_nodes: int = 3, streams: int = 1) -> Problem:
    size = draw(st.integers(2, most_nodes))
    links = tuple(
        Resource(
            name=f"link{place}",
            kind=draw(st.sampled_from(("upi", "cxl_link"))),
            read_gb_per_s=draw(st.none() | st.floats(5.0, 200.0)),
            idle_ns=draw(st.floats(0.0, 200.0)),
        )
        for place in range(3)
    )
    paths = st.tuples(*[st.sampled_from(((), (0,), (0, 1), (0, 2)))] * size)
    system = System(
        nodes=tuple(draw(nodes(place)) for place in range(size)),
        links=links,
        paths=tuple(draw(paths) for _ in range(streams)),
    )
    tasks = tuple(
        Stream(
            threads=draw(st.integers(1, 128)),
            lines_in_flight_per_thread=draw(st.sampled_from((1.0, 2.0, 10.0, 16.0))),
            read_share=draw(st.floats(0.0, 1.0)),
            think_ns=draw(st.sampled_from((0.0, 20.0))),
            shares=(1.0,) + (0.0,) * (size - 1),
        )
        for _ in range(streams)
    )
    places = tuple(range(size))
    return Problem(system=system, streams=tasks, nodes=places, columns=places)


def by_brute_force(problem: Problem, bound: Bound) -> float:
    """The best rate of every vector that the bound allows."""
    size = len(problem.nodes)
    every = itertools.product(range(bound.least, bound.limit + 1), repeat=size)
    table = np.array([w for w in every if 0 < sum(w) <= (bound.total or sum(w))])
    return float(rates_of(problem, problem.fits(table)).total.max())


@MANY
@given(problems(), st.integers(1, 9), st.none() | st.integers(3, 14), st.integers(0, 1))
def test_no_vector_of_a_bound_is_better_than_the_best(
    problem: Problem, limit: int, total: int | None, least: int
) -> None:
    bound = Bound(limit=limit, total=total, least=least)
    best = best_weights(problem, bound)

    assert tree_of(problem) is not None
    assert all(least <= weight <= limit for weight in best.weights)
    assert best.gb_per_s == pytest.approx(by_brute_force(problem, bound), rel=1e-9)
    assert rates_of(problem, np.array([best.weights])).total[0] == pytest.approx(best.gb_per_s)


@settings(max_examples=15, deadline=None)
@given(problems(most_nodes=4), st.integers(2, 5))
def test_four_nodes_agree_with_brute_force_too(problem: Problem, limit: int) -> None:
    bound = Bound(limit=limit)

    got = best_weights(problem, bound).gb_per_s

    assert got == pytest.approx(by_brute_force(problem, bound), rel=1e-9)


@settings(max_examples=10, deadline=None)
@given(problems(streams=2), st.integers(1, 4))
def test_several_streams_agree_with_brute_force(problem: Problem, limit: int) -> None:
    bound = Bound(limit=limit)
    best = best_weights(problem, bound)
    solved = solve(problem.system, problem.placed(best.weights))

    assert best.proof.method == "enumeration"
    assert best.gb_per_s == pytest.approx(by_brute_force(problem, bound), rel=1e-7)
    assert best.gb_per_s == pytest.approx(sum(s.gb_per_s for s in solved.streams), rel=1e-7)


@MANY
@given(problems(), st.floats(0.0, 0.2))
def test_no_smaller_sum_is_as_close_to_the_best_as_the_simplest(
    problem: Problem, part: float
) -> None:
    best = best_weights(problem, Bound(limit=8))
    simple = simplest_within(problem, best, part)
    floor = best.gb_per_s * (1 - part)

    assert rates_of(problem, np.array([simple])).total[0] >= floor * (1 - 1e-9)
    if sum(simple) > len(simple):
        smaller = Bound(limit=8, total=sum(simple) - 1)
        assert by_brute_force(problem, smaller) < floor * (1 + 1e-9)


@MANY
@given(problems(), st.integers(1, 2), st.floats(0.1, 1.0))
def test_a_bound_on_a_share_is_kept_and_nothing_allowed_is_better(
    problem: Problem, limit: int, share: float
) -> None:
    size = len(problem.nodes)
    capped = Problem(
        system=problem.system,
        streams=problem.streams,
        nodes=problem.nodes,
        columns=problem.columns,
        most_share=(max(share, 1 / size), *[1.0] * (size - 1)),
    )
    bound = Bound(limit=4 * limit)
    best = best_weights(capped, bound)

    assert best.weights[0] / sum(best.weights) <= capped.most_share[0] + 1e-9
    assert best.gb_per_s == pytest.approx(by_brute_force(capped, bound), rel=1e-9)


@MANY
@given(problems(), st.permutations(range(3)))
def test_renumbering_nodes_only_renumbers_the_best(problem: Problem, order: list[int]) -> None:
    columns = tuple(place for place in order if place < len(problem.nodes))
    turned = Problem(system=problem.system, streams=problem.streams, nodes=columns, columns=columns)
    bound = Bound(limit=12)

    assert best_weights(turned, bound).gb_per_s == pytest.approx(
        best_weights(problem, bound).gb_per_s, rel=1e-10
    )


@MANY
@given(problems(), st.integers(1, 20))
def test_a_wider_bound_is_never_worse(problem: Problem, limit: int) -> None:
    narrow = best_weights(problem, Bound(limit=limit)).gb_per_s
    wide = best_weights(problem, Bound(limit=limit + 5)).gb_per_s

    assert wide >= narrow * (1 - 1e-10)
