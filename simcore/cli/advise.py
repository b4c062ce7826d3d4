"""The subcommand ``advise FILE|-``: the best weights for an experiment, in words and commands."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from simcore.errors import SpecError
from simcore.search import Bound, NoAnswer, advise
from simcore.spec import decode, parse_json

__all__ = ("main",)

_BAD_INPUT = 2


def main(argv: Sequence[str]) -> int:
    """Print the advice; 2 when the input or the bound cannot be used, with every problem."""
    asked = _parser().parse_args(argv)
    try:
        data = sys.stdin.buffer.read() if asked.file == "-" else Path(asked.file).read_bytes()
        advice = advise(decode(parse_json(data)), bound=_bound(asked))
    except OSError as error:
        return _refuse(f"{asked.file}: {error.strerror}")
    except SpecError as error:
        lines = (f"{asked.file}: {p.pointer or '/'}: {p.detail}" for p in error.problems)
        return _refuse("\n".join(lines))
    except ValueError as error:
        return _refuse(f"{asked.file}: {error}")
    except NoAnswer as reason:
        print(reason)
        return 0
    print(advice.text, "", *advice.commands, sep="\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simcore advise", description="Say which weights are best, and why."
    )
    parser.add_argument("file", help="an experiment as JSON; - reads standard input")
    parser.add_argument("--limit", type=int, help="largest weight, or burst of pages (1 to 255)")
    parser.add_argument("--sum", type=int, help="largest sum of weights")
    return parser


def _bound(asked: argparse.Namespace) -> Bound | None:
    """The bound that was asked for; None leaves it to the search."""
    if asked.limit is None and asked.sum is None:
        return None
    return Bound(limit=255 if asked.limit is None else asked.limit, total=asked.sum)


def _refuse(text: str) -> int:
    print(text, file=sys.stderr)
    return _BAD_INPUT
