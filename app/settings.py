"""What the environment says, read once: nothing else in the program looks at it.

ILX_HOST and ILX_PORT say where to listen, ILX_DATA_DIR where the data lies. ILX_DATABASE_URL
names another database (PostgreSQL: postgresql://USER@HOST/NAME); without it the store is one
SQLite file in the data directory. ILX_DRAFT_DAYS is how long a draft lives that nobody writes.
ILX_PUBLIC_URL is the address by which people reach the server, where a proxy hides it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ("CHECKOUT", "Settings", "SettingsError")

CHECKOUT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """The environment cannot be used as it is; the message is a sentence for the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    host: str = "127.0.0.1"
    port: int = 8000
    data_dir: Path = CHECKOUT / "var"
    database_url: str | None = None
    draft_days: int = 90
    public_url: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Settings of this process; an empty variable counts as absent. Raises SettingsError."""
        readers: dict[str, tuple[str, Callable[[str], Any]]] = {
            "ILX_HOST": ("host", str),
            "ILX_PORT": ("port", _port),
            "ILX_DATA_DIR": ("data_dir", lambda text: Path(text).expanduser().absolute()),
            "ILX_DATABASE_URL": ("database_url", str),
            "ILX_DRAFT_DAYS": ("draft_days", _days),
            "ILX_PUBLIC_URL": ("public_url", _public),
        }
        return cls(
            **{
                field: read(environment[name])
                for name, (field, read) in readers.items()
                if environment.get(name)
            }
        )

    @property
    def store_url(self) -> str:
        """The address of the database."""
        return self.database_url or f"sqlite:///{self.data_dir / 'ilx.db'}"


def _days(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 36500):
        raise SettingsError(f"ILX_DRAFT_DAYS must be a number from 1 to 36500, not {text!r}")
    return int(text)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) < 65536):
        raise SettingsError(f"ILX_PORT must be a number from 0 to 65535, not {text!r}")
    return int(text)


def _public(text: str) -> str:
    """Scheme and host, without the slash that may stand behind them."""
    if not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+/?", text):
        raise SettingsError(
            f"ILX_PUBLIC_URL must be like https://ilx.example.org, without a path, not {text!r}"
        )
    return text.rstrip("/")
