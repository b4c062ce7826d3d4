from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcore.kernel.counter import RESET, Counter, advance, bulk, peek, round_from, step
from simcore.kernel.modes import MemPolicy
from simcore.nodemask import NodeMask

FIVE_THREE_TWO = {0: 5, 1: 3, 2: 2}

MODES = st.sampled_from(["interleave", "weighted_interleave"])
NODES = st.sets(st.integers(0, 5), min_size=1).map(NodeMask.of)
WEIGHTS = st.lists(st.integers(1, 7), min_size=6, max_size=6).map(lambda w: dict(enumerate(w)))
COUNTERS = st.builds(Counter, st.integers(0, 1023), st.integers(0, 7))


def weighted(nodes: str) -> MemPolicy:
    return MemPolicy(mode="weighted_interleave", nodes=NodeMask.parse(nodes))


def plain(nodes: str) -> MemPolicy:
    return MemPolicy(mode="interleave", nodes=NodeMask.parse(nodes))


def walk(
    policy: MemPolicy, weights: Mapping[int, int], count: int, counter: Counter = RESET
) -> tuple[str, Counter]:
    nodes = []
    for _ in range(count):
        node, counter = step(counter, policy, weights)
        nodes.append(str(node))
    return " ".join(nodes), counter


def test_a_fresh_counter_starts_at_the_first_node_and_gives_each_its_weight() -> None:
    told, counter = walk(weighted("0-2"), FIVE_THREE_TWO, 20)

    assert told == "0 0 0 0 0 1 1 1 2 2 0 0 0 0 0 1 1 1 2 2"
    assert counter == Counter(2, 0)


def test_plain_interleave_takes_one_page_from_each_node() -> None:
    assert walk(plain("0,2,5"), {}, 7)[0] == "0 2 5 0 2 5 0"


def test_a_new_weight_acts_when_the_counter_comes_to_the_node_again() -> None:
    _, counter = walk(weighted("0-1"), {0: 5, 1: 2}, 3)

    assert walk(weighted("0-1"), {0: 1, 1: 2}, 8, counter)[0] == "0 0 1 1 0 1 1 0"


@pytest.mark.parametrize("nodes, then", [("1-2", "1 1 2 1 1 2"), ("0,2", "0 0 2 0 0 0")])
def test_a_node_that_leaves_the_mask_is_left_at_once(nodes: str, then: str) -> None:
    weights = {0: 5, 1: 2, 2: 1}
    _, counter = walk(weighted("0-1"), weights, 3)

    assert walk(weighted(nodes), weights, 6, counter)[0] == then


def test_the_counter_shows_the_node_of_the_next_allocation() -> None:
    policy, counter, shown = weighted("0-1"), RESET, []
    for _ in range(7):
        shown.append(peek(counter, policy))
        _, counter = step(counter, policy, {0: 3, 1: 2})

    assert shown == [0, 0, 0, 1, 1, 0, 0]


def test_a_node_that_a_rebind_took_away_is_shown_while_its_weight_lasts() -> None:
    assert peek(Counter(3, 2), weighted("0-1")) == 3
    assert peek(Counter(3, 0), weighted("0-1")) == 0
    assert peek(Counter(0, 2), plain("0-1")) == 1


@given(mode=MODES, nodes=NODES, weights=WEIGHTS, counter=COUNTERS, count=st.integers(0, 90))
def test_many_steps_at_once_leave_what_single_steps_leave(
    mode: str, nodes: NodeMask, weights: dict[int, int], counter: Counter, count: int
) -> None:
    policy = MemPolicy(mode=mode, nodes=nodes)

    assert advance(counter, policy, weights, count) == walk(policy, weights, count, counter)[1]


def test_what_comes_is_a_rest_of_the_present_node_and_then_rounds() -> None:
    lead, order = round_from(Counter(1, 2), weighted("0-2"), FIVE_THREE_TWO)

    assert lead == (1, 2)
    assert order == ((2, 2), (0, 5), (1, 3))


def test_a_weighted_bulk_request_gives_whole_rounds_and_tells_where_to_resume() -> None:
    pages, counter = bulk(RESET, weighted("0-2"), FIVE_THREE_TWO, 10)
    assert (pages, counter) == ({0: 5, 1: 3, 2: 2}, Counter(0, 5))

    pages, counter = bulk(counter, weighted("0-2"), FIVE_THREE_TWO, 7)
    assert (pages, counter) == ({0: 5, 1: 2, 2: 0}, Counter(1, 1))


def test_a_bulk_request_first_uses_up_what_single_steps_left() -> None:
    _, counter = walk(weighted("0-2"), FIVE_THREE_TWO, 2)
    pages, counter = bulk(counter, weighted("0-2"), FIVE_THREE_TWO, 16)

    assert pages == {0: 3 + 5, 1: 6, 2: 2}
    assert counter == Counter(1, 0)
    assert walk(weighted("0-2"), FIVE_THREE_TWO, 4, counter)[0] == "2 2 0 0"


def test_a_bulk_request_of_one_weight_leaves_nothing_of_it() -> None:
    pages, counter = bulk(RESET, weighted("0-2"), FIVE_THREE_TWO, 5)

    assert pages == {0: 5, 1: 0, 2: 0}
    assert counter == Counter(0, 0)
    assert walk(weighted("0-2"), FIVE_THREE_TWO, 1, counter)[0] == "1"


@given(nodes=NODES, weights=WEIGHTS, counter=COUNTERS, count=st.integers(1, 90))
def test_pages_of_a_weighted_bulk_request_are_those_of_single_steps(
    nodes: NodeMask, weights: dict[int, int], counter: Counter, count: int
) -> None:
    policy = MemPolicy(mode="weighted_interleave", nodes=nodes)
    pages, after = bulk(counter, policy, weights, count)
    told = walk(policy, weights, count + 20, counter)[0].split()

    assert sum(pages.values()) == count
    assert all(told[:count].count(str(node)) == pages[node] for node in pages)
    assert walk(policy, weights, 20, after)[0].split() == told[count:]


def test_a_plain_bulk_request_gives_equal_shares_and_moves_by_nodes_not_pages() -> None:
    pages, counter = bulk(Counter(0), plain("0-2"), {}, 8)

    assert pages == {1: 3, 2: 3, 0: 2}
    assert counter.prev == 0


def test_a_counter_reads_as_its_two_numbers() -> None:
    assert str(Counter(3, 2)) == "3,2"
    assert str(RESET) == "1023,0"
