"""The subcommand ``reproduce FILE|- --as KIND``: an experiment in, a program or text out."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from simcore.cli.reading import BAD_INPUT, attempt, experiment_of, program
from simcore.reproduce import REPRODUCERS
from simcore.simulate import simulate
from simcore.spec import decode

__all__ = ("main",)


def main(argv: Sequence[str]) -> int:
    """Print a reproducer; 2 when the experiment cannot be used, with every problem."""
    parser = argparse.ArgumentParser(
        prog=program("reproduce"),
        description="Print what does an experiment's events elsewhere: a C program whose trace "
        "replay reads, a shell script with numactl, or the description of a test case.",
    )
    parser.add_argument("file", help="an experiment as JSON; - reads standard input")
    parser.add_argument("--as", dest="kind", choices=sorted(REPRODUCERS), default="c")
    options = parser.parse_args(argv)
    name = options.file
    experiment = attempt(name, lambda: decode(experiment_of(name)))
    if experiment is None:
        return BAD_INPUT
    print(REPRODUCERS[options.kind](experiment, simulate(experiment)), end="")
    return 0
