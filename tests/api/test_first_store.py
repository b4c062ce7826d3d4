"""Links of the first version of the store open, unchanged, after all migrations.

``tests/data/first-store`` was written by the first version that had a store: its database as SQL
text, and what it answered for each link.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.conftest import DATA

FIRST = DATA / "first-store"
ANSWERS: dict[str, Any] = json.loads((FIRST / "answers.json").read_text("utf-8"))
PARENT, CHILD, BARE = "rhrqrqj5ksz", "3srs8rn6k8w", "7mvrjkjcqz9"


@pytest.fixture
def old(tmp_path: Path) -> Iterator[TestClient]:
    """The present version on the first version's data."""
    with sqlite3.connect(tmp_path / "ilx.db") as database:
        database.executescript((FIRST / "ilx.sql").read_text("utf-8"))
    database.close()
    with TestClient(create_app(Settings(data_dir=tmp_path)), follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize("sid", ANSWERS)
def test_a_link_shows_what_it_showed(old: TestClient, sid: str) -> None:
    answer = old.get(f"/x/{sid}.json")

    assert answer.status_code == 200
    assert answer.json() == ANSWERS[sid]
    page = old.get(f"/x/{sid}")
    assert page.status_code == 200
    assert "model 1.0" in page.text


def test_its_words_and_its_parent_are_on_the_page(old: TestClient) -> None:
    assert "The first link" in old.get(f"/x/{PARENT}").text
    assert f"/x/{PARENT}" in old.get(f"/x/{CHILD}").text


def test_the_same_share_has_the_same_name_today(old: TestClient) -> None:
    for sid in (PARENT, CHILD, BARE):
        then = ANSWERS[sid]
        names = ("experiment", "title", "notes", "parent", "view")
        answer = old.post("/api/v1/experiments", json={name: then[name] for name in names})
        assert (answer.status_code, answer.json()["sid"]) == (200, sid)
        assert answer.json()["content"] == then["content"]
