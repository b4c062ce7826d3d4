"""The subcommand ``push``: experiments of files become shares of a server."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any, Final

from app.client import AnswerError, Client, ClientError
from app.console.common import BAD_INPUT, RefusedError, parser
from simcore.cli.reading import attempt, document_of

__all__ = ("main",)

_SAID: Final = ("title", "notes", "parent", "view", "listed")
"""What a share holds beside its experiment."""


def main(argv: Sequence[str]) -> int:
    """Share files and print their links; 2 when one was refused, with every problem."""
    options = _options(argv)
    try:
        client = Client(options.to, timeout=options.timeout)
    except ClientError as error:
        raise RefusedError(f"--to: {error}") from error
    links = [_push(client, file, options) for file in options.files]
    return BAD_INPUT if None in links else 0


def _options(argv: Sequence[str]) -> argparse.Namespace:
    made = parser("push", "Share experiments on a server and print their links.")
    made.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="an experiment, a share, or what pull printed, as JSON; - reads standard input",
    )
    made.add_argument("--to", metavar="URL", required=True, help="where the server's pages are")
    made.add_argument("--title", help="a title, before that of the file")
    made.add_argument("--notes", help="notes, before those of the file")
    made.add_argument("--parent", metavar="SID", help="the share that this one was made from")
    made.add_argument("--timeout", type=float, default=30, help="seconds for each answer")
    return made.parse_args(argv)


def _push(client: Client, file: str, options: argparse.Namespace) -> str | None:
    """The link of a file's share; None after what is wrong was told."""
    read = attempt(file, lambda: document_of(file))
    if read is None:
        return None
    known = read.get("sid") if isinstance(read, dict) else None
    document = _share(read, options)
    try:
        pushed = client.push(document)
    except AnswerError as error:
        for problem in error.problems or (error,):
            print(f"{file}: {problem}", file=sys.stderr)
        return None
    except ClientError as error:
        print(f"{file}: {error}", file=sys.stderr)
        return None
    if known not in (None, pushed.sid):
        told = f"{file}: {known} has another name there, {pushed.sid}: it was made of a draft"
        print(f"{told}, or other words were given", file=sys.stderr)
    print(pushed.link, flush=True)
    return pushed.link


def _share(document: Any, options: argparse.Namespace) -> Any:
    """What is sent: the file's share, with what the options say.

    A twin that was pulled keeps its words and its parent, so that it gets the same name anywhere.
    What cannot be read as a share goes as it is: the server tells best what is wrong with it.
    """
    given = {name: getattr(options, name) for name in ("title", "notes", "parent")}
    given = {name: value for name, value in given.items() if value is not None}
    if not isinstance(document, dict):
        return document
    if "experiment" not in document:
        return {"experiment": document, **given} if given else document
    if "sid" in document:
        document = {name: document[name] for name in ("experiment", *_SAID) if name in document}
    return {**document, **given}
