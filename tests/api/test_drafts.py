"""Drafts over HTTP: a token, a version, nobody's work overwritten."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.db.tables import Draft
from app.services.drafting import Drafts
from tests.conftest import ON_BOTH

pytestmark = ON_BOTH


class Author:
    """Somebody with the token of a draft."""

    def __init__(self, client: TestClient, made: dict[str, Any]) -> None:
        self.client = client
        self.id = made["id"]
        self.token = made["edit_token"]

    def ask(
        self, method: str, version: int | str | None = None, *, below: str = "", **more: Any
    ) -> Any:
        """A request about the draft."""
        headers = {"authorization": f"Bearer {self.token}"}
        if version is not None:
            headers["if-match"] = version if isinstance(version, str) else f'"{version}"'
        return self.client.request(
            method, f"/api/v1/drafts/{self.id}{below}", headers=headers, **more
        )


@pytest.fixture
def author(client: TestClient, experiment: dict[str, Any]) -> Author:
    body = {"experiment": experiment, "title": "Mine", "view": {"page": 37}}
    return Author(client, client.post("/api/v1/drafts", json=body).json())


def test_a_draft_is_begun_with_a_token_that_is_shown_once(
    client: TestClient, app: FastAPI, experiment: dict[str, Any]
) -> None:
    answer = client.post("/api/v1/drafts", json=experiment)
    made = answer.json()

    assert answer.status_code == 201
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["location"] == f"/api/v1/drafts/{made['id']}"
    assert answer.headers["cache-control"] == "no-store"
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", made["edit_token"])  # 256 bits
    assert made["url"] == f"/d/{made['id']}#k={made['edit_token']}"
    again = Author(client, made).ask("GET")
    assert "edit_token" not in again.json()
    with app.state.store._engine.connect() as connection:
        (kept,) = connection.execute(Draft.__table__.select())  # type: ignore[attr-defined]
    assert made["edit_token"] not in str(kept)


def test_what_is_written_is_read_again(author: Author, experiment: dict[str, Any]) -> None:
    experiment["sysfs"]["weights"]["0"] = 3
    wrote = author.ask("PUT", 1, json={"experiment": experiment, "title": "Three"})

    assert wrote.status_code == 200
    assert wrote.headers["etag"] == '"2"'
    read = author.ask("GET").json()
    assert read == wrote.json()
    assert (read["title"], read["version"], read["view"]) == ("Three", 2, {})
    assert read["experiment"]["sysfs"]["weights"]["0"] == 3


def test_a_lost_update_is_refused_and_both_can_be_seen(
    author: Author, experiment: dict[str, Any]
) -> None:
    author.ask("PUT", 1, json={"experiment": experiment, "title": "First"})
    late = author.ask("PUT", 1, json={"experiment": experiment, "title": "Late"})

    assert late.status_code == 412
    assert late.headers["etag"] == '"2"'
    assert late.headers["content-type"] == "application/problem+json"
    assert "Nothing was written" in late.json()["detail"]
    assert author.ask("GET").json()["title"] == "First"
    assert author.ask("PUT", '"2"', json={"experiment": experiment}).status_code == 200
    assert author.ask("PUT", "*", json={"experiment": experiment}).status_code == 200


@pytest.mark.parametrize(
    "condition, status",
    [(None, 428), ("", 428), ('"0"', 422), ("1", 422), ('"1", "2"', 422), ('"99999999999"', 422)],
)
def test_a_write_must_say_what_it_changes(
    author: Author, experiment: dict[str, Any], condition: str | None, status: int
) -> None:
    answer = author.ask("PUT", condition, json=experiment)

    assert answer.status_code == status
    assert author.ask("GET").json()["version"] == 1


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_forged_or_missing_token_opens_nothing(
    author: Author, experiment: dict[str, Any], method: str
) -> None:
    token = author.token
    more = {"json": experiment} if method == "PUT" else {}
    for forged in ("x" * 43, token[:-1], token + "a", token.swapcase(), "é", "' OR 1=1"):
        author.token = forged.encode("ascii", "ignore").decode() or "e"
        assert author.ask(method, 1, **more).status_code == 403, forged
    for header in ({}, {"authorization": token}, {"authorization": "Basic " + token}):
        bare = author.client.request(
            method, f"/api/v1/drafts/{author.id}", headers={**header, "if-match": '"1"'}, **more
        )
        assert bare.status_code == 401
        assert bare.headers["www-authenticate"].startswith("Bearer")
    author.token = token
    assert author.ask("GET").json()["version"] == 1


def test_a_token_opens_no_other_draft(author: Author, experiment: dict[str, Any]) -> None:
    other = author.client.post("/api/v1/drafts", json=experiment).json()
    author.id = other["id"]

    assert author.ask("GET").status_code == 403


@pytest.mark.parametrize("name", ["bbbbbbbbbbb", "x", "%00", "a" * 500, "..%2f..", "é"])
def test_a_name_that_nobody_has_is_not_found(author: Author, name: str) -> None:
    author.id = name

    assert author.ask("GET").status_code == 404


def test_what_cannot_be_an_experiment_is_refused_and_the_draft_stays(author: Author) -> None:
    answer = author.ask("PUT", 1, json={"experiment": {"machine": 3}})

    assert answer.status_code == 422
    assert any(each["pointer"].startswith("/experiment/") for each in answer.json()["errors"])
    assert author.ask("GET").json()["version"] == 1


def test_a_draft_is_published_as_often_as_it_changes_and_goes_on(
    author: Author, experiment: dict[str, Any]
) -> None:
    first = author.ask("POST", 1, below="/publish")
    again = author.ask("POST", 1, below="/publish")
    author.ask("PUT", 1, json={"experiment": experiment, "title": "Second"})
    stale = author.ask("POST", 1, below="/publish")
    second = author.ask("POST", 2, below="/publish")

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (stale.status_code, second.status_code) == (412, 201)
    assert second.json()["sid"] != first.json()["sid"]
    made = author.ask("GET").json()["shares"]
    assert {share["title"] for share in made} == {"Mine", "Second"}
    twin = author.client.get(first.json()["url"] + ".json").json()
    assert (twin["title"], twin["view"]) == ("Mine", {"page": 37})


def test_a_withdrawn_share_answers_410_and_its_children_stay(
    author: Author, experiment: dict[str, Any]
) -> None:
    client = author.client
    sid = author.ask("POST", 1, below="/publish").json()["sid"]
    child = client.post(
        "/api/v1/experiments", json={"experiment": experiment, "parent": sid, "title": "child"}
    ).json()["sid"]
    mine = {"authorization": f"Bearer {author.token}"}

    assert client.delete(f"/api/v1/shares/{sid}").status_code == 401
    forged = {"authorization": "Bearer forged"}
    assert client.delete(f"/api/v1/shares/{sid}", headers=forged).status_code == 403
    assert client.delete(f"/api/v1/shares/{child}", headers=mine).status_code == 403
    assert client.delete(f"/api/v1/shares/{sid}", headers=mine).status_code == 204

    assert client.delete(f"/api/v1/shares/{sid}", headers=mine).status_code == 410
    gone = client.get(f"/x/{sid}.json")
    assert gone.status_code == 410
    assert "withdrawn" in gone.json()["detail"]
    page = client.get(f"/x/{sid}")
    assert page.status_code == 410
    assert "Mine" not in page.text
    assert client.get(f"/x/{child}.json").json()["parent"] == sid
    again = author.ask("POST", 1, below="/publish")
    assert again.status_code == 410
    assert "Version 1 was published before" in again.json()["detail"]
    bare = {"experiment": experiment, "title": "Mine", "view": {"page": 37}}
    assert client.post("/api/v1/experiments", json=bare).status_code == 201


def test_a_discarded_draft_is_gone_and_its_shares_can_still_be_withdrawn(author: Author) -> None:
    sid = author.ask("POST", 1, below="/publish").json()["sid"]

    assert author.ask("DELETE").status_code == 428
    assert author.ask("DELETE", 9).status_code == 412
    assert author.ask("DELETE", 1).status_code == 204

    assert author.ask("GET").status_code == 410
    assert author.ask("DELETE", 1).status_code == 410
    assert author.client.get(f"/x/{sid}.json").status_code == 200
    mine = {"authorization": f"Bearer {author.token}"}
    assert author.client.delete(f"/api/v1/shares/{sid}", headers=mine).status_code == 204


def test_a_draft_that_nobody_writes_ends(author: Author, app: FastAPI) -> None:
    drafts: Drafts = app.state.drafts
    assert drafts.expire() == 0

    drafts._idle *= -1  # as if ninety days had gone by
    assert drafts.expire() == 1

    assert author.ask("GET").status_code == 410
