"""Which share an address for oEmbed names. Nothing is ever fetched: the address is only read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, urlsplit

from app.errors import UnknownError

__all__ = ("Named", "named_share")

_PATH = re.compile(r"/[xe]/([23456789bcdfghjkmnpqrstvwxyz]{6,40})")
_LONGEST = 2000
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Named:
    """A share's name, and the query behind it."""

    sid: str
    query: Mapping[str, str]


def named_share(url: str, base: str) -> Named:
    """The share that an address of the site at ``base`` names. Raises UnknownError."""
    parts, own = _split(url), _split(base)
    found = parts and own and _host(parts) == _host(own) and _PATH.fullmatch(parts.path)
    if not parts or not found:
        raise UnknownError("The address names no saved experiment of this server.")
    return Named(found[1], dict(parse_qsl(parts.query, max_num_fields=32)))


def _split(url: str) -> SplitResult | None:
    """The parts of a plain web address; None for what is none."""
    if len(url) > _LONGEST:
        return None
    try:
        parts = urlsplit(url)
        named = parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    return parts if named and parts.scheme in _PORTS and "@" not in parts.netloc else None


def _host(parts: SplitResult) -> tuple[str | None, int]:
    """Host and port; http and https of one host are the same site behind a proxy."""
    port = parts.port or _PORTS[parts.scheme]
    return parts.hostname, 80 if port in _PORTS.values() else port
