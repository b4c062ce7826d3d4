"""How much the store takes."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

__all__ = ("stored_bytes",)


def stored_bytes(engine: Engine) -> int:
    """Bytes of the database's files; 0 for a database that is no file."""
    where = engine.url.database
    if engine.dialect.name != "sqlite" or where is None:
        return 0
    files = (Path(where + end) for end in ("", "-wal"))
    return sum(file.stat().st_size for file in files if file.exists())
