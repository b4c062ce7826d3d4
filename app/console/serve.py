"""The subcommand ``serve``: pages and API until somebody stops it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from app.console.common import environment, parser
from app.serving import serve

__all__ = ("main",)


def main(argv: Sequence[str]) -> int:
    """Serve; 2 when the settings make that impossible."""
    made = parser("serve", "Serve pages and API until somebody stops it.", store=True)
    made.add_argument("--host", help="where to listen, before ILX_HOST")
    made.add_argument("--port", type=_port, help="the port, before ILX_PORT; 0 takes a free one")
    return serve(environment(made.parse_args(argv)))


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"must be a number from 0 to 65535, not {text!r}")
    return int(text)
