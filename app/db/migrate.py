"""Bring the database to the present schema, also when several processes start at once."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

__all__ = ("migrate",)


def migrate(engine: Engine) -> None:
    """Apply the migrations that are missing; whoever comes second waits and finds them done.

    The write lock is taken before Alembic looks, so that nobody migrates on an old look.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
