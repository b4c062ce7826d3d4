"""Command line of the core: ``python -m simcore COMMAND``.

Exit status 0 is fine, 1 a comparison that failed, 2 bad input; ``-`` reads standard input.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from simcore.bandwidth.command import main as predict
from simcore.errors import SpecError
from simcore.simulate import simulate
from simcore.spec import Experiment, decode, parse_json

__all__ = ("main",)

_BAD_INPUT = 2


def _run(arguments: Sequence[str]) -> int:
    """Run an experiment and print its result."""
    parser = argparse.ArgumentParser(prog="simcore run", description=COMMANDS["run"].help)
    parser.add_argument("file", help="an experiment as JSON; - reads standard input")
    name = parser.parse_args(arguments).file
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        result = simulate(decode(parse_json(data)))
    except OSError as error:
        print(f"{name}: {error.strerror}", file=sys.stderr)
        return _BAD_INPUT
    except SpecError as error:
        for problem in error.problems:
            print(f"{name}: {problem.pointer or '/'}: {problem.detail}", file=sys.stderr)
        return _BAD_INPUT
    print(json.dumps(result.plain(), indent=1))
    return 0


def _schema(arguments: Sequence[str]) -> int:
    """Print the JSON schema of an experiment."""
    parser = argparse.ArgumentParser(prog="simcore schema", description=COMMANDS["schema"].help)
    parser.parse_args(arguments)
    print(json.dumps(Experiment.model_json_schema(), indent=1))
    return 0


def _predict(arguments: Sequence[str]) -> int:
    """Set predictions beside published measurements."""
    return predict(arguments, sys.stdout, sys.stderr)


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the command line: what it takes, what it does, the function that does it."""

    takes: str
    help: str
    act: Callable[[Sequence[str]], int]


COMMANDS: Mapping[str, Command] = {
    "predict": Command("FILE…", "published bandwidths beside the model's", _predict),
    "run": Command("FILE|-", "an experiment in, its result out, both JSON", _run),
    "schema": Command("", "the JSON schema of an experiment", _schema),
}


def main(arguments: Sequence[str]) -> int:
    """Run a command; returns the exit status."""
    listed = "\n".join(f"  {name} {row.takes}: {row.help}" for name, row in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="simcore",
        description=f"The simulation core of ilx.\n\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=sorted(COMMANDS))
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="the command's own arguments")
    chosen = parser.parse_args(arguments)
    return COMMANDS[chosen.command].act(chosen.rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
