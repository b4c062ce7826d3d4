"""Full and reduced search on races whose numbers are known beforehand."""

from __future__ import annotations

from math import comb

import pytest

from simcore.races.graph import TooLarge, search_all, search_reduced
from simcore.races.states import States
from simcore.races.ways import count_ways
from tests.build import Document, touch
from tests.races import actor, bind, read, states_of, weight

LIMIT = 100_000


def eight(first_page: int, nodes: str) -> list[Document]:
    """Eight calls: four binds of one range, four faults in pages of one's own."""
    pages = range(first_page, first_page + 4)
    binds = [bind(nodes, first=60, pages=2), bind("0-1", first=60, pages=2)] * 2
    return [
        step for page, call in zip(pages, binds, strict=True) for step in (touch(str(page)), call)
    ]


def half_independent() -> States:
    return states_of(actor("one", *eight(0, "0")), actor("two", *eight(20, "1")))


def schedules(states: States) -> int:
    graph = search_all(states, LIMIT)
    ways = count_ways(graph)
    return sum(ways[end] for end in graph.ends)


def test_every_schedule_is_a_path() -> None:
    conflicting = states_of(actor("one", *[bind("0"), read()] * 4), actor("two", *[bind("1")] * 8))

    assert schedules(half_independent()) == comb(16, 8) == 12_870
    assert schedules(conflicting) == comb(16, 8)


def test_independent_steps_make_a_grid_of_states() -> None:
    one = actor("one", *[touch(str(page)) for page in range(8)])
    two = actor("two", *[touch(str(page)) for page in range(20, 28)])
    graph = search_all(states_of(one, two), LIMIT)

    assert len(graph.edges) == 9 * 9
    assert len(graph.ends) == 1
    assert graph.transitions == 2 * 8 * 9


def test_reduction_follows_one_schedule_of_independent_steps() -> None:
    one = actor("one", *[touch(str(page)) for page in range(8)])
    two = actor("two", *[touch(str(page)) for page in range(20, 28)])
    tree = search_reduced(states_of(one, two), LIMIT, merged=False)

    assert tree.ends_seen == 1


def test_reduction_follows_every_schedule_of_dependent_steps() -> None:
    one, two = actor("one", *[bind("0"), bind("1")]), actor("two", *[bind("2")] * 2)
    tree = search_reduced(states_of(one, two), LIMIT, merged=False)

    assert tree.ends_seen == comb(4, 2)


def test_where_half_of_the_steps_are_independent_a_fifth_is_more_than_enough() -> None:
    """Bound of the issue: 12 870 schedules of two actors of eight calls each."""
    states = half_independent()
    tree = search_reduced(states, LIMIT, merged=False)
    merged = search_reduced(states, LIMIT)
    full = search_all(states, LIMIT)

    assert tree.ends_seen <= comb(8, 4) < comb(16, 8) / 5
    assert merged.transitions < full.transitions
    assert set(tree.ends) == set(merged.ends) == set(full.ends)


def test_a_reduced_graph_does_not_hold_every_schedule() -> None:
    assert search_all(half_independent(), LIMIT).complete
    assert not search_reduced(half_independent(), LIMIT).complete


def test_nodes_come_by_depth_in_both_graphs() -> None:
    states = half_independent()
    for graph in (search_all(states, LIMIT), search_reduced(states, LIMIT)):
        depths = [
            sum(len(states.histories[history][1].answers) for history in node[1:])
            for node in graph.edges
        ]
        assert depths == sorted(depths)


def test_a_signal_ends_the_schedules_that_come_to_it() -> None:
    gone: Document = {"op": "munmap", "id": "heap"}
    states = states_of(actor("one", touch("0"), weight(0, 2)), actor("two", gone, read()))
    graph = search_all(states, LIMIT)

    lengths = {
        sum(len(states.histories[history][1].answers) for history in end[1:]) for end in graph.ends
    }
    assert lengths == {2, 3, 4}  # gone, touch; gone, read, touch; or the touch comes first
    assert schedules(states) < comb(4, 2) + 1


def test_there_is_an_end_of_searching() -> None:
    with pytest.raises(TooLarge):
        search_all(half_independent(), 10)
    with pytest.raises(TooLarge):
        search_reduced(half_independent(), 10)
