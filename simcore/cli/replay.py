"""The subcommand ``replay FILE…``: traces held against the engine."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from simcore.cli.reading import program
from simcore.replay.files import replay_files
from simcore.replay.tally import Tally

__all__ = ("main",)


def main(argv: Sequence[str]) -> int:
    """Replay files; 0: everything agrees, 1: something differs, 2: a file cannot be used."""
    parser = argparse.ArgumentParser(
        prog=program("replay"),
        description="Hold recorded runs of real kernels against the engine.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a trace; - reads standard input")
    parser.add_argument("-v", "--verbose", action="store_true", help="list each difference")
    options = parser.parse_args(argv)
    total, bad = Tally(), False
    for name, found in replay_files([(file, _reader(file)) for file in options.files]):
        if isinstance(found, str):
            bad = True
            print(f"{name}: {found}", file=sys.stderr)
            continue
        total.add(found)
        print(f"{name}: {_summary(found)}")
        if options.verbose:
            for difference in found.differences:
                print(difference)
    for kind, count in sorted(total.given.items()):
        print(f"given by the recordings: {count} {kind}")
    for op, count in sorted(total.skipped.items()):
        print(f"not done where it was recorded: {count} {op}")
    print(total.last_line())
    return 2 if bad else int(total.wrong > 0)


def _reader(file: str) -> Callable[[], bytes]:
    return sys.stdin.buffer.read if file == "-" else Path(file).read_bytes


def _summary(tally: Tally) -> str:
    return (
        f"{tally.cases} cases, pages {tally.pages} ({tally.wrong_pages} wrong), "
        f"calls {tally.calls} ({tally.wrong_calls} wrong), "
        f"counter steps {tally.steps} ({tally.wrong_steps} wrong), inexact {tally.inexact}"
    )
