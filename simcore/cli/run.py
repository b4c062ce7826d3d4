"""The subcommand ``run FILE|-``: an experiment in, its result out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from simcore.errors import SpecError
from simcore.simulate import simulate
from simcore.spec import decode, parse_json

__all__ = ("main",)


def main(argv: Sequence[str]) -> int:
    """Run an experiment and print its result; 2 when it cannot be used, with every problem."""
    parser = argparse.ArgumentParser(
        prog="python -m simcore run", description="Run an experiment and print its result as JSON."
    )
    parser.add_argument("file", help="an experiment as JSON; - reads standard input")
    name = parser.parse_args(argv).file
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        result = simulate(decode(parse_json(data)))
    except OSError as error:
        print(f"{name}: {error.strerror}", file=sys.stderr)
        return 2
    except SpecError as error:
        for problem in error.problems:
            print(f"{name}: {problem.pointer or '/'}: {problem.detail}", file=sys.stderr)
        return 2
    print(json.dumps(result.plain(), indent=1))
    return 0
