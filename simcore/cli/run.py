"""The subcommand ``run FILE|-``: an experiment in, its result out."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from simcore.cli.reading import BAD_INPUT, attempt, experiment_of, program
from simcore.simulate import simulate
from simcore.spec import decode

__all__ = ("main",)


def main(argv: Sequence[str]) -> int:
    """Run an experiment and print its result; 2 when it cannot be used, with every problem."""
    parser = argparse.ArgumentParser(
        prog=program("run"), description="Run an experiment and print its result as JSON."
    )
    parser.add_argument("file", help="an experiment as JSON; - reads standard input")
    name = parser.parse_args(argv).file
    result = attempt(name, lambda: simulate(decode(experiment_of(name))))
    if result is None:
        return BAD_INPUT
    print(json.dumps(result.plain(), indent=1))
    return 0
