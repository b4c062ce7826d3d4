from typing import Any

import pytest

from simcore.errors import SpecError
from simcore.interfaces import decode_intent
from tests.build import Document, default_experiment, experiment, mbind, mmap, policy, two_nodes
from tests.unit.simcore.interfaces.asked import NINE_TO_ONE, intent


def told(document: Any) -> list[tuple[str, str]]:
    with pytest.raises(SpecError) as refusal:
        decode_intent(document)
    return [(problem.pointer, problem.detail) for problem in refusal.value.problems]


def test_an_intent_needs_a_mode_and_little_else() -> None:
    wanted = intent("interleave")

    assert str(wanted) == "interleave on nodes 0-1, for the whole task, by the task itself"
    assert wanted.task == "main"
    assert [str(span) for span in wanted.regions] == ["heap"]


def test_weights_replace_those_of_sysfs_and_unnamed_nodes_weigh_one() -> None:
    wanted = intent(weights={"0": 9}, experiment=default_experiment())

    assert wanted.weights_of(None) == {0: 9, 1: 1}
    assert wanted.experiment.sysfs.weights == {"0": 1, "1": 1}
    assert intent(experiment=default_experiment()).experiment.sysfs.weights == {"0": 9, "1": 1}


def test_a_range_may_have_weights_of_its_own() -> None:
    scope = [{"id": "heap", "pages": 8, "weights": {"0": 3}}, {"id": "heap", "first": 8}]
    wanted = intent(weights=NINE_TO_ONE, scope=scope)

    assert wanted.tables == ({0: 3, 1: 1}, {0: 9, 1: 1})
    assert "for heap[0+8] with 3:1, heap[8..], by" in str(wanted)


def test_a_scope_is_the_task_one_range_or_several() -> None:
    assert intent("interleave", scope="task").ranges == ()
    assert len(intent("interleave", scope={"id": "heap"}).ranges) == 1
    assert len(intent("interleave", scope=[{"id": "heap"}]).ranges) == 1
    words = 'must be "task", a range, or a list of ranges'
    assert told({"schema": 1, "mode": "local", "scope": "heap"}) == [("/scope", words)]


@pytest.mark.parametrize(
    "change, where, why",
    [
        ({"mode": "best"}, "/mode", "must be 'default'"),
        ({"schema": 2}, "/schema", "must be 1"),
        ({"nodes": "0-7"}, "/nodes", "the machine has the nodes 0-1"),
        ({"weights": {"0": 0}}, "/weights/0", "must be at least 1"),
        ({"weights": {"1": 2}, "nodes": "0"}, "/weights/1", "is no node of the mask 0"),
        ({"weights": {"0": 2}, "mode": "bind"}, "/weights", "go only with weighted_interleave"),
        ({"scope": {"id": "heap", "first": 1 << 20}}, "/scope/0", "heap has 1048576 pages"),
        ({"scope": {"id": "heap", "pages": 0}}, "/scope/0/pages", "must be at least 1"),
        ({"scope": {"id": "stack"}}, "/scope/0/id", "main maps no region stack"),
        ({"scope": {"id": "heap", "weights": {"5": 1}}}, "/scope/0/weights/5", "is no node"),
        ({"task": "nobody"}, "/task", "the experiment has no task nobody"),
        ({"who": "me"}, "/who", "must be 'self' or 'other task'"),
        ({"surprise": 1}, "/surprise", "is not a field of this object"),
        ({"experiment": {"tasks": [{"name": "x"}]}}, "/experiment/machine", "is required"),
    ],
)
def test_a_problem_names_its_place(change: Document, where: str, why: str) -> None:
    problems = told({"schema": 1, "mode": "weighted_interleave", "nodes": "0-1", **change})

    assert problems[0][0] == where
    assert problems[0][1].startswith(why)


def test_what_is_no_object_is_no_intent() -> None:
    assert told([1]) == [("", "must be a JSON object: an intent or an experiment")]


def test_an_experiment_is_asked_for_its_last_policy_and_the_weights_of_sysfs() -> None:
    wanted = decode_intent(default_experiment())

    assert (wanted.mode, wanted.nodes, wanted.weights) == (
        "weighted_interleave",
        "0-1",
        {0: 9, 1: 1},
    )
    assert [event.op for event in wanted.experiment.events] == ["mmap", "touch"]


def test_weights_that_are_written_later_count() -> None:
    document = default_experiment()
    document["events"].insert(0, {"op": "weights", "set": {"0": 5}})

    assert decode_intent(document).weights == {0: 5, 1: 1}


def test_a_range_brings_the_home_node_that_a_second_call_set() -> None:
    home = {"op": "set_mempolicy_home_node", "id": "heap", "node": 1}
    wanted = decode_intent(experiment(two_nodes(), mmap(8), mbind("bind", "0-1"), home))

    assert (wanted.mode, wanted.home_node) == ("bind", 1)
    assert [str(span) for span in wanted.ranges] == ["heap"]


def test_a_posted_call_brings_everything_of_its_own() -> None:
    param = {"mode": "weighted_interleave", "nodes": "0-1", "il_weights": [7, 2]}
    call = {"op": "mbind2", "id": "heap", **param, "home_node": 1, "mf": ["home_node"]}
    wanted = decode_intent(
        experiment(two_nodes(), mmap(8), call, kernel="mempolicy2-v6", quirks="as_posted")
    )

    assert (wanted.weights, wanted.home_node) == ({0: 7, 1: 2}, 1)


def test_a_policy_from_outside_is_another_tasks() -> None:
    call = {"op": "process_set_mempolicy", "task": "admin", "target": "main"}
    wanted = decode_intent(
        experiment(
            two_nodes(),
            call | {"mode": "interleave", "nodes": "0-1"},
            kernel="mempolicy2-v6",
            tasks=[{"name": "admin", "caps": ["sys_nice", "sys_ptrace"]}, {"name": "main"}],
        )
    )

    assert (wanted.task, wanted.who) == ("main", "other task")


def test_weights_that_the_kernel_computes_are_left_to_it() -> None:
    document = default_experiment() | {"sysfs": {"auto": True}}
    wanted = decode_intent(document)

    assert wanted.weights == {}
    assert wanted.experiment.sysfs.auto


def test_an_experiment_without_a_policy_by_name_wants_nothing() -> None:
    why = "set no policy by name: there is nothing to compare"
    assert told(experiment(two_nodes(), mmap(8))) == [("/events", why)]
    assert told(experiment(two_nodes(), policy("0x63"))) == [("/events", why)]
    raw = {"op": "mbind", "addr": "0x1000", "length": "0x1000", "mode": "bind", "nodes": "0"}
    assert told(experiment(two_nodes(), raw)) == [("/events", why)]
