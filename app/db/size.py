"""How much the store takes."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

__all__ = ("stored_bytes",)


def stored_bytes(engine: Engine) -> float:
    """Bytes of the database: of its files, or as its server says; NaN while that is away."""
    if engine.dialect.name == "sqlite":
        files = (Path(f"{engine.url.database}{end}") for end in ("", "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())
    try:
        with engine.connect() as connection:
            told = connection.exec_driver_sql("SELECT pg_database_size(current_database())")
            return float(told.scalar_one())
    except SQLAlchemyError:
        return float("nan")
