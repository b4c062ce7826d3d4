"""``backup``: a whole store in one file, while somebody writes."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from app.console.commands import run
from app.db.store import NewShare, Store
from app.settings import Settings


def share(number: int) -> NewShare:
    return NewShare(
        digest=f"{number:064x}",
        content=f"c{number}",
        experiment_text="x" * 2000,
        model="1",
        result_text="{}",
        parent=None,
        title=f"share {number}",
        notes="",
        view_text="{}",
    )


def counts(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        return [
            int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
            for table in ("content", "result", "share")
        ]


def backup(settings: Settings, file: Path) -> int:
    return run(["backup", "--data-dir", str(settings.data_dir), str(file)])


def test_a_copy_is_whole_while_a_writer_writes(
    settings: Settings, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stop = threading.Event()
    written = 0

    def write() -> None:
        nonlocal written
        while not stop.is_set():
            store.add(share(written))
            written += 1

    writer = threading.Thread(target=write)
    writer.start()
    files = [tmp_path / f"copy-{n}.db" for n in range(5)]
    before = 0
    for file in files:
        while written < before + 5:  # the store grows between copies
            stop.wait(0.005)
        assert backup(settings, file) == 0
        found = counts(file)
        assert len(set(found)) == 1  # a share is there with its content and its result, or not
        assert before <= found[0] <= written + 1
        before = found[0]
    stop.set()
    writer.join()

    assert before >= 20
    assert sorted(path.name for path in tmp_path.glob("copy-*")) == [file.name for file in files]
    assert str(files[0]) in capsys.readouterr().out


def test_a_copy_serves(settings: Settings, store: Store, tmp_path: Path) -> None:
    sid, _ = store.add(share(7))
    folder = tmp_path / "restored"
    folder.mkdir()

    assert backup(settings, folder / "ilx.db") == 0

    from app.db.engine import open_engine

    engine = open_engine(Settings(data_dir=folder).store_url)
    assert Store(engine).has_share(sid)
    engine.dispose()


def test_nothing_is_overwritten(
    settings: Settings, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store.check()
    file = tmp_path / "precious"
    file.write_text("mine")

    assert backup(settings, file) == 2
    assert f"{file} is there already" in capsys.readouterr().err
    assert file.read_text() == "mine"


def test_what_cannot_be_copied_is_told(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert backup(settings, tmp_path / "copy.db") == 2
    assert f"there is no store at {settings.data_dir / 'ilx.db'}" in capsys.readouterr().err
    settings.data_dir.mkdir()
    (settings.data_dir / "ilx.db").write_text("no database at all " * 100)
    assert backup(settings, tmp_path / "copy.db") == 2
    assert "file is not a database" in capsys.readouterr().err
    assert backup(settings, tmp_path / "no" / "folder" / "copy.db") == 2
    assert list(tmp_path.glob("*copy*")) == []


def test_postgresql_copies_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("ILX_DATABASE_URL", "postgresql://ilx:secret@db/ilx")

    assert run(["backup", str(tmp_path / "copy")]) == 2
    told = capsys.readouterr().err
    assert "pg_dump -Fc" in told
    assert "secret" not in told
