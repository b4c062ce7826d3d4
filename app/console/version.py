"""The subcommand ``version``: what somebody else needs to know of this ilx."""

from __future__ import annotations

import platform
import tomllib
from collections.abc import Sequence

from app.console.common import parser
from app.settings import CHECKOUT
from simcore.result import MODEL_VERSION

__all__ = ("main",)


def main(argv: Sequence[str]) -> int:
    """Print the versions of the program, of its model, and of Python."""
    parser("version", "Print the versions of ilx, of its model, and of Python.").parse_args(argv)
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    print(f"ilx {project['version']}, model {MODEL_VERSION}, Python {platform.python_version()}")
    return 0
