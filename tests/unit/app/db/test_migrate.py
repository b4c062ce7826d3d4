"""Migrations: what was cut off is done again, whoever comes second waits."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from app.db.engine import open_engine
from app.db.migrate import migrate
from app.settings import CHECKOUT

KILLED_BEFORE_COMMIT = """
import os, signal, sys
from sqlalchemy import event
from app.db.engine import open_engine
from app.db.migrate import migrate

engine = open_engine(sys.argv[1])
event.listen(engine, "commit", lambda _: os.kill(os.getpid(), signal.SIGKILL))
migrate(engine)
"""


def tables(file: Path) -> set[str]:
    with sqlite3.connect(file) as database:
        rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name for (name,) in rows}


def test_a_migration_that_was_killed_is_finished_by_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "ilx.db"
    url = f"sqlite:///{file}"
    command = [sys.executable, "-c", KILLED_BEFORE_COMMIT, url]
    killed = subprocess.run(command, cwd=CHECKOUT, env=os.environ, check=False)

    assert killed.returncode == -signal.SIGKILL
    assert tables(file) == set()  # nothing of it is there, not even a part
    migrate(open_engine(url))
    assert {"content", "result", "share", "alembic_version"} <= tables(file)
    migrate(open_engine(url))
