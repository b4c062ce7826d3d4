"""``python -m app``: it says where it listens, or why it cannot start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import __main__ as module
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

    assert line.startswith("ilx listens at http://127.0.0.1:")
    assert (environment / "data" / "ilx.db").exists()
