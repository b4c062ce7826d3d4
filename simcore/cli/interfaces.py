"""The subcommand ``interfaces FILE|-``: one wanted policy in every interface."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from simcore.cli.reading import BAD_INPUT, attempt, document_of, program
from simcore.interfaces import as_markdown, as_table, compare, decode_intent
from simcore.syscalls.structs import LAYOUTS

__all__ = ("main",)


def main(argv: Sequence[str]) -> int:
    """Print the comparison; 2 when the intent cannot be used, with every problem."""
    parser = argparse.ArgumentParser(
        prog=program("interfaces"),
        description="Say a wanted policy in every interface, and tell how far off each one is.",
    )
    parser.add_argument("file", help="an intent or an experiment as JSON; - reads standard input")
    parser.add_argument("--revision", choices=list(LAYOUTS), default="v6", help="posted series")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="for programs")
    form.add_argument("--markdown", action="store_true", help="for a mail")
    asked = parser.parse_args(argv)
    comparison = attempt(
        asked.file, lambda: compare(decode_intent(document_of(asked.file)), asked.revision)
    )
    if comparison is None:
        return BAD_INPUT
    if asked.json:
        print(json.dumps(comparison.plain(), indent=1))
    else:
        print((as_markdown if asked.markdown else as_table)(comparison), end="")
    return 0
