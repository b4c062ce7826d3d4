import pytest

from simcore.kernel.zonelist import build_zonelists

Matrix = list[list[int]]


def lists(distance: Matrix, *, without_memory: tuple[int, ...] = ()) -> list[str]:
    """Each node's list, as text without blanks."""
    nodes = range(len(distance))
    built = build_zonelists(nodes, distance, frozenset(nodes) - set(without_memory))
    return ["".join(map(str, built[node])) for node in nodes]


def equal(size: int, apart: int = 20) -> Matrix:
    return [[10 if i == j else apart for j in range(size)] for i in range(size)]


def test_the_nearest_node_comes_first() -> None:
    distance = [[10, 21, 14, 24], [21, 10, 24, 14], [14, 24, 10, 26], [24, 14, 26, 10]]

    assert lists(distance) == ["0213", "1302", "2013", "3102"]


def test_equal_distances_are_spread_so_that_lists_rotate() -> None:
    assert lists(equal(4)) == ["0123", "1230", "2301", "3012"]
    assert lists(equal(3)) == ["012", "120", "201"]


def test_only_the_first_of_several_equally_far_nodes_is_loaded() -> None:
    pairs = [[10, 30, 30, 20], [30, 10, 20, 30], [30, 20, 10, 30], [20, 30, 30, 10]]

    assert lists(pairs) == ["0312", "1230", "2130", "3021"]


def test_a_lower_numbered_node_counts_as_a_little_farther() -> None:
    tie = [[10, 20, 20], [20, 10, 20], [30, 30, 10]]
    nearer = [[10, 20, 20], [18, 10, 20], [30, 30, 10]]

    assert lists(tie)[1] == "120"
    assert lists(nearer)[1] == "102"


def test_one_step_of_distance_beats_the_lower_number_and_no_more() -> None:
    # The penalty is one unit of distance: at 19 + 1 against 20 the load decides.
    assert lists([[10, 30, 30], [19, 10, 20], [30, 30, 10]])[1] == "102"
    assert lists([[10, 20, 30], [20, 10, 20], [20, 20, 10]])[1] == "120"


def test_a_node_without_memory_is_in_no_list_but_has_one() -> None:
    assert lists(equal(3), without_memory=(1,)) == ["02", "20", "20"]


def test_a_single_node_falls_back_to_itself() -> None:
    assert lists([[10]]) == ["0"]


def test_node_numbers_with_holes_are_kept() -> None:
    assert build_zonelists([1, 8], [[10, 20], [20, 10]], frozenset({1, 8})) == {
        1: (1, 8),
        8: (8, 1),
    }


@pytest.mark.parametrize("size", [2, 5, 8])
def test_every_list_begins_at_home_and_names_each_node_once(size: int) -> None:
    for node, order in build_zonelists(range(size), equal(size), frozenset(range(size))).items():
        assert order[0] == node
        assert sorted(order) == list(range(size))
