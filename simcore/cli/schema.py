"""The subcommand ``schema``: the JSON schema of an experiment."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from simcore.cli.reading import program
from simcore.spec import Experiment

__all__ = ("main",)


def main(argv: Sequence[str]) -> int:
    """Print the schema."""
    argparse.ArgumentParser(
        prog=program("schema"), description="Print the JSON schema of an experiment."
    ).parse_args(argv)
    print(json.dumps(Experiment.model_json_schema(), indent=1))
    return 0
