"""``check``: a sound store has nothing wrong; every kind of damage is found and named."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tracemalloc
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.console.commands import run
from app.db.tables import Share
from app.services.sharing import share_digest
from app.settings import Settings
from tests.build import edited
from tests.conftest import DATA, ON_BOTH

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def filled(client: TestClient, experiment: dict[str, Any]) -> dict[str, str]:
    """Names of shares in the store: a parent, its child, a withdrawn one with a child."""

    def post(**said: Any) -> str:
        answer = client.post("/api/v1/experiments", json={"experiment": experiment, **said})
        return str(answer.json()["sid"])

    parent = post(title="Parent", notes="two\nlines", view={"b": [1, "ä"], "a": {}}, listed=True)
    draft = client.post("/api/v1/drafts", json={"experiment": edited(experiment, "/seed", 7)})
    token = {"Authorization": f"Bearer {draft.json()['edit_token']}"}
    address = f"/api/v1/drafts/{draft.json()['id']}/publish"
    gone = client.post(address, headers=token | {"If-Match": "*"}).json()["sid"]
    made = {"parent": parent, "child": post(parent=parent), "gone": gone}
    made["orphan"] = post(parent=gone)
    assert client.delete(f"/api/v1/shares/{gone}", headers=token).status_code == 204
    return made


@pytest.fixture
def copy(filled: dict[str, str], settings: Settings, tmp_path: Path) -> Path:
    """A copy of the store in which everything can be changed."""
    assert filled
    file = tmp_path / "copy.db"
    assert run(["backup", "--data-dir", str(settings.data_dir), str(file)]) == 0
    with closing(sqlite3.connect(file)) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            database.execute(f"DROP TRIGGER {name}")
        database.commit()
    return file


def damaged(file: Path, statement: str, *values: str) -> None:
    with closing(sqlite3.connect(file)) as database:
        assert database.execute(statement, values).rowcount == 1
        database.commit()


def problems(file: Path, capsys: Capture) -> list[str]:
    capsys.readouterr()
    assert run(["check", str(file)]) == 1
    *told, summary = capsys.readouterr().out.splitlines()
    assert summary == f"checked 2 contents, 2 results, 4 shares, 1 drafts: wrong {len(told)}"
    return told


@ON_BOTH
def test_a_store_that_is_used_has_nothing_wrong(
    filled: dict[str, str],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    assert filled
    monkeypatch.setenv("ILX_DATABASE_URL", settings.store_url)

    assert run(["check"]) == 0
    assert capsys.readouterr().out == "checked 2 contents, 2 results, 4 shares, 1 drafts: wrong 0\n"


def test_a_check_changes_nothing(copy: Path, capsys: Capture) -> None:
    before = copy.read_bytes()

    assert run(["check", str(copy)]) == 0
    assert copy.read_bytes() == before
    assert [path.name for path in copy.parent.glob("copy*")] == ["copy.db"]
    assert "wrong 0" in capsys.readouterr().out


def test_a_changed_text_is_found(copy: Path, capsys: Capture) -> None:
    damaged(copy, """UPDATE content SET text = text || ' ' WHERE text LIKE '%"seed":7%'""")

    (told,) = problems(copy, capsys)
    assert told.startswith("content ")
    assert "its hash is another" in told


@pytest.mark.parametrize(
    "column, value",
    [("title", "Payload"), ("notes", ""), ("view", "{}"), ("view", "{"), ("listed", "0")],
)
def test_changed_words_are_found(
    column: str, value: str, copy: Path, filled: dict[str, str], capsys: Capture
) -> None:
    sid = filled["parent"]
    damaged(copy, f"UPDATE share SET {column} = ? WHERE sid = ?", value, sid)

    assert problems(copy, capsys) == [
        f"share {sid}: what it says is not what was stored: its digest is another"
    ]


@pytest.mark.parametrize("name", ["bbbbbbbbbbb", "nonsense", ""])
def test_a_wrong_name_is_found(
    name: str, copy: Path, filled: dict[str, str], capsys: Capture
) -> None:
    damaged(copy, "UPDATE share SET sid = ? WHERE sid = ?", name, filled["child"])

    assert problems(copy, capsys) == [f"share {name}: the name is not the one of its digest"]


def test_a_digest_of_another_share_is_found(
    copy: Path, filled: dict[str, str], capsys: Capture
) -> None:
    sid = filled["gone"]
    damaged(copy, "UPDATE share SET digest = 'no number' WHERE sid = ?", sid)

    assert problems(copy, capsys) == [f"share {sid}: the name is not the one of its digest"]


def test_a_missing_parent_is_found(copy: Path, filled: dict[str, str], capsys: Capture) -> None:
    with closing(sqlite3.connect(copy)) as database:
        database.execute("DELETE FROM share WHERE sid = ?", (filled["parent"],))
        database.commit()
    assert run(["check", str(copy)]) == 1

    told = capsys.readouterr().out
    assert f"share {filled['child']}: its parent {filled['parent']} is not there" in told
    assert "of share names a row of share that is not there" in told
    assert "3 shares, 1 drafts: wrong 2" in told


def test_a_missing_result_is_found(copy: Path, filled: dict[str, str], capsys: Capture) -> None:
    statement = """DELETE FROM result WHERE content IN
        (SELECT content FROM content WHERE text LIKE '%"seed":7%')"""
    damaged(copy, statement)
    capsys.readouterr()

    assert run(["check", str(copy)]) == 1
    told = capsys.readouterr().out
    assert f"share {filled['gone']}: its result by model " in told
    assert "1 results, 4 shares, 1 drafts: wrong 1" in told


def test_a_missing_content_is_found_from_both_sides(copy: Path, capsys: Capture) -> None:
    damaged(copy, """DELETE FROM content WHERE text LIKE '%"seed":7%'""")
    capsys.readouterr()

    assert run(["check", str(copy)]) == 1
    told = capsys.readouterr().out
    assert "there is no content of this name" in told
    assert "is not there" in told
    assert "names a row of content that is not there" in told


@pytest.mark.parametrize("text", ["substr(text, 1, length(text) / 2)", "''", "'[]'", "'{}'"])
def test_a_result_that_is_cut_off_is_found(text: str, copy: Path, capsys: Capture) -> None:
    statement = f"""UPDATE result SET text = {text} WHERE content IN
        (SELECT content FROM content WHERE text LIKE '%"seed":7%')"""
    damaged(copy, statement)

    (told,) = problems(copy, capsys)
    assert told.endswith("the text cannot be read as a result")


def test_a_result_of_something_else_is_found(copy: Path, capsys: Capture) -> None:
    other = json.dumps({"content": "c", "model": "0"})
    damaged(copy, f"UPDATE result SET text = '{other}' WHERE rowid = 1")

    (told,) = problems(copy, capsys)
    assert told.endswith("the text is the result of content c by model 0")


@pytest.mark.parametrize(
    "column, value, told",
    [
        ("text", "{", "the text cannot be read as an experiment"),
        ("text", '{"experiment": {}}', "the text cannot be read as an experiment"),
        ("token", "open", "the name or the hash of the token is none"),
        ("gone", "2026-01-01T00:00:00+00:00", "it is gone, and its text is still there"),
    ],
)
def test_a_damaged_draft_is_found(
    column: str, value: str, told: str, copy: Path, capsys: Capture
) -> None:
    damaged(copy, f"UPDATE draft SET {column} = ?", value)

    (problem,) = problems(copy, capsys)
    assert problem.startswith("draft ")
    assert problem.endswith(told)


def test_a_share_whose_draft_is_lost_is_found(
    copy: Path, filled: dict[str, str], capsys: Capture
) -> None:
    damaged(copy, "DELETE FROM draft")

    assert run(["check", str(copy)]) == 1
    told = capsys.readouterr().out
    assert f"share {filled['gone']}: its draft " in told
    assert "so nobody can withdraw it\nchecked" in told


def test_pages_that_a_disk_has_lost_are_found(copy: Path, capsys: Capture) -> None:
    with copy.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 4)
    capsys.readouterr()

    assert run(["check", str(copy)]) == 1
    assert "database: " in capsys.readouterr().out


def test_what_is_no_store_of_this_version_ends_with_2(tmp_path: Path, capsys: Capture) -> None:
    old, text, empty = tmp_path / "old.db", tmp_path / "text.db", tmp_path / "empty.db"
    with closing(sqlite3.connect(old)) as database:
        database.executescript((DATA / "first-store" / "ilx.sql").read_text("utf-8"))
    text.write_text("no database at all " * 100)
    empty.touch()

    for file, told in (
        (old, "schema is 0001, this ilx reads "),
        (text, "file is not a database"),
        (empty, "schema is none"),
        (tmp_path / "nowhere.db", f"there is no store at {tmp_path / 'nowhere.db'}"),
    ):
        assert run(["check", str(file)]) == 2
        assert told in capsys.readouterr().err


def test_the_digest_covers_every_column_of_a_share_that_an_author_sets() -> None:
    """A column that comes later must be in the digest, or be named here as one that is not."""
    not_said = {"sid", "digest", "model", "created", "withdrawn"}
    covered = set(share_digest.__kwdefaults__ or {}) | {
        name.removesuffix("_text") for name in share_digest.__annotations__ if name != "return"
    }

    assert covered == set(Share.model_fields) - not_said


def test_rows_are_not_all_in_memory_at_once(
    settings: Settings, filled: dict[str, str], capsys: Capture
) -> None:
    assert filled
    each, rows = 40_000, 2_000
    with closing(sqlite3.connect(settings.data_dir / "ilx.db")) as database:
        made = ((f"{number:064x}", "x" * each) for number in range(rows))
        database.executemany("INSERT INTO content VALUES (?, ?)", made)
        database.commit()
    tracemalloc.start()

    assert run(["check", "--data-dir", str(settings.data_dir)]) == 1

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert f"wrong {rows}" in capsys.readouterr().out
    assert peak < each * rows / 4


def test_a_copied_folder_is_a_store(
    filled: dict[str, str], settings: Settings, tmp_path: Path
) -> None:
    assert filled
    shutil.copytree(settings.data_dir, tmp_path / "moved")

    assert run(["check", "--data-dir", str(tmp_path / "moved")]) == 0
