"""Several servers behind one database behave as one."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.conftest import ON_BOTH

pytestmark = ON_BOTH


@pytest.fixture
def servers(settings: Settings) -> Iterator[tuple[TestClient, TestClient]]:
    """Two applications, each with an engine of its own, on one database."""
    with ExitStack() as stack:
        one, other = (
            stack.enter_context(TestClient(create_app(settings), follow_redirects=False))
            for _ in range(2)
        )
        yield one, other


def test_what_one_saves_the_other_shows(
    servers: tuple[TestClient, TestClient], experiment: dict[str, Any]
) -> None:
    one, other = servers
    url = one.post("/api/v1/experiments", json=experiment).json()["url"]

    assert other.get(url).status_code == 200
    assert other.get(f"{url}.json").json() == one.get(f"{url}.json").json()
    assert other.post("/api/v1/experiments", json=experiment).status_code == 200


def test_a_withdrawal_holds_on_both_at_once(
    servers: tuple[TestClient, TestClient], experiment: dict[str, Any]
) -> None:
    one, other = servers
    made = one.post("/api/v1/drafts", json=experiment).json()
    mine = {"authorization": f"Bearer {made['edit_token']}", "if-match": '"1"'}
    url = other.post(f"/api/v1/drafts/{made['id']}/publish", headers=mine).json()["url"]
    assert (one.get(url).status_code, other.get(url).status_code) == (200, 200)
    assert other.get(f"{url}.json").status_code == 200

    assert one.delete(f"/api/v1/shares/{url[3:]}", headers=mine).status_code == 204

    for server in servers:
        for address in (url, f"{url}.json", f"{url}/lineage"):
            assert server.get(address).status_code == 410, address


def test_of_two_writers_at_two_servers_one_is_told(
    servers: tuple[TestClient, TestClient], experiment: dict[str, Any]
) -> None:
    one, _ = servers
    made = one.post("/api/v1/drafts", json=experiment).json()
    headers = {"authorization": f"Bearer {made['edit_token']}", "if-match": '"1"'}

    def write(server: TestClient) -> int:
        body = {"experiment": experiment, "title": str(id(server))}
        return server.put(f"/api/v1/drafts/{made['id']}", json=body, headers=headers).status_code

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(write, servers)) == [200, 412]


def test_the_same_share_saved_at_both_at_once_is_one(
    servers: tuple[TestClient, TestClient], experiment: dict[str, Any]
) -> None:
    def save(server: TestClient) -> tuple[int, str]:
        answer = server.post("/api/v1/experiments", json=experiment)
        return answer.status_code, answer.json()["sid"]

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(save, servers * 8))

    assert sorted(status for status, _ in answers) == [200] * 15 + [201]
    assert len({sid for _, sid in answers}) == 1
