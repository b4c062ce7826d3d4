"""The database engine: one SQLite file in WAL mode, or a PostgreSQL server.

Whoever talks to a database only sees the engine; what is different between the two stands here
and in ``migrations/guards.py``.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

__all__ = ("DatabaseError", "open_engine")

BUSY_TIMEOUT_MS: Final = 5000
_POSTGRES_OPTIONS: Final = f"-c lock_timeout={BUSY_TIMEOUT_MS} -c client_encoding=UTF8"


class DatabaseError(RuntimeError):
    """The database cannot be used; the message is a sentence for the operator."""


def open_engine(url: str) -> Engine:
    """An engine on the database at ``url``. Raises DatabaseError for one that cannot be used."""
    try:
        where = make_url(url)
    except ArgumentError:
        raise DatabaseError("the address of the database cannot be read") from None
    kind = where.get_backend_name()
    if kind not in _OPENERS:
        raise DatabaseError(f"ilx keeps its data in {' or '.join(_OPENERS)}, not in {kind}")
    return _OPENERS[kind](where)


def _sqlite(where: URL) -> Engine:
    """A file; it and its folder are made when missing."""
    if not where.database or where.database == ":memory:":
        raise DatabaseError("ilx needs a database file: links must outlive the server")
    folder = Path(where.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        told = f"the folder of the database, {folder} (ILX_DATA_DIR), cannot be made"
        raise DatabaseError(f"{told}: {error.strerror}") from None
    # What somebody typed stays out of the messages of errors, and so out of the logs.
    engine = create_engine(where, connect_args={"check_same_thread": False}, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    return engine


def _postgresql(where: URL) -> Engine:
    """A server, always through psycopg 3; connections that were cut are noticed before use."""
    return create_engine(
        where.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        connect_args={"connect_timeout": 5, "options": _POSTGRES_OPTIONS},
    )


_OPENERS: Final[Mapping[str, Callable[[URL], Engine]]] = MappingProxyType(
    {"sqlite": _sqlite, "postgresql": _postgresql}
)


def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    """Set up a fresh connection; a missing one of these is how SQLite gets "locked"."""
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    mode = _ask_for_wal(connection)
    if mode != "wal":
        raise DatabaseError(f"SQLite refused WAL mode and stays in {mode}: is this a local disk?")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _ask_for_wal(connection: sqlite3.Connection) -> str:
    """The journal mode after asking for WAL.

    The very first switch needs the file for itself, and SQLite does not wait for that: servers
    that start at once on a new file take turns here.
    """
    patience = BUSY_TIMEOUT_MS // 50
    while True:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError:
            patience -= 1
            if not patience:
                raise
            time.sleep(0.05)
        else:
            return str(mode)
