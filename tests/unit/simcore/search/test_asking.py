from typing import Any

import pytest

from simcore.search.asking import NoAnswer, default_bound, problem_of
from simcore.search.problem import Problem
from tests.build import Document, default_experiment, edited, run


def asked(document: Document) -> Problem:
    ran = run(document)
    return problem_of(ran.experiment, ran.system)


def second_task(nodes: str) -> Document:
    """The default experiment with another task and its stream on the same region."""
    document = default_experiment()
    stream = document["workload"]["streams"][0] | {"task": "other", "threads": 4}
    document["tasks"].append({"name": "other", "cpu": 1, "mems_allowed": nodes})
    document["workload"]["streams"].append(stream)
    return document


def test_the_nodes_of_the_policy_are_weighed() -> None:
    problem = asked(default_experiment())

    assert problem.nodes == (0, 1)
    assert problem.tasks == ("main",)
    assert problem.streams[0].threads == 64
    assert problem.allowed == ()
    assert problem.most_share == ()


def test_without_interleaving_all_allowed_nodes_are_weighed() -> None:
    document = edited(default_experiment(), "/events/0/mode", "bind")

    assert asked(edited(document, "/events/0/nodes", "0")).nodes == (0, 1)


def test_every_stream_keeps_to_the_nodes_that_its_task_may_use() -> None:
    assert asked(second_task("0-1")).allowed == ()
    assert asked(second_task("1")).allowed == ((True, True), (False, True))


@pytest.mark.parametrize(
    "where, value, words",
    [
        ("/workload/streams", [], "No workload"),
        ("/machine/nodes/1/idle_ns", None, "Node 1 has no rate or latency"),
        ("/machine/nodes/0/read_mib_per_s", None, "Node 0 has no rate or latency"),
        ("/events/0/nodes", "1", "Only node 1"),
    ],
)
def test_where_there_is_nothing_to_weigh_it_says_why(where: str, value: Any, words: str) -> None:
    with pytest.raises(NoAnswer, match=words):
        asked(edited(default_experiment(), where, value))


def test_a_node_too_small_for_its_share_bounds_it() -> None:
    small = edited(default_experiment(), "/machine/nodes/0/mib", 2048)
    hopeless = edited(small, "/machine/nodes/1/mib", 1024)

    assert asked(small).most_share == (0.5, 1.0)
    assert asked(hopeless).most_share == ()


def test_two_nodes_are_searched_in_full_and_more_up_to_32() -> None:
    assert default_bound(2).limit == 255
    assert default_bound(3).limit == 32
