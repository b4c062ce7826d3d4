"""``python -m app``: serves; with a subcommand, the command line of ilx."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from app.console.commands import run


def main(arguments: Sequence[str] = ()) -> int:
    """Run a subcommand, without one serve; returns the exit status."""
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
