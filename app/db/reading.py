"""A store that somebody looks at and nobody changes: not made, not migrated, not locked."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from app.db.engine import BUSY_TIMEOUT_MS, DatabaseError, open_engine

__all__ = ("file_of", "open_to_read")

_MIGRATIONS = Path(__file__).parent / "migrations"


def file_of(url: str) -> Path | None:
    """The file of a SQLite store, None for a database on a server. Raises DatabaseError."""
    try:
        where = make_url(url)
    except ArgumentError:
        raise DatabaseError("the address of the database cannot be read") from None
    if where.get_backend_name() != "sqlite":
        return None
    return Path(where.database or "")


def open_to_read(url: str) -> Engine:
    """An engine that only reads. Raises DatabaseError for a store that is not there or not new."""
    file = file_of(url)
    engine = open_engine(url) if file is None else _sqlite(file)
    try:
        found = _revision(engine)
    except DBAPIError as error:
        engine.dispose()
        raise DatabaseError(f"the store cannot be read: {error.orig}") from error
    wanted = _newest()
    if found != wanted:
        engine.dispose()
        raise DatabaseError(
            f"the store's schema is {found or 'none'}, this ilx reads {wanted}: "
            "ilx serve brings a store up to date"
        )
    return engine


def _sqlite(file: Path) -> Engine:
    if not file.is_file():
        raise DatabaseError(f"there is no store at {file}")
    where = f"file:{quote(str(file.absolute()))}"
    url = URL.create("sqlite", database=where, query={"mode": "ro", "uri": "true"})
    engine = create_engine(url)
    event.listen(engine, "connect", _be_patient)
    return engine


def _be_patient(connection: sqlite3.Connection, _entry: object) -> None:
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _newest() -> str | None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head()
