"""Requests are named, counted and logged, and nobody is told on."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.web.logs import JsonLines
from tests.conftest import Counted


def figures(client: TestClient) -> dict[str, float]:
    lines = client.get("/metrics").text.splitlines()
    split = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return {name: float(value) for name, _, value in split}


def test_a_request_has_a_name(client: TestClient) -> None:
    first, second = (client.get("/healthz").headers["x-request-id"] for _ in range(2))

    assert re.fullmatch("[0-9a-f]{16}", first)
    assert first != second


@pytest.mark.parametrize(
    "given, kept",
    [
        ("4bf92f3577b34da6-00f0", True),
        ("short", False),
        ("203.0.113.9", False),
        ("x" * 65, False),
        ("<script>alert(1)", False),
        ("two words here", False),
    ],
)
def test_a_name_from_outside_is_kept_when_it_is_harmless(
    given: str, kept: bool, client: TestClient
) -> None:
    answer = client.get("/healthz", headers={"x-request-id": given})

    assert (answer.headers["x-request-id"] == given) is kept


def test_a_line_tells_the_route_and_not_who_asked_for_what(
    client: TestClient, experiment: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "ilx.request"):
        body = {"experiment": experiment, "title": "Secret title", "notes": "Secret notes"}
        url = client.post("/api/v1/experiments?token=Secret", json=body).json()["url"]
        client.get(f"{url}?k=Secret", headers={"x-forwarded-for": "203.0.113.9"})
        client.get("/nothing/Secret")
    lines = [JsonLines().format(record) for record in caplog.records]

    told = [json.loads(line) for line in lines]
    assert [(line["route"], line["status"]) for line in told] == [
        ("/api/v1/experiments", 201),
        ("/x/{sid}", 200),
        ("(none)", 404),
    ]
    assert set(told[0]) == {
        *("time", "level", "event", "method", "route", "status", "ms", "bytes", "id")
    }
    assert all(line["bytes"] > 0 for line in told)
    for secret in ("Secret", "203.0.113", "testclient", url[3:]):
        assert secret not in "".join(lines)


def test_what_is_refused_before_its_route_is_told_by_that_route(
    opened: Callable[..., TestClient],
    experiment: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    reader = opened(read_only=True)
    with caplog.at_level(logging.INFO, "ilx.request"):
        assert reader.post("/api/v1/experiments", json=experiment).status_code == 503
        assert reader.delete("/api/v1/shares/Secret").status_code == 503
        assert reader.post("/api/v1/nothing/Secret", json={}).status_code == 503
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]

    routes = [line["route"] for line in lines]
    assert routes == ["/api/v1/experiments", "/api/v1/shares/{sid}", "(none)"]


def test_a_failure_is_logged_by_its_route_and_its_name(
    app: FastAPI, counted: Counted, experiment: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    counted.broken = True
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.post("/api/v1/preview?k=Secret", json=experiment)

    told = next(json.loads(JsonLines().format(record)) for record in caplog.records)
    assert answer.status_code == 500
    assert told["id"] == answer.headers["x-request-id"]
    assert (told["route"], told["error"]) == ("/api/v1/preview", "RuntimeError")
    assert "nobody may compute" not in json.dumps(told)


def test_metrics_count_what_happens(client: TestClient, experiment: dict[str, Any]) -> None:
    client.post("/api/v1/preview", json=experiment)
    client.post("/api/v1/experiments", json=experiment)
    client.post("/api/v1/experiments", json=experiment)
    client.head("/x/bbbbbbbbbbb")
    client.request("BREW", "/")

    counted = figures(client)

    route = 'route="/api/v1/experiments"'
    assert counted[f'ilx_requests_total{{method="POST",{route},status="201"}}'] == 1
    assert counted[f'ilx_request_seconds_count{{method="POST",{route}}}'] == 2
    assert counted['ilx_requests_total{method="HEAD",route="/x/{sid}",status="404"}'] == 1
    assert counted['ilx_requests_total{method="OTHER",route="/",status="405"}'] == 1
    assert (counted["ilx_previews_total"], counted["ilx_saves_total"]) == (1, 1)
    assert counted['ilx_refusals_total{kind="not-found"}'] == 1
    assert counted["ilx_store_bytes"] > 4096
    assert counted["process_resident_memory_bytes"] > 0


def test_each_application_counts_for_itself(
    client: TestClient, opened: Callable[..., TestClient]
) -> None:
    client.get("/model")

    assert not any("/model" in name for name in figures(opened()))


def test_metrics_can_be_hidden(opened: Callable[..., TestClient]) -> None:
    assert opened(metrics=False).get("/metrics").status_code == 404
