"""A store that is full, locked, closed or damaged: told as such, and the server stays up."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event

from app.db import engine, store

SAVE = "/api/v1/experiments"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "ilx.db"


@pytest.fixture
def url(client: TestClient, experiment: dict[str, Any]) -> str:
    """An experiment that was saved while all was well."""
    url: str = client.post(SAVE, json=experiment).json()["url"]
    return url


@contextmanager
def everywhere(app: FastAPI, pragma: str) -> Iterator[None]:
    """The application on fresh connections that all obey a pragma."""

    def obey(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA {pragma}")

    database = app.state.store._engine
    database.dispose()
    event.listen(database, "connect", obey)
    yield
    event.remove(database, "connect", obey)
    database.dispose()


def assert_refused(
    client: TestClient, experiment: dict[str, Any], sentence: str, **said: str
) -> None:
    """Both ways to save are refused with the sentence; a title makes the save a new one."""
    body = {"experiment": experiment, "title": "never seen before", **said}
    answer = client.post(SAVE, json=body)
    page = client.post("/x", data={**body, "experiment": json.dumps(experiment)})

    for each in (answer, page):
        assert each.status_code == 503
        assert sentence in each.text
        assert "sqlite" not in each.text.lower()
    assert answer.headers["content-type"] == "application/problem+json"


def assert_well(client: TestClient, url: str, body: dict[str, Any]) -> None:
    """The fault is gone: what was there is there, and a save works."""
    assert client.get(url).status_code == 200
    assert client.post(SAVE, json={"experiment": body, "title": "after"}).status_code == 201


def test_a_full_disk(
    app: FastAPI, client: TestClient, url: str, experiment: dict[str, Any], file: Path
) -> None:
    with sqlite3.connect(file) as database:
        (pages,) = database.execute("PRAGMA page_count").fetchone()
    with everywhere(app, f"max_page_count = {pages}"):
        for n in range(20):  # until the last free page is used up
            answer = client.post(SAVE, json={"experiment": experiment, "notes": f"{n % 10}" * 9000})
            if answer.status_code != 201:
                break
        assert_refused(client, experiment, "The store is full", notes="y" * 9000)
        assert client.get(url).status_code == 200
        assert client.post("/api/v1/preview", json=experiment).status_code == 200
        assert client.get("/healthz").status_code == 200

    assert_well(client, url, experiment)


def test_a_database_that_may_not_be_written_to(
    app: FastAPI, client: TestClient, url: str, experiment: dict[str, Any]
) -> None:
    with everywhere(app, "query_only = 1"):
        assert_refused(client, experiment, "The store cannot be written to")
        for path in (url, f"{url}.json", "/healthz"):
            assert client.get(path).status_code == 200

    assert_well(client, url, experiment)


def test_a_database_that_somebody_else_locks(
    app: FastAPI,
    client: TestClient,
    url: str,
    experiment: dict[str, Any],
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 100)
    app.state.store._engine.dispose()
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    assert_refused(client, experiment, "The store is busy")
    answer = client.post(SAVE, json={"experiment": experiment, "title": "again"})
    assert answer.headers["retry-after"] == "5"
    assert client.get(url).status_code == 200  # readers do not wait for writers

    other.execute("ROLLBACK")
    other.close()
    assert_well(client, url, experiment)


@contextmanager
def broken(app: FastAPI, file: Path) -> Iterator[None]:
    """The file of the database holds something else for a while."""
    app.state.store._engine.dispose()
    kept = file.read_bytes()
    file.write_bytes(b"no database" * 1000)
    yield
    app.state.store._engine.dispose()
    file.write_bytes(kept)


def test_a_link_that_no_author_can_withdraw_opens_a_moment_longer_than_the_store(
    app: FastAPI, client: TestClient, url: str, experiment: dict[str, Any], file: Path
) -> None:
    made = client.post("/api/v1/drafts", json=experiment).json()
    mine = {"authorization": f"Bearer {made['edit_token']}", "if-match": '"1"'}
    draft = client.post(f"/api/v1/drafts/{made['id']}/publish", headers=mine).json()["url"]
    shown = {path: client.get(path).text for path in (url, f"{url}.json")}
    assert client.get(draft).status_code == 200

    with broken(app, file):
        for path, text in shown.items():
            assert client.get(path).text == text
        assert client.get(draft).status_code == 503  # it may have been withdrawn meanwhile


def test_a_file_that_is_no_database(
    app: FastAPI, client: TestClient, url: str, experiment: dict[str, Any], file: Path
) -> None:
    with broken(app, file):
        for path in (url, f"{url}.json", "/healthz"):
            answer = client.get(path)
            assert answer.status_code == 503
            assert "cannot read or write its data" in answer.text
        assert_refused(client, experiment, "cannot read or write its data")
        assert client.get("/").status_code == 200

    assert_well(client, url, experiment)


def cut_off(file: Path, column: str, sid: str) -> None:
    """Cut a stored text in half, as only somebody with the file at hand can."""
    with sqlite3.connect(file) as database:
        database.execute("DROP TRIGGER result_refuses_update")
        database.execute("DROP TRIGGER content_refuses_update")
        table, key = {"result": ("result", "content"), "content": ("content", "content")}[column]
        database.execute(
            f"UPDATE {table} SET text = substr(text, 1, length(text) / 2) WHERE {key} ="
            " (SELECT content FROM share WHERE sid = ?)",
            (sid,),
        )
    database.close()


@pytest.mark.parametrize("column", ["result", "content"])
def test_a_row_that_is_cut_off(
    column: str, client: TestClient, url: str, experiment: dict[str, Any], file: Path
) -> None:
    other = client.post(SAVE, json={**experiment, "seed": 7}).json()["url"]
    cut_off(file, column, url[3:])

    for path in (url, f"{url}.json", f"{url}/numactl", f"/compare?x={url[3:]}&x=dram-cxl"):
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert "can no longer be read" in answer.text
    for path in (other, f"{other}.json", f"{other}/numactl", "/healthz"):
        assert client.get(path).status_code == 200, path


def test_a_result_that_is_whole_but_none(client: TestClient, url: str, file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("DROP TRIGGER result_refuses_update")
        database.execute("UPDATE result SET text = '{}'")
    database.close()

    assert client.get(url).status_code == 503
    assert client.get(f"{url}.json").status_code == 200


class Yesterday(datetime):
    """A clock that was set back."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz or UTC) - timedelta(days=1)


def test_a_clock_that_is_set_back(
    client: TestClient, url: str, experiment: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "datetime", Yesterday)
    body = {"experiment": experiment, "parent": url[3:], "title": "a child older than its parent"}

    child = client.post(SAVE, json=body).json()["url"]

    assert client.get(child).status_code == client.get(url).status_code == 200
    created = [client.get(f"{each}.json").json()["created"] for each in (child, url)]
    assert created == sorted(created)
    assert client.post(SAVE, json=experiment).json()["url"] == url


def test_a_mistake_of_ours_in_sql_is_no_fault_of_the_store(
    app: FastAPI, url: str, file: Path, opened: Callable[..., TestClient]
) -> None:
    client = opened()
    with sqlite3.connect(file) as database:
        database.execute("ALTER TABLE share RENAME TO gone")
    database.close()

    assert client.get(url).status_code == 500
