"""The subcommand ``export-site``: all shares as files that any file server can serve."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from app.console.common import FAILED, RefusedError, parser, settings
from app.db.engine import DatabaseError
from app.db.reading import open_to_read
from app.db.whole import Whole
from app.services.site import Site
from app.settings import CHECKOUT
from app.templating import Pages, Templates
from app.words import LANGUAGES, words_of

__all__ = ("main",)


def main(argv: Sequence[str]) -> int:
    """Write the site; 1 when a share could not be shown, 2 when the folder cannot be used."""
    options = _options(argv)
    folder: Path = options.folder
    try:
        if folder.exists() and any(folder.iterdir()):
            raise RefusedError(f"{folder} is not empty: name a new folder")
        engine = open_to_read(settings(options).store_url)
    except (DatabaseError, OSError) as error:
        raise RefusedError(str(error)) from error
    pages = Pages(Templates(CHECKOUT / "templates", {}), words_of(options.language))
    site, failed = Site(folder, pages, only_listed=options.index == "listed"), False
    try:
        for problem in site.write(Whole(engine)):
            failed = True
            print(problem, file=sys.stderr)
    except OSError as error:
        raise RefusedError(f"{folder} cannot be written: {error}") from error
    finally:
        engine.dispose()
    print(f"{folder / 'index.html'}: {site.written} shares")
    return FAILED if failed else 0


def _options(argv: Sequence[str]) -> argparse.Namespace:
    made = parser("export-site", "Write all shares as files for any file server.", store=True)
    made.add_argument("folder", type=Path, metavar="FOLDER", help="a folder that is new or empty")
    made.add_argument("--language", choices=LANGUAGES, default="en", help="of the pages; else en")
    made.add_argument(
        "--index",
        choices=("all", "listed"),
        default="all",
        help="which shares the lists name: all, or those that their authors have listed; "
        "every share has its page in any case",
    )
    return made.parse_args(argv)
