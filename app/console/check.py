"""The subcommand ``check``: every hash and every reference of a store, verified."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.console.common import FAILED, RefusedError, parser, settings
from app.db.engine import DatabaseError
from app.db.reading import open_to_read
from app.db.whole import Whole
from app.services.checking import Checked, check

__all__ = ("main",)


def main(argv: Sequence[str]) -> int:
    """Check a store, also one that is used; 1 when something is wrong, a line for each."""
    made = parser("check", "Verify every hash, name and reference of the store.", store=True)
    made.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="a backup, instead of the store"
    )
    options = made.parse_args(argv)
    file: Path | None = options.file
    url = settings(options).store_url if file is None else f"sqlite:///{file.absolute()}"
    try:
        engine = open_to_read(url)
    except DatabaseError as error:
        raise RefusedError(str(error)) from error
    checked = Checked()
    for problem in check(Whole(engine), checked):
        print(problem)
    engine.dispose()
    print(checked.summary())
    return FAILED if checked.wrong else 0
