"""A PostgreSQL server of the tests' own, from Debian's packages, in a folder that goes with it."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

import psycopg

from app.db.engine import open_engine
from app.db.migrate import migrate

__all__ = ("NoPostgresError", "Postgres")

_TEMPLATE = "migrated"
_PATIENCE_S = 30
_HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=80")


class NoPostgresError(RuntimeError):
    """There is no server to be had; the message says why."""


class Postgres:
    """A running server without network, with a database to copy that is migrated already."""

    def __init__(self) -> None:
        self._bin = _binaries()
        self._folder = Path(tempfile.mkdtemp(prefix="ilx-postgres-"))
        self._server: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count()

    def __enter__(self) -> Self:
        # PostgreSQL refuses to run as root; Debian's package brings a user for it.
        self._user = "postgres" if os.getuid() == 0 else None
        if self._user:
            shutil.chown(self._folder, self._user)
        data = self._folder / "data"
        self._run("initdb", "-D", str(data), "-U", "ilx", "-A", "trust", "-N", "-E", "UTF8")
        options = [part for setting in _HASTE for part in ("-c", setting)]
        self._server = subprocess.Popen(
            [self._bin / "postgres", "-D", data, "-k", self._folder, "-h", "", *options],
            user=self._user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()
        self._command(f"CREATE DATABASE {_TEMPLATE}")
        engine = open_engine(self.url(_TEMPLATE))
        migrate(engine)
        engine.dispose()
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.kill()
            self._server.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """The address of a database of this server."""
        return f"postgresql://ilx@/{database}?host={self._folder}"

    def fresh(self, *, migrated: bool = True) -> str:
        """The address of a new database, empty but for the schema if that is wanted."""
        name = f"ilx{next(self._numbers)}"
        template = f" TEMPLATE {_TEMPLATE}" if migrated else ""
        self._command(f"CREATE DATABASE {name}{template}")
        return self.url(name)

    def _command(self, statement: str) -> None:
        address = f"host={self._folder} user=ilx dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._bin / program, *arguments], user=self._user, capture_output=True, check=False
        )
        if done.returncode:
            raise NoPostgresError(f"{program} failed: {done.stderr.decode()[-300:]}")

    def _wait(self) -> None:
        end = time.monotonic() + _PATIENCE_S
        while True:
            try:
                self._command("SELECT 1")
            except psycopg.OperationalError as error:
                if time.monotonic() > end:
                    raise NoPostgresError(f"the server does not answer: {error}") from None
                time.sleep(0.05)
            else:
                return


def _binaries() -> Path:
    """The folder of the newest server that is installed."""
    found = [
        path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()
    ]
    if found:
        return max(found, key=lambda path: float(path.parent.name))
    on_path = shutil.which("initdb")
    if on_path is None:
        raise NoPostgresError("PostgreSQL is not installed (Debian: postgresql)")
    return Path(on_path).resolve().parent
