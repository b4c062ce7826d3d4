"""The command ``predict FILE…``: predicted against published, case by case."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from simcore.bandwidth.predict import PredictedCase, predict_case, summarise
from simcore.cli.reading import program

__all__ = ("main", "report")

OK = 0
BAD_INPUT = 2


def main(argv: Sequence[str], out: TextIO | None = None, err: TextIO | None = None) -> int:
    """Predict the cases in the files named; 0 if all could be read, 2 otherwise.

    A file holds a case, or a list of cases. What can be read is reported in any case; ``-`` reads
    standard input.
    """
    parser = argparse.ArgumentParser(prog=program("predict"), description=__doc__)
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="a prediction case or a list of them, JSON"
    )
    parser.add_argument("--json", action="store_true", help="every point, as JSON")
    asked = parser.parse_args(argv)
    out, err = out or sys.stdout, err or sys.stderr
    cases, status = [], OK
    for name in asked.files:
        try:
            found = json.loads(_read(name))
            cases += [
                predict_case(case) for case in (found if isinstance(found, list) else [found])
            ]
        except (OSError, ValueError) as problem:
            err.write(f"{name}: {getattr(problem, 'strerror', None) or problem}\n")
            status = BAD_INPUT
    out.write(_as_json(cases) if asked.json else report(cases))
    return status


def report(cases: Sequence[PredictedCase]) -> str:
    """One line per case and one for all of them."""
    width = max((len(case.id) for case in cases), default=0)
    lines = []
    for case in cases:
        own = summarise([case])
        lines.append(
            f"{case.id:<{width}}  {own.points:4d} points  "
            f"mean {own.mean:6.2f} %  max {own.max:6.2f} %"
        )
    return "\n".join([*lines, str(summarise(cases))]) + "\n"


def _as_json(cases: Sequence[PredictedCase]) -> str:
    """Every point of every case, and the summary."""
    total = summarise(cases)
    plain = {
        "cases": [case.as_plain() for case in cases],
        "summary": {"points": total.points, "mean": total.mean, "p95": total.p95, "max": total.max},
    }
    return json.dumps(plain, indent=1) + "\n"


def _read(name: str) -> str:
    """The text of a file, or of standard input."""
    return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
