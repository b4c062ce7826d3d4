"""The subcommand ``backup``: one file that holds the store as it was at one moment."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from app.console.common import RefusedError, parser, settings
from app.db.engine import DatabaseError
from app.db.reading import file_of

__all__ = ("main",)


def main(argv: Sequence[str]) -> int:
    """Copy the store; 2 when that cannot be done."""
    made = parser("backup", "Copy the store into one file, while it is used.", store=True)
    made.add_argument("file", type=Path, metavar="FILE", help="a file that is not there yet")
    options = made.parse_args(argv)
    url = settings(options).store_url
    try:
        source = file_of(url)
    except DatabaseError as error:
        raise RefusedError(str(error)) from error
    if source is None:
        name = make_url(url).render_as_string()
        raise RefusedError(f"PostgreSQL makes its own copies: pg_dump -Fc -f {options.file} {name}")
    if not source.is_file():
        raise RefusedError(f"there is no store at {source}")
    try:
        _copy(source, options.file)
    except FileExistsError as error:
        raise RefusedError(f"{options.file} is there already: name a new file") from error
    except (OSError, sqlite3.Error) as error:
        raise RefusedError(f"{source} cannot be copied to {options.file}: {error}") from error
    print(f"{options.file}: {options.file.stat().st_size} bytes, a copy of {source}")
    return 0


def _copy(source: Path, target: Path) -> None:
    """A copy under its name only when it is whole. Raises OSError, sqlite3.Error.

    All pages come from one read transaction: who writes meanwhile is neither stopped nor seen.
    """
    if target.exists():
        raise FileExistsError(target)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as old,
            closing(sqlite3.connect(part)) as new,
        ):
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        shutil.copymode(source, part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        target.hardlink_to(part)  # which, unlike a rename, never replaces what is there
    finally:
        part.unlink(missing_ok=True)
