"""Under which names the server answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from app.web.hosts import read_hosts

OURS = read_hosts("ilx.example.org, *.ilx.test, [::1]")


@pytest.mark.parametrize(
    "host, status",
    [
        ("ilx.example.org", 200),
        ("ILX.example.org:8000", 200),
        ("ilx.example.org.", 200),
        ("de.ilx.test", 200),
        ("[::1]:8000", 200),
        ("ilx.test", 400),
        ("evil.example.org", 400),
        ("ilx.example.org.evil.test", 400),
        ("", 400),
    ],
)
def test_only_our_names_are_answered(
    host: str, status: int, opened: Callable[..., TestClient]
) -> None:
    client = opened(allowed_hosts=OURS)

    answer = client.get("/api/v1/presets", headers={"host": host})

    assert answer.status_code == status
    if status == 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert "name" in answer.json()["detail"]


def test_watchers_ask_by_number(opened: Callable[..., TestClient]) -> None:
    client = opened(allowed_hosts=OURS)

    for path in ("/healthz", "/metrics"):
        assert client.get(path, headers={"host": "127.0.0.1"}).status_code == 200


def test_without_a_list_any_name_is_ours(client: TestClient) -> None:
    assert client.get("/", headers={"host": "anything.test"}).status_code == 200
