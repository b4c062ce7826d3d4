"""Bring the database to the present schema, also when several processes start at once."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

__all__ = ("migrate",)

_LOCKS: Final = {
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": "SELECT pg_advisory_xact_lock(7175176)",
}


def migrate(engine: Engine) -> None:
    """Apply the migrations that are missing; whoever comes second waits and finds them done.

    A lock is taken before Alembic looks, so that nobody migrates on an old look. It ends with the
    transaction that holds all of the change: a migration that is cut off has changed nothing.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect() as connection:
        connection.exec_driver_sql(_LOCKS[engine.dialect.name])
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
