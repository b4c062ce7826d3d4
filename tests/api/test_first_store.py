"""Links of the first version of the store open, unchanged, after all migrations.

``tests/data/first-store`` was written by the first version that had a store: its database as SQL
text, and what it answered for each link.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.services.gallery import Exhibits
from app.settings import Settings
from simcore.result import MODEL_VERSION
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
    with TestClient(
        create_app(Settings(data_dir=tmp_path), exhibits=Exhibits()), follow_redirects=False
    ) as client:
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


def test_when_the_model_has_moved_on_both_results_stand_side_by_side(old: TestClient) -> None:
    page = old.get(f"/x/{PARENT}").text
    assert "computed by model 1.0" in page
    assert 'data-table="drift"' not in page

    answer = old.post(f"/x/{PARENT}/recompute")

    assert (answer.status_code, answer.headers["location"]) == (303, f"/x/{PARENT}")
    page = old.get(f"/x/{PARENT}").text
    table = page.split('data-table="drift"')[1].split("</table>")[0]
    then = ANSWERS[PARENT]["result"]["streams"][0]
    assert f"model {MODEL_VERSION}" in table
    assert f"{then['gb_per_s']:.0f}" in table
    assert re.search(r"[+\u2212]\d+\.?\d*\u202f%", table)
    assert old.get(f"/x/{PARENT}.json").json() == ANSWERS[PARENT]
    assert old.post(f"/x/{PARENT}/recompute").status_code == 303
    assert old.post("/x/bbbbbbbbbbb/recompute").status_code == 404


def test_a_result_of_the_present_model_is_not_put_beside_itself(
    old: TestClient, experiment: dict[str, Any]
) -> None:
    experiment["sysfs"]["weights"]["0"] = 4
    url = old.post("/api/v1/experiments", json=experiment).json()["url"]

    assert "recompute" not in old.get(url).text
