"""The subcommand ``withdraw``: links are taken down by who keeps the store, whoever made them."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from app.console.common import BAD_INPUT, RefusedError, parser, settings
from app.db.engine import DatabaseError, open_engine
from app.db.reading import open_to_read
from app.db.store import Store

__all__ = ("main",)


def main(argv: Sequence[str]) -> int:
    """Leave tombstones of shares; 2 when one is not there."""
    made = parser(
        "withdraw",
        "Take links down for good: title, notes and view are erased, the link answers 410.",
        store=True,
    )
    made.add_argument(
        "shares", nargs="+", metavar="SID", help="a share's name, the end of its link"
    )
    options = made.parse_args(argv)
    links = [share for share in options.shares if "/" in share]
    if links:
        told = "a link may be that of another server: give the name of the share alone"
        raise RefusedError(f"{links[0]}: {told}")
    url = settings(options).store_url
    try:
        open_to_read(url).dispose()  # which neither makes a store nor brings one up to date
        engine = open_engine(url)
    except DatabaseError as error:
        raise RefusedError(str(error)) from error
    store = Store(engine)
    status = 0
    for sid in options.shares:
        if store.withdraw(sid) or store.has_share(sid):
            print(f"{sid}: withdrawn")
        else:
            print(f"{sid}: there is no such share", file=sys.stderr)
            status = BAD_INPUT
    engine.dispose()
    return status
