"""What the environment says, read once: nothing else in the program looks at it.

ILX_HOST and ILX_PORT say where to listen, ILX_DATA_DIR where the data lies. ILX_DATABASE_URL
names another database (PostgreSQL: postgresql://USER@HOST/NAME); without it the store is one
SQLite file in the data directory. ILX_DRAFT_DAYS is how long a draft lives that nobody writes.
ILX_PUBLIC_URL is the address by which people reach the server, where a proxy hides it.

For the open net: ILX_ALLOWED_HOSTS names the hosts that are answered (any when not set),
ILX_TRUSTED_PROXIES the networks of proxies whose X-Forwarded-For is believed (none),
ILX_RATE_LIMITS how often an address may ask ("off" for no limits), ILX_READ_ONLY=1 stops all
writing, ILX_LOG is json, text or off, ILX_METRICS=off hides /metrics, ILX_BODY_SECONDS bounds
the time that a body may take, ILX_SHUTDOWN_SECONDS that of requests when the server is stopped.
docs/operating.md tells more.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from app.web.addresses import Network, read_networks
from app.web.hosts import read_hosts
from app.web.logs import LOGS
from app.web.rates import DEFAULT_RATES, Rates, read_rates

__all__ = ("CHECKOUT", "Settings", "SettingsError", "unknown")

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
    allowed_hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[Network, ...] = ()
    rates: Rates = field(default_factory=lambda: DEFAULT_RATES)
    read_only: bool = False
    log: str = "text"
    metrics: bool = True
    body_seconds: float = 60
    shutdown_seconds: int = 20

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Settings of this process; an empty variable counts as absent. Raises SettingsError."""
        return cls(
            **{
                place: _read(name, read, environment[name])
                for name, (place, read) in _READERS.items()
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


def _public(text: str) -> str:
    """Scheme and host, without the slash that may stand behind them."""
    if not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+/?", text):
        raise SettingsError(
            f"ILX_PUBLIC_URL must be like https://ilx.example.org, without a path, not {text!r}"
        )
    return text.rstrip("/")


def _read(name: str, read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except ValueError as error:
        raise SettingsError(f"{name} cannot be used: {error}") from None


def _number(text: str, *, least: int = 0, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and least <= int(text) <= most):
        raise ValueError(f"it must be a number from {least} to {most}, not {text!r}")
    return int(text)


def _switch(text: str) -> bool:
    told = {"1": True, "on": True, "yes": True, "true": True}
    told |= {"0": False, "off": False, "no": False, "false": False}
    if text.strip().lower() not in told:
        raise ValueError(f"it must be 1 (on) or 0 (off), not {text!r}")
    return told[text.strip().lower()]


def _form_of_logs(text: str) -> str:
    if text not in LOGS:
        raise ValueError(f"it must be one of {', '.join(LOGS)}, not {text!r}")
    return text


_READERS: Final[Mapping[str, tuple[str, Callable[[str], Any]]]] = MappingProxyType(
    {
        "ILX_HOST": ("host", str),
        "ILX_PORT": ("port", partial(_number, most=65535)),
        "ILX_DATA_DIR": ("data_dir", lambda text: Path(text).expanduser().absolute()),
        "ILX_DATABASE_URL": ("database_url", str),
        "ILX_DRAFT_DAYS": ("draft_days", _days),
        "ILX_PUBLIC_URL": ("public_url", _public),
        "ILX_ALLOWED_HOSTS": ("allowed_hosts", read_hosts),
        "ILX_TRUSTED_PROXIES": ("trusted_proxies", read_networks),
        "ILX_RATE_LIMITS": ("rates", read_rates),
        "ILX_READ_ONLY": ("read_only", _switch),
        "ILX_LOG": ("log", _form_of_logs),
        "ILX_METRICS": ("metrics", _switch),
        "ILX_BODY_SECONDS": ("body_seconds", partial(_number, least=1, most=3600)),
        "ILX_SHUTDOWN_SECONDS": ("shutdown_seconds", partial(_number, least=1, most=3600)),
    }
)
"""Each variable: the setting that it gives, and how its text is read."""
_TESTS_OWN: Final = ("ILX_CHROMIUM", "ILX_HYPOTHESIS", "ILX_TEST_DATABASE")


def unknown(environment: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each variable that looks like a setting and is none."""
    for name in sorted(environment):
        if name.startswith("ILX_") and name not in (*_READERS, *_TESTS_OWN):
            known = [setting.removeprefix("ILX_") for setting in _READERS]
            near = get_close_matches(name.removeprefix("ILX_"), known, 1)
            yield f"{name} is no setting" + (f"; ILX_{near[0]} is one" if near else "")
