"""The subcommand ``withdraw``: links are taken down by who keeps the store, whoever made them."""

from __future__ import annotations

from collections.abc import Sequence

from app.client import ClientError, split_link
from app.console.common import FAILED, RefusedError, parser, settings
from app.db.engine import DatabaseError, open_engine
from app.db.reading import open_to_read
from app.db.store import Store

__all__ = ("main",)


def main(argv: Sequence[str]) -> int:
    """Leave tombstones of shares; 1 when one was not there to be withdrawn."""
    made = parser(
        "withdraw",
        "Take links down for good: title, notes and view are erased, the link answers 410.",
        store=True,
    )
    made.add_argument("shares", nargs="+", metavar="SID|URL", help="a share's name, or its link")
    options = made.parse_args(argv)
    names = [_name(share) for share in options.shares]
    url = settings(options).store_url
    try:
        open_to_read(url).dispose()  # which neither makes a store nor brings one up to date
        engine = open_engine(url)
    except DatabaseError as error:
        raise RefusedError(str(error)) from error
    store = Store(engine)
    done = [(name, store.withdraw(name), store.has_share(name)) for name in names]
    engine.dispose()
    for name, now, there in done:
        print(f"{name}: {_told(now=now, there=there)}")
    return 0 if all(now for _, now, _ in done) else FAILED


def _name(share: str) -> str:
    try:
        return split_link(share)[1] if "/" in share else share
    except ClientError as error:
        raise RefusedError(str(error)) from error


def _told(*, now: bool, there: bool) -> str:
    if now:
        return "withdrawn"
    return "was withdrawn before" if there else "there is no such share"
