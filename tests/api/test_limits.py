"""How much a request may bring: announced or not, on a real connection."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.web.security import MAX_BODY, MAX_IMPORT
from tests.build import default_experiment, edited

JSON = {"content-type": "application/json"}


def post(port: int, path: str, body: bytes | Iterator[bytes], **headers: str) -> tuple[int, Any]:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(
        "POST", path, body, JSON | headers, encode_chunked=not isinstance(body, bytes)
    )
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, json.loads(text)


def pieces(size: int) -> Iterator[bytes]:
    for start in range(0, size, 8192):
        yield b" " * min(8192, size - start)


@pytest.mark.parametrize(
    "path, limit", [("/api/v1/preview", MAX_BODY), ("/api/v1/import", MAX_IMPORT)]
)
def test_the_last_byte_that_is_allowed_is_read_and_the_next_is_not(
    path: str, limit: int, server: int
) -> None:
    assert post(server, path, b" " * limit)[0] == 422
    assert post(server, path, b" " * (limit + 1))[0] == 413


@pytest.mark.parametrize(
    "path, limit", [("/api/v1/preview", MAX_BODY), ("/api/v1/import", MAX_IMPORT)]
)
def test_a_body_that_hides_its_length_has_the_same_limit(
    path: str, limit: int, server: int
) -> None:
    hidden = {"transfer-encoding": "chunked"}

    assert post(server, path, pieces(limit), **hidden)[0] == 422
    assert post(server, path, pieces(limit + 1), **hidden)[0] == 413


def test_the_refusal_names_the_limit(server: int) -> None:
    status, problem = post(server, "/api/v1/experiments", b" " * (3 * MAX_BODY))

    assert (status, problem["status"], problem["errors"]) == (413, 413, [])
    assert "256 KiB" in problem["detail"]


def test_a_very_long_body_is_answered_and_not_read_to_its_end(server: int) -> None:
    try:
        status, _ = post(
            server, "/api/v1/import", pieces(40 * MAX_IMPORT), **{"transfer-encoding": "chunked"}
        )
    except OSError:
        status = 413  # the connection was closed on us before we looked for the answer
    assert status == 413


def test_a_body_where_none_is_read_has_the_limit_too(server: int) -> None:
    assert post(server, "/api/nope", b" " * (MAX_BODY + 1))[0] == 413
    assert post(server, "/api/nope", b" " * MAX_BODY)[0] == 404


EXPERIMENT = default_experiment()
CURVE = [{"mib_per_s": n + 1, "latency_ns": n + 1} for n in range(65)]
ACCESS = [{"initiator": 0, "target": 0, "read_mib_per_s": 1}] * 1025

TOO_MUCH: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "title": ("experiments", {"experiment": EXPERIMENT, "title": "x" * 201}, "/title", "200"),
    "notes": ("experiments", {"experiment": EXPERIMENT, "notes": "x" * 10_001}, "/notes", "10000"),
    "view": ("experiments", {"experiment": EXPERIMENT, "view": {"a": "x" * 17_000}}, "/view", "16"),
    "a curve": (
        "preview",
        edited(EXPERIMENT, "/machine/nodes/0/curve", CURVE),
        "/machine/nodes/0/curve",
        "64",
    ),
    "access": ("preview", edited(EXPERIMENT, "/machine/access", ACCESS), "/machine/access", "1024"),
    "a page list": (
        "preview",
        edited(EXPERIMENT, "/events/2/pages", "0," * 100_001),
        "/events/2/pages",
        "200000",
    ),
    "compared": (
        "compare",
        {"experiments": [{"experiment": EXPERIMENT}] * 5},
        "/experiments",
        "4",
    ),
    "texts to import": ("import", {"texts": [{"text": "x"}] * 17}, "/texts", "16"),
}


@pytest.mark.parametrize("case", TOO_MUCH)
def test_what_is_too_much_is_refused_by_the_number_that_is_allowed(
    case: str, client: TestClient
) -> None:
    path, body, place, allowed = TOO_MUCH[case]

    answer = client.post(f"/api/v1/{path}", json=body)

    assert answer.status_code == 422
    told = {problem["pointer"]: problem["detail"] for problem in answer.json()["errors"]}
    assert re.search(rf"\b{allowed}\b", told[place])
