"""``python -m app``: it says where it listens, or why it cannot start."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from app import __main__ as module
from app.db import engine
from app.settings import CHECKOUT


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ILX_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ILX_PORT", "0")
    return tmp_path


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize(
    "name, value",
    [
        ("ILX_PORT", "eighty"),
        ("ILX_DATABASE_URL", "postgresql://nowhere/ilx"),
        ("ILX_DATABASE_URL", "no address"),
        ("ILX_DATA_DIR", "/dev/null/data"),
    ],
)
def test_a_start_that_cannot_succeed_says_why_and_ends(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)

    assert module.main() == 2
    assert capsys.readouterr().err.startswith("ilx cannot start: ")


def test_a_running_server_says_where_it_listens(environment: Path) -> None:
    command = [sys.executable, "-u", "-m", "app"]
    process = subprocess.Popen(
        command, cwd=CHECKOUT, env=os.environ, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    process.terminate()
    process.communicate()

    assert process.returncode == 0
    assert line.startswith("ilx listens at http://127.0.0.1:")
    assert (environment / "data" / "ilx.db").exists()


def test_a_port_that_is_taken_is_told_in_a_sentence(
    environment: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("ILX_PORT", str(port))

        assert module.main() == 2
    told = f"ilx cannot start: it cannot listen at 127.0.0.1 port {port}: Address already in use"
    assert capsys.readouterr().err.strip() == told


@pytest.mark.parametrize(
    "content, sentence",
    [(b"no database" * 1000, "is damaged or is none"), (None, "cannot be opened or reached")],
)
def test_a_database_that_cannot_be_used_is_told_in_a_sentence(
    content: bytes | None,
    sentence: str,
    environment: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = environment / "data" / "ilx.db"
    file.parent.mkdir()
    if content is None:
        file.mkdir()  # a folder where the file should be
    else:
        file.write_bytes(content)

    assert module.main() == 2
    told = capsys.readouterr().err
    assert told.startswith("ilx cannot start: the database ")
    assert sentence in told


def test_a_database_that_somebody_locks_is_told_in_a_sentence(
    environment: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 100)
    (environment / "data").mkdir()
    other = sqlite3.connect(environment / "data" / "ilx.db", isolation_level=None)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("BEGIN EXCLUSIVE")

    assert module.main() == 2
    assert "another program holds the database locked" in capsys.readouterr().err
    other.close()
