"""The subcommand ``record [EXPERIMENT]``: real system calls, written down as a trace."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from simcore.cli.reading import program
from simcore.errors import SpecError
from simcore.record import Recordable, record
from simcore.record.cases import basic_cases
from simcore.record.machine import describe
from simcore.spec import decode, parse_json

__all__ = ("main",)

_BAD_INPUT = 2


def main(argv: Sequence[str]) -> int:
    """Record an experiment's events, or the built-in cases; 2: it cannot be done."""
    parser = argparse.ArgumentParser(
        prog=program("record"),
        description="Run events with real system calls and write a trace that replay reads. "
        "Weights, cpusets and huge-page settings of the machine are left alone.",
    )
    parser.add_argument("experiment", nargs="?", help="an experiment as JSON, - for standard input")
    name = parser.parse_args(argv).experiment
    try:
        trace = record(_cases(name))
    except SpecError as error:
        for problem in error.problems:
            print(f"{name}: {problem.pointer or '/'}: {problem.detail}", file=sys.stderr)
        return _BAD_INPUT
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or error
        print(f"{name or 'record'}: {told}", file=sys.stderr)
        return _BAD_INPUT
    print(json.dumps(trace, separators=(",", ":")))
    return 0


def _cases(name: str | None) -> list[Recordable]:
    if name is None:
        machine = describe()
        return basic_cases(machine["mems_allowed"], machine["cpu"])
    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    return [Recordable("experiment", decode(parse_json(data)))]
