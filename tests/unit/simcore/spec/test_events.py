import typing

import pytest

from simcore.spec import decode
from simcore.spec.events import (
    ATTRIBUTE_FLAGS,
    MODE_FLAGS,
    MODES,
    OPS,
    Kind,
    ModeFlagName,
    ModeName,
)
from tests.build import canonical, experiment, mmap, policy, told, touch, two_nodes


def test_the_table_of_ops_names_each_model_by_its_op() -> None:
    for op, row in OPS.items():
        assert typing.get_args(row.model.model_fields["op"].annotation) == (op,)
        assert "op" not in row.inputs


def test_an_unknown_op_is_told_what_people_use_before_what_only_recordings_hold() -> None:
    ((_, rule),) = told(experiment(two_nodes(), {"op": "reboot"}))
    known = rule.partition("known are ")[2].split(", ")
    kinds = [OPS[op.strip("'")].kind for op in known]

    assert len(kinds) == len(OPS)
    assert kinds == sorted(kinds, key=list(Kind).index)


def test_the_lists_of_names_are_those_of_the_types() -> None:
    assert typing.get_args(ModeName) == MODES
    assert typing.get_args(ModeFlagName) == MODE_FLAGS + ATTRIBUTE_FLAGS


def test_flags_are_a_sorted_list_without_repeats() -> None:
    event = policy("bind", "0", "static_nodes", "numa_balancing", "static_nodes")
    plain = canonical(experiment(two_nodes(), event))

    assert plain["events"][0]["flags"] == ["numa_balancing", "static_nodes"]


@pytest.mark.parametrize(
    "given, text", [("1,0", "0-1"), ("", ""), ("63", "63"), ("32768", "32768"), ("-", "-")]
)
def test_a_nodemask_is_written_shortest_and_may_name_absent_nodes(given: str, text: str) -> None:
    plain = canonical(experiment(two_nodes(), policy("bind", given)))

    assert plain["events"][0]["nodes"] == text


@pytest.mark.parametrize("given, text", [("00-03:1", "0-3"), ("3-0", "3-0"), ("1, 0", "1,0")])
def test_pages_are_written_shortest_and_keep_their_order(given: str, text: str) -> None:
    plain = canonical(experiment(two_nodes(), mmap(4), touch(given)))

    assert plain["events"][1]["pages"] == text


@pytest.mark.parametrize(
    "event, where, rule",
    [
        (policy("sideways"), "/mode", "must be 'default', 'preferred'"),
        (policy("bind", "0", "static"), "/flags/0", "must be 'numa_balancing'"),
        (policy("bind", "0-"), "/nodes", '"0-" is no node number'),
        (policy("bind", "32769"), "/nodes", "numbers end at 32768, 32769 lies beyond"),
        (mmap(0), "/pages", "must be at least 1"),
        (mmap(1, kind="magic"), "/kind", "must be 'anon'"),
        (mmap(1, addr="4096"), "/addr", "must be a hexadecimal address"),
        (touch("0-0:0"), "/pages", "a step must not be zero"),
        ({"op": "sched_setaffinity", "cpu": -1}, "/cpu", "must be at least 0"),
        ({"op": "weights", "set": {"a": 1}}, "/set/a", "must match"),
        ({"op": "weights", "set": {"0": -1}}, "/set/0", "must be at least 0"),
        ({"op": "weights"}, "/set", "is required"),
        ({"op": "reboot"}, "", "op 'reboot' is unknown; known are 'set_mempolicy'"),
        ({"mode": "bind"}, "", "must be an object with an op"),
        ("touch", "", "must be an object"),
    ],
)
def test_an_event_that_cannot_be_read_is_told_at_its_place(
    event: typing.Any, where: str, rule: str
) -> None:
    (refusal,) = told(experiment(two_nodes(), event))

    assert refusal[0] == f"/events/0{where}"
    assert rule in refusal[1]


def test_a_weight_that_no_kernel_takes_is_a_question_not_a_refusal() -> None:
    decode(experiment(two_nodes(), {"op": "weights", "set": {"0": 0, "1": 256, "7": 1}}))
