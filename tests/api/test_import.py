"""POST /api/v1/import: text from a real machine becomes an experiment; nothing is stored."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.db.store import Store
from app.wire import ImportAnswer
from tests.api.test_bad_input import count
from tests.conftest import DATA

KINDS = {"0": "dram", "1": "dram", "2": "hbm", "3": "cxl"}


def told(answer: Any) -> list[str]:
    assert answer.status_code == 422
    return [problem["pointer"] for problem in answer.json()["errors"]]


def test_the_kinds_of_memory_are_asked_first(client: TestClient, numactl: str) -> None:
    answer = client.post("/api/v1/import", json={"text": numactl})

    assert answer.status_code == 200
    came = ImportAnswer.model_validate_json(answer.content)
    assert [ask.pointer for ask in came.asks] == ["/kinds/0", "/kinds/1", "/kinds/2", "/kinds/3"]
    assert [choice.value for choice in came.asks[0].choices][:3] == ["dram", "hbm", "cxl"]
    assert came.experiment is None
    assert came.machine is None


def test_only_what_is_not_answered_is_asked_again(client: TestClient, numactl: str) -> None:
    body = {"text": numactl, "kinds": {"0": "dram", "1": "dram", "2": ""}}

    asks = client.post("/api/v1/import", json=body).json()["asks"]

    assert [ask["node"] for ask in asks] == [2, 3]


def test_with_all_answers_the_machine_runs(client: TestClient, store: Store, numactl: str) -> None:
    answer = client.post("/api/v1/import", json={"text": numactl, "kinds": KINDS})

    came = ImportAnswer.model_validate_json(answer.content)
    assert came.asks == []
    assert came.experiment is not None
    assert came.experiment["machine"] == came.machine
    assert {note.kind for note in came.notes} == {"used", "assumed"}
    assert count(store) == [0, 0, 0]
    shown = client.post("/api/v1/preview", json=came.experiment)
    assert shown.status_code == 200
    assert sum(node["pages"] for node in shown.json()["result"]["nodes"]) == 262144


def test_text_alone_is_read_with_the_kinds_in_the_address(client: TestClient, numactl: str) -> None:
    answer = client.post(
        "/api/v1/import?kinds=0:dram,1:dram,2:hbm,3:cxl",
        content=numactl,
        headers={"content-type": "text/plain"},
    )

    wrapped = client.post("/api/v1/import", json={"text": numactl, "kinds": KINDS})
    assert answer.json() == wrapped.json()


def test_the_edge_machine_comes_through(client: TestClient) -> None:
    text = (DATA / "numactl-hardware-edge.txt").read_text()
    body = {"text": text, "kinds": {"1": "dram", "4": "cxl"}}

    experiment = client.post("/api/v1/import", json=body).json()["experiment"]

    assert [node["id"] for node in experiment["machine"]["nodes"]] == [0, 1, 4, 6]
    assert client.post("/api/v1/preview", json=experiment).status_code == 200


@pytest.mark.parametrize(
    "text",
    ["", "hello", "\x00\x01\x02" * 200, "available: 2 nodes (0-1)\nnode 0 cpus: 0\n"],
    ids=["nothing", "other text", "binary junk", "truncated"],
)
def test_text_that_is_no_whole_output_is_refused(
    text: str, client: TestClient, store: Store
) -> None:
    answer = client.post("/api/v1/import", json={"text": text})

    assert set(told(answer)) == {"/text"}
    assert count(store) == [0, 0, 0]


def test_binary_junk_as_plain_text_is_refused(client: TestClient) -> None:
    junk = bytes(range(256)) * 40

    answer = client.post("/api/v1/import", content=junk, headers={"content-type": "text/plain"})

    assert told(answer) == ["/text"]


@pytest.mark.parametrize(
    "kinds, expected",
    [
        ({"0": "gold"}, ["/kinds/0"]),
        ({"9": "dram"}, ["/kinds/9"]),
        ({"0": 1}, ["/kinds/0"]),
        ({"00": "dram"}, ["/kinds/00"]),
        ([], ["/kinds"]),
        ({"0": "gold", "9": "dram"}, ["/kinds/0", "/kinds/9"]),
    ],
)
def test_answers_that_make_no_sense_are_refused(
    kinds: Any, expected: list[str], client: TestClient, numactl: str
) -> None:
    assert told(client.post("/api/v1/import", json={"text": numactl, "kinds": kinds})) == expected


def test_unknown_formats_and_fields_are_refused(client: TestClient, numactl: str) -> None:
    assert told(client.post("/api/v1/import", json={"text": numactl, "format": "x"})) == ["/format"]
    assert told(client.post("/api/v1/import", json={"text": numactl, "more": 1})) == ["/more"]
    assert told(client.post("/api/v1/import", json={})) == ["/text"]
