"""What search engines may keep."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient


def is_hidden(client: TestClient, path: str) -> bool:
    return client.get(path).headers.get("x-robots-tag") == "noindex"


@pytest.fixture
def sid(client: TestClient, experiment: dict[str, Any]) -> str:
    sid: str = client.post("/api/v1/experiments", json=experiment).json()["sid"]
    return sid


@pytest.mark.parametrize(
    "path",
    ["/", "/import", "/interfaces", "/model", "/compare", "/api/docs", "/compare?x=dram-cxl"],
)
def test_the_pages_of_the_house_may_be_kept(path: str, client: TestClient) -> None:
    assert not is_hidden(client, path)


@pytest.mark.parametrize(
    "path",
    [
        *("/x/{}", "/x/{}.json", "/x/{}/numactl", "/compare?x=dram-cxl&x={}"),
        *("/compare?x={}~weights=1", "/e/{}", "/d/nothing", "/x/bbbbbbbbbbb"),
        *("/api/v1/presets", "/api/nope", "/metrics", "/healthz"),
    ],
)
def test_what_somebody_has_a_link_to_is_not_kept(path: str, sid: str, client: TestClient) -> None:
    assert is_hidden(client, path.format(sid))


def test_a_public_share_may_be_kept(sid: str, app: FastAPI, client: TestClient) -> None:
    app.state.public = frozenset({sid})

    assert not is_hidden(client, f"/x/{sid}")
    assert not is_hidden(client, f"/compare?x={sid}&x=dram-cxl")
    assert is_hidden(client, f"/x/{sid}.json")
    assert is_hidden(client, "/x/bbbbbbbbbbb")


def test_crawlers_are_told_what_not_to_fetch(client: TestClient) -> None:
    answer = client.get("/robots.txt")

    assert answer.headers["content-type"].startswith("text/plain")
    assert "Disallow: /api/v1/" in answer.text
    assert "/x" not in answer.text
