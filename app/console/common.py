"""What subcommands have in common: the refusal, and which store they work on."""

from __future__ import annotations

import argparse
import os
from collections import ChainMap
from collections.abc import Mapping
from typing import Final

from app.settings import Settings, SettingsError

__all__ = ("BAD_INPUT", "FAILED", "RefusedError", "environment", "parser", "settings")

FAILED: Final = 1
"""Exit status of a check that found something."""
BAD_INPUT: Final = 2
"""Exit status of what cannot be done as it was asked."""

_OPTIONS: Final = {"host": "ILX_HOST", "port": "ILX_PORT", "data_dir": "ILX_DATA_DIR"}


class RefusedError(Exception):
    """What was asked cannot be done; the message is a sentence for who asked."""


def parser(name: str, description: str, *, store: bool = False) -> argparse.ArgumentParser:
    """The parser of a subcommand; with ``store`` it has an option that says which store."""
    made = argparse.ArgumentParser(prog=f"ilx {name}", description=description)
    if store:
        made.add_argument(
            "--data-dir", metavar="FOLDER", help="where the SQLite file lies, before ILX_DATA_DIR"
        )
    return made


def environment(options: argparse.Namespace) -> Mapping[str, str]:
    """The environment with what the options say before it.

    Who names a folder means the file in it, not the server that ILX_DATABASE_URL names.
    """
    given = {field: getattr(options, field, None) for field in _OPTIONS}
    said = {_OPTIONS[field]: str(value) for field, value in given.items() if value is not None}
    if "ILX_DATA_DIR" in said:
        said["ILX_DATABASE_URL"] = ""
    return ChainMap(said, dict(os.environ))


def settings(options: argparse.Namespace) -> Settings:
    """The settings that hold for a subcommand. Raises RefusedError."""
    try:
        return Settings.from_environment(environment(options))
    except SettingsError as error:
        raise RefusedError(str(error)) from error
