"""The subcommand ``reproduce FILE|- --as KIND``: an experiment in, a program or text out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from simcore.errors import SpecError
from simcore.reproduce import REPRODUCERS
from simcore.simulate import simulate
from simcore.spec import decode, parse_json

__all__ = ("main",)


def main(argv: Sequence[str]) -> int:
    """Print a reproducer; 2 when the experiment cannot be used, with every problem."""
    parser = argparse.ArgumentParser(
        prog="python -m simcore reproduce",
        description="Print what does an experiment's events elsewhere: a C program whose trace "
        "replay reads, a shell script with numactl, or the description of a test case.",
    )
    parser.add_argument("file", help="an experiment as JSON; - reads standard input")
    parser.add_argument("--as", dest="kind", choices=sorted(REPRODUCERS), default="c")
    options = parser.parse_args(argv)
    name = options.file
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        experiment = decode(parse_json(data))
    except OSError as error:
        print(f"{name}: {error.strerror}", file=sys.stderr)
        return 2
    except SpecError as error:
        for problem in error.problems:
            print(f"{name}: {problem.pointer or '/'}: {problem.detail}", file=sys.stderr)
        return 2
    print(REPRODUCERS[options.kind](experiment, simulate(experiment)), end="")
    return 0
