from itertools import pairwise
from math import comb

import pytest

from simcore.races.graph import Edge, Graph, search_all
from simcore.races.states import Node, States
from simcore.races.ways import count_ways, plainest, switches
from tests.build import touch
from tests.races import HEAP, actor, bind, spread, states_of, weight


def grid() -> tuple[States, Graph]:
    """Three faults of one, two of the other: all independent."""
    one = actor("one", *[touch(str(page)) for page in range(3)])
    two = actor("two", *[touch(str(page)) for page in range(10, 12)])
    states = states_of(one, two)
    return states, search_all(states, 1000)


@pytest.mark.parametrize(
    "schedule, changes", [((), 0), ((0,), 0), ((0, 0, 1, 1), 1), ((0, 1, 0, 1), 3)]
)
def test_a_schedule_changes_hands(schedule: tuple[int, ...], changes: int) -> None:
    assert switches(schedule) == changes == sum(a != b for a, b in pairwise(schedule))


def test_ways_to_a_node_are_a_binomial() -> None:
    states, graph = grid()

    for node, ways in count_ways(graph).items():
        done = [len(states.histories[history][1].answers) for history in node[1:]]
        assert ways == comb(sum(done), done[0])


def test_ways_around_a_step() -> None:
    """The other's second step is never taken before one is through: C(4,1) = 4 of 10 remain."""
    states, graph = grid()

    def early(node: Node, edge: Edge) -> bool:
        done = [len(states.histories[history][1].answers) for history in node[1:]]
        return edge.actor == 1 and done[1] == 1 and done[0] < 3

    (end,) = graph.ends
    assert count_ways(graph)[end] == 10
    assert count_ways(graph, avoid=early)[end] == 4
    assert count_ways(graph, avoid=lambda node, edge: True).get(end, 0) == 0


def test_the_plainest_schedule_changes_hands_least_and_starts_with_the_first() -> None:
    _, graph = grid()

    assert plainest(graph) == {graph.ends[0]: (0, 0, 0, 1, 1)}


def test_every_outcome_has_its_plainest_schedule() -> None:
    states = states_of(actor("one", bind("0"), bind("1")), actor("two", bind("2")))
    graph = search_all(states, 1000)

    assert sorted(plainest(graph).values()) == [(0, 0, 1), (1, 0, 0)]


def test_the_plainest_schedule_that_shows_a_step() -> None:
    states = states_of(
        actor("one", weight(0, 2), weight(1, 2)),
        actor("two", touch("0")),
        before=(HEAP, spread()),
    )
    graph = search_all(states, 1000)

    def between(node: Node, edge: Edge) -> bool:
        return edge.actor == 1 and len(states.histories[node[1]][1].answers) == 1

    assert set(plainest(graph, shows=between).values()) == {(0, 1, 0)}
    assert plainest(graph, shows=lambda node, edge: False) == {}
