from dataclasses import replace

import numpy as np
import pytest

from simcore.bandwidth import LatencyCurve, Resource, System, weight_curve
from simcore.search.problem import Problem
from simcore.search.waiting import Branch, Tree, tree_of
from tests.build import searched

CURVE = LatencyCurve(utilisation=(0.0, 0.5, 0.9), latency_ns=(90.0, 110.0, 200.0))


def linked(*paths: tuple[int, ...]) -> Problem:
    problem = searched(*[100.0] * len(paths))
    links = tuple(
        Resource(name=f"link{place}", kind="upi", read_gb_per_s=80.0, idle_ns=20.0)
        for place in range(3)
    )
    return replace(problem, system=System(nodes=problem.system.nodes, links=links, paths=(paths,)))


def cost_of(tree: Tree, rate: float, shares: tuple[float, ...]) -> float:
    """The sum of the equation, term by term."""
    waiting = dict.fromkeys(range(len(shares)), 0.0)

    def walk(branch: Branch) -> None:
        share = np.array([min(sum(shares[node] for node in branch.members), 1.0)])
        for node in branch.members:
            waiting[node] += float(branch.way.wait_ns(rate, share)[0])
        for below in branch.below:
            walk(below)

    walk(tree.root)
    own = [float(tree.latency_ns(n, rate, np.array([s]))[0]) for n, s in enumerate(shares)]
    return sum(s * (own[n] + waiting[n]) ** tree.power for n, s in enumerate(shares))


@pytest.mark.parametrize("lines", [1.0, 10.0])
@pytest.mark.parametrize(
    "paths",
    [
        ((), (), ()),
        ((), (0,), (0,)),
        ((0,), (0, 1), (0, 1)),
        ((), (0,), (0, 1), (0, 1)),
        ((0,), (0,), (1,), (1, 2)),
    ],
)
def test_the_sum_meets_its_target_at_the_rate_of_the_solver(
    paths: tuple[tuple[int, ...], ...], lines: float
) -> None:
    problem = linked(*paths)
    stream = replace(problem.streams[0], lines_in_flight_per_thread=lines, think_ns=5.0)
    nodes = (replace(problem.system.nodes[0], curve=CURVE), *problem.system.nodes[1:])
    problem = replace(problem, streams=(stream,), system=replace(problem.system, nodes=nodes))
    shares = np.arange(1.0, len(paths) + 1) / sum(range(len(paths) + 1))
    rate = float(weight_curve(problem.system, stream, shares[None], (lines,)).gb_per_s[0, 0])

    tree = tree_of(problem)

    assert tree is not None
    assert cost_of(tree, rate, tuple(shares)) == pytest.approx(tree.target(rate), rel=1e-6)


def test_links_become_a_tree_of_the_nodes_behind_them() -> None:
    tree = tree_of(linked((), (0,), (0, 1), (0, 1)))
    assert tree is not None
    outer = tree.root.below[0]

    assert tree.root.nodes == (0,)
    assert (outer.nodes, outer.below[0].nodes) == ((1,), (2, 3))
    assert tree.root.members == (0, 1, 2, 3)
    assert tree.root.depth == 3


def test_a_part_of_the_machine_that_is_full_waits_for_ever() -> None:
    tree = tree_of(searched(100.0, 50.0))
    assert tree is not None

    assert np.isinf(tree.latency_ns(1, 150.0, np.array([0.34]))[0])
    assert np.isfinite(tree.latency_ns(1, 150.0, np.array([0.33]))[0])
    assert tree.target(1e9) > 0
    assert replace(tree, think_ns=1e12).target(100.0) == -np.inf


def test_what_is_no_sum_over_a_tree_has_none() -> None:
    problem = linked((0,), (0, 1), (1,))
    two = searched(100.0, 50.0)
    half = replace(two.streams[0], overlap=0.5)

    assert tree_of(problem) is None
    assert tree_of(searched(100.0)) is None
    assert tree_of(replace(two, streams=two.streams * 2)) is None
    assert tree_of(replace(two, streams=(half,))) is None
    assert tree_of(replace(two, allowed=((True, True),))) is None
