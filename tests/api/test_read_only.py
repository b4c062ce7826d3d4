"""A server that may only be read: everything is shown and computed, nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

Opened = Callable[..., TestClient]


@pytest.fixture
def kept(opened: Opened, experiment: dict[str, Any]) -> str:
    """The path of an experiment that was saved while that was possible."""
    url: str = opened().post("/api/v1/experiments", json=experiment).json()["url"]
    return url


@pytest.fixture
def reader(opened: Opened, kept: str) -> TestClient:
    return opened(read_only=True)


def test_what_is_there_is_read_and_drafts_are_computed(
    reader: TestClient, kept: str, experiment: dict[str, Any]
) -> None:
    for path in (kept, f"{kept}.json", f"{kept}/numactl", "/", "/compare", "/healthz"):
        assert reader.get(path).status_code == 200, path
    for path in ("/api/v1/preview", "/api/v1/advise", "/api/v1/export/numactl"):
        assert reader.post(path, json=experiment).status_code == 200, path
    assert reader.post("/import", data={"text": "node 0 size: 16 MB"}).status_code < 500


@pytest.mark.parametrize(
    "method, path",
    [
        ("POST", "/x"),
        ("POST", "/api/v1/experiments"),
        ("POST", "/api/v1/drafts"),
        ("PUT", "/api/v1/drafts/abc"),
        ("DELETE", "/api/v1/drafts/abc"),
        ("POST", "/api/v1/drafts/abc/publish"),
        ("POST", "/api/v1/what-is-yet-to-come"),
    ],
)
def test_whatever_writes_is_refused_with_a_sentence(
    method: str, path: str, reader: TestClient
) -> None:
    answer = reader.request(method, path, content=b"{}")

    assert answer.status_code == 503
    assert "read-only mode" in answer.text
    assert "Nothing was stored" in answer.text


def test_nothing_is_written(reader: TestClient, tmp_path: Path, experiment: dict[str, Any]) -> None:
    def state() -> list[tuple[str, bytes]]:
        files = sorted((tmp_path / "data").iterdir())
        return [(file.name, file.read_bytes()) for file in files if not file.name.endswith("-shm")]

    before = state()
    for title in ("one", "two"):
        reader.post("/api/v1/experiments", json={"experiment": experiment, "title": title})

    assert state() == before


def test_the_page_says_so_and_offers_no_link(reader: TestClient, client: TestClient) -> None:
    page = reader.get("/").text

    assert "This server is in read-only mode" in page
    assert "No link can be made here now" in page
    assert '<button type="submit" class="strong" disabled>' in page
    assert "read-only mode" not in client.get("/").text
    assert "Nur-Lese-Betrieb" in reader.get("/?lang=de").text
