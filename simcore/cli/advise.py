"""The subcommand ``advise FILE|-``: the best weights for an experiment, in words and commands."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from simcore.cli.reading import BAD_INPUT, attempt, experiment_of, program
from simcore.search import Bound, NoAnswer, advise
from simcore.spec import decode

__all__ = ("main",)


def main(argv: Sequence[str]) -> int:
    """Print the advice; 2 when the input or the bound cannot be used, with every problem."""
    asked = _parser().parse_args(argv)
    try:
        advice = attempt(
            asked.file, lambda: advise(decode(experiment_of(asked.file)), bound=_bound(asked))
        )
    except ValueError as error:
        print(f"{asked.file}: {error}", file=sys.stderr)
        return BAD_INPUT
    except NoAnswer as reason:
        print(reason)
        return 0
    if advice is None:
        return BAD_INPUT
    print(advice.text, "", *advice.commands, sep="\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program("advise"), description="Say which weights are best, and why."
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
