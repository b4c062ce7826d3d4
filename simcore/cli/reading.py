"""What subcommands on one document have in common: reading it, and telling what is wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from simcore.errors import SpecError
from simcore.spec import parse_json

__all__ = ("BAD_INPUT", "attempt", "document_of", "experiment_of", "program", "read")

BAD_INPUT = 2
"""Exit status of a document that cannot be used."""

Made = TypeVar("Made")


def read(name: str) -> bytes:
    """A file's bytes, or those of standard input for ``-``. Raises OSError."""
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def document_of(name: str) -> Any:
    """The plain data in a file or in standard input. Raises OSError, SpecError."""
    return parse_json(read(name))


def experiment_of(name: str) -> Any:
    """The experiment in a file, bare or in what a server keeps with it, as ``ilx pull`` prints it.

    Raises OSError, SpecError.
    """
    document = document_of(name)
    held = document.get("experiment") if isinstance(document, dict) else None
    return held if isinstance(held, dict) else document


def program(command: str) -> str:
    """How a subcommand was called, for its help."""
    by_module = Path(sys.argv[0]).parent.name == "simcore"
    return f"{'python -m simcore' if by_module else 'ilx'} {command}"


def attempt(name: str, act: Callable[[], Made]) -> Made | None:
    """What ``act`` makes of a file, or None after every problem was told on standard error."""
    try:
        return act()
    except OSError as error:
        print(f"{name}: {error.strerror}", file=sys.stderr)
    except SpecError as error:
        for problem in error.problems:
            print(f"{name}: {problem.pointer or '/'}: {problem.detail}", file=sys.stderr)
    return None
