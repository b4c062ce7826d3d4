import json
from typing import Any

import pytest

from simcore.errors import SpecError
from simcore.spec import decode, parse_json
from tests.build import (
    Document,
    default_experiment,
    edited,
    experiment,
    pointers,
    told,
    touch,
    two_nodes,
    without,
)

BAD = [
    ("/surprise", 1, "/surprise", "is not a field of this object"),
    ("/machine/nodes/0/colour", "red", "/machine/nodes/0/colour", "is not a field"),
    ("/events/2/advice", 4, "/events/2/advice", "is not a field of this object"),
    ("/a~b", 1, "/a~0b", "is not a field of this object"),
    ("/[key]", 1, "/[key]", "is not a field of this object"),
    ("/machine/nodes/0/mib", "65536", "/machine/nodes/0/mib", "must be a whole number"),
    ("/machine/nodes/0/mib", 65536.0, "/machine/nodes/0/mib", "must be a whole number"),
    ("/machine/nodes/0/mib", True, "/machine/nodes/0/mib", "must be a whole number"),
    ("/machine/nodes/0/mib", None, "/machine/nodes/0/mib", "must be a whole number"),
    ("/machine/nodes/0/mib", float("nan"), "/machine/nodes/0/mib", "must be a whole number"),
    ("/machine/nodes/0/mib", -1, "/machine/nodes/0/mib", "must be at least 0"),
    ("/machine/nodes/0/mib", 2**63 + 1, "/machine/nodes/0/mib", f"at most {2**53 - 1}"),
    ("/machine/nodes/0/mib", 10**400, "/machine/nodes/0/mib", f"at most {2**53 - 1}"),
    ("/machine/nodes/0/reserve_mib", -5, "/machine/nodes/0/reserve_mib", "must be at least 0"),
    ("/machine/nodes/0/idle_ns", 0, "/machine/nodes/0/idle_ns", "must be at least 1"),
    ("/machine/nodes/0/kind", "disk", "/machine/nodes/0/kind", "must be 'dram', 'hbm'"),
    ("/machine/nodes/0", [], "/machine/nodes/0", "must be an object"),
    ("/machine/nodes", {}, "/machine/nodes", "must be a list"),
    ("/machine/nodes", [], "/machine/nodes", "must hold at least 1 entries, not 0"),
    ("/machine/distance/0/1", "14", "/machine/distance/0/1", "must be a whole number"),
    ("/machine/distance/0/1", 256, "/machine/distance/0/1", "must be at most 255"),
    ("/machine/page_kib", 8, "/machine/page_kib", "must be 4, 16 or 64"),
    ("/machine/page_kib", 4.0, "/machine/page_kib", "must be a whole number"),
    ("/sysfs/weights/0", 0, "/sysfs/weights/0", "must be at least 1"),
    ("/sysfs/weights/0", 256, "/sysfs/weights/0", "must be at most 255"),
    ("/sysfs/weights/00", 1, "/sysfs/weights/00", "must match"),
    ("/sysfs/weights/1\u0663", 1, "/sysfs/weights/1\u0663", "must match"),
    ("/sysfs/auto", 0, "/sysfs/auto", "must be true or false"),
    ("/tasks", [], "/tasks", "must hold at least 1 entries, not 0"),
    ("/tasks/0/name", "", "/tasks/0/name", "must not be empty"),
    ("/tasks/0/caps", ["sys_admin"], "/tasks/0/caps/0", "must be 'sys_nice' or 'sys_ptrace'"),
    ("/format", 2, "/format", "must be 1"),
    ("/format", True, "/format", "must be a whole number"),
    ("/kernel", "linux-2.4", "/kernel", "must be 'linux-6.12'"),
    ("/workload/streams/0/threads", 0, "/workload/streams/0/threads", "must be at least 1"),
    ("/workload/streams/0/read_permille", 1001, "/workload/streams/0/read_permille", "1000"),
    ("/seed", -1, "/seed", "must be at least 0"),
]


@pytest.mark.parametrize("where, value, pointer, rule", BAD, ids=[case[2] for case in BAD])
def test_a_document_that_breaks_one_rule_is_told_that_rule(
    where: str, value: object, pointer: str, rule: str
) -> None:
    (refusal,) = told(edited(default_experiment(), where, value))

    assert refusal[0] == pointer
    assert rule in refusal[1]


@pytest.mark.parametrize("document", [None, [], "x", 3, True, [default_experiment()]])
def test_what_is_no_object_is_no_experiment(document: object) -> None:
    assert told(document) == [("", "must be a JSON object: an experiment")]


@pytest.mark.parametrize("where", ["/machine", "/tasks", "/machine/nodes/0/mib", "/events/1/pages"])
def test_what_must_be_there_is_missed(where: str) -> None:
    refusals = dict(told(without(default_experiment(), where)))

    assert refusals[where] == "is required"


def test_all_problems_are_told_at_once_with_those_between_parts() -> None:
    document = default_experiment() | {"surprise": 1}
    document = edited(document, "/machine/nodes/0/colour", "red")
    document = edited(document, "/machine/distance/0/0", 11)
    document = edited(document, "/sysfs/weights/0", 0)
    document = edited(document, "/tasks/0/cpu", 99)
    document = edited(document, "/events/2/pages", "0-9999999")
    document = edited(document, "/workload/streams/0/regions/heap", 1)

    assert set(pointers(document)) == {
        "/surprise",
        "/machine/nodes/0/colour",
        "/machine/distance/0/0",
        "/sysfs/weights/0",
        "/tasks/0/cpu",
        "/events/2/pages",
        "/workload/streams/0/regions",
    }


def test_no_problem_is_told_twice() -> None:
    document = edited(default_experiment(), "/machine/nodes/0/mib", -1) | {"tasks": {}}

    assert pointers(document) == ["/machine/nodes/0/mib", "/tasks"]


def test_no_more_than_a_hundred_problems_are_told() -> None:
    events = [touch("0", region="absent")] * 101

    assert len(told(experiment(two_nodes(), *events[:99]))) == 99
    assert len(told(experiment(two_nodes(), *events))) == 100
    assert len(told(experiment(two_nodes(), *[{"op": "weights"}] * 101))) == 100


def test_the_document_itself_is_never_changed() -> None:
    document = default_experiment() | {"surprise": {"deep": [1]}}
    before = json.dumps(document)

    told(document)

    assert json.dumps(document) == before


@pytest.mark.parametrize(
    "where", ["/surprise", "/machine/nodes/0", "/events/0", "/tasks/0/caps", "/sysfs/weights"]
)
def test_nesting_without_end_is_refused_where_it_begins(where: str) -> None:
    nest: list[Any] = []
    for _ in range(10_000):
        nest = [nest]

    (refusal,) = pointers(edited(default_experiment(), where, nest))

    assert refusal.startswith(where)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1,",
        "{'a': 1}",
        "NaN",
        '{"seed": NaN}',
        '{"seed": Infinity}',
        '{"seed": -Infinity}',
        "[" * 10_000 + "]" * 10_000,
        '{"a":' * 10_000 + "1" + "}" * 10_000,
        '"\\ud800"',
        b"\x00\x01\x02",
        b"\xff\xfe{\x00}\x00",
        b'{"a": "\xff"}',
        "9" * 10_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_what_is_no_json_text_is_told_as_such(text: str | bytes) -> None:
    with pytest.raises(SpecError) as refusal:
        parse_json(text)

    (problem,) = refusal.value.problems
    assert problem.pointer == ""
    assert problem.detail.startswith("is no JSON text: ")


@pytest.mark.parametrize("number", ["9223372036854775808", "1e400", "-9223372036854775809"])
def test_numbers_beyond_2_to_the_63_are_refused_where_they_stand(number: str) -> None:
    text = json.dumps(default_experiment()).replace('"seed": 0', f'"seed": {number}')

    assert pointers(parse_json(text)) == ["/seed"]


def test_json_text_becomes_the_experiment_that_its_data_describes() -> None:
    document: Document = default_experiment()

    assert decode(parse_json(json.dumps(document))) == decode(document)
    assert decode(parse_json(json.dumps(document).encode())) == decode(document)
