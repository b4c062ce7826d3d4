"""Bad experiments: each is refused in full, nothing is stored, and the next good one works."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.db.store import Store
from tests.build import default_experiment, edited, machine

NODES = [{"id": node % 64, "mib": 16, "cpus": str(node)} for node in range(65)]
WIDE = {"nodes": NODES, "distance": [[10] * 65] * 65}

BAD: dict[str, tuple[Any, set[str]]] = {
    "unknown field": (edited(default_experiment(), "/colour", "blue"), {"/colour"}),
    "unknown field deep inside": (
        edited(default_experiment(), "/machine/nodes/1/colour", "blue"),
        {"/machine/nodes/1/colour"},
    ),
    "wrong type": (edited(default_experiment(), "/seed", "0"), {"/seed"}),
    "text for a list": (edited(default_experiment(), "/events", "none"), {"/events"}),
    "a weight of 0": (
        edited(default_experiment(), "/sysfs/weights/0", 0),
        {"/sysfs/weights/0"},
    ),
    "a weight of 256": (
        edited(default_experiment(), "/sysfs/weights/1", 256),
        {"/sysfs/weights/1"},
    ),
    "a matrix that is not square": (
        edited(default_experiment(), "/machine/distance", [[10, 14]]),
        {"/machine/distance"},
    ),
    "a diagonal that is not 10": (
        edited(default_experiment(), "/machine/distance/1/1", 11),
        {"/machine/distance/1/1"},
    ),
    "a negative size": (
        edited(default_experiment(), "/machine/nodes/0/mib", -1),
        {"/machine/nodes/0/mib"},
    ),
    "pages beyond the region": (
        edited(default_experiment(), "/events/2/pages", "0-1048576"),
        {"/events/2/pages"},
    ),
    "more nodes than allowed": (
        edited(default_experiment(), "/machine", WIDE),
        {"/machine/nodes"},
    ),
    "a number beyond 2^63": (edited(default_experiment(), "/seed", 2**63), {"/seed"}),
    "a number of 400 digits": (
        edited(default_experiment(), "/machine/nodes/0/mib", 10**400),
        {"/machine/nodes/0/mib"},
    ),
    "a fraction": (
        edited(default_experiment(), "/machine/nodes/0/mib", 1.5),
        {"/machine/nodes/0/mib"},
    ),
    "an unknown event": (edited(default_experiment(), "/events/0/op", "vanish"), {"/events/0"}),
    "a list": ([], {""}),
    "null": (None, {""}),
    "nothing at all": ({}, {"/machine", "/tasks"}),
    "several at once": (
        edited(edited(default_experiment(), "/seed", -1), "/machine/nodes/0/mib", -1),
        {"/seed", "/machine/nodes/0/mib"},
    ),
}

TEXTS: dict[str, bytes] = {
    "an empty body": b"",
    "no JSON": b"hello",
    "NaN": b'{"seed": NaN}',
    "infinity": b'{"seed": -Infinity}',
    "lists 10000 deep": b"[" * 10_000 + b"]" * 10_000,
    "objects 10000 deep": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "broken UTF-8": b'{"kernel": "\xff\xfe"}',
    "half of a surrogate pair": b'{"kernel": "\\ud800"}',
    "NUL bytes": b"\x00" * 100,
    "a number without end": b'{"seed": ' + b"9" * 100_000 + b"}",
}


def count(store: Store) -> list[int]:
    with store._engine.connect() as connection:
        return [
            connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in ("content", "result", "share")
        ]


@pytest.mark.parametrize("path", ["/api/v1/preview", "/api/v1/experiments"])
@pytest.mark.parametrize("case", BAD)
def test_a_bad_experiment_is_refused_by_pointer_and_not_stored(
    case: str, path: str, client: TestClient, store: Store
) -> None:
    document, expected = BAD[case]

    answer = client.post(path, json=document)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    told = {problem["pointer"]: problem["detail"] for problem in answer.json()["errors"]}
    assert expected <= set(told)
    assert all(told.values())
    assert count(store) == [0, 0, 0]


@pytest.mark.parametrize("path", ["/api/v1/preview", "/api/v1/experiments", "/api/v1/import"])
@pytest.mark.parametrize("case", TEXTS)
def test_what_is_no_json_is_refused_and_the_next_request_works(
    case: str, path: str, client: TestClient, store: Store, experiment: dict[str, Any]
) -> None:
    answer = client.post(path, content=TEXTS[case], headers={"content-type": "application/json"})

    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert count(store) == [0, 0, 0]
    assert client.post("/api/v1/preview", json=experiment).status_code == 200


def test_problems_inside_a_wrapper_are_told_by_their_place_in_the_body(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    body = {"experiment": edited(experiment, "/seed", -1), "title": 7, "extra": 1, "parent": 3}

    answer = client.post("/api/v1/experiments", json=body)

    told = {problem["pointer"] for problem in answer.json()["errors"]}
    assert told == {"/experiment/seed", "/title", "/extra", "/parent"}


@pytest.mark.parametrize(
    "field, value",
    [
        ("title", "x" * 201),
        ("title", "bell\x07"),
        ("notes", "x" * 10_001),
        ("view", {"long": "x" * 17_000}),
        ("parent", "22222222222"),
        ("experiment", "text"),
    ],
)
def test_what_is_said_beside_an_experiment_has_limits(
    field: str, value: Any, client: TestClient, experiment: dict[str, Any]
) -> None:
    body = {"experiment": experiment} | {field: value}

    answer = client.post("/api/v1/experiments", json=body)

    assert answer.status_code == 422
    assert {problem["pointer"] for problem in answer.json()["errors"]} == {f"/{field}"}


def test_what_a_kernel_refuses_is_an_answer(client: TestClient, experiment: dict[str, Any]) -> None:
    for nodes in ("", "5"):
        body = edited(experiment, "/events/0/nodes", nodes)
        body["events"][0]["mode"] = "interleave"

        answer = client.post("/api/v1/preview", content=json.dumps(body))

        assert answer.status_code == 200
        first = answer.json()["result"]["events"][0]
        assert (first["ret"], first["errno"]) == (-1, 22)
        assert first["check"]


def test_an_experiment_without_rates_has_pages_and_no_bandwidth(client: TestClient) -> None:
    body = {
        "machine": machine(16, 16),
        "tasks": [{"name": "main"}],
        "events": [
            {"op": "mmap", "id": "a", "pages": 4},
            {"op": "touch", "id": "a", "pages": "0-3"},
        ],
        "workload": {"streams": [{"regions": {"a": 1000}}]},
    }

    answer = client.post("/api/v1/preview", json=body)

    assert answer.status_code == 200
    assert answer.json()["result"]["regions"]["a"]["pages_on"] == {"0": 4}
