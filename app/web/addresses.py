"""Whose request it is: the peer, or whom a trusted proxy names. Nothing is kept but a hash.

Proxies are trusted only by name (ILX_TRUSTED_PROXIES). Of X-Forwarded-For the rightmost entry
that is no trusted proxy counts: all before it may be invented by the client.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ("Forwarded", "Network", "Pseudonyms", "client_of", "read_networks")

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
_DAY: Final = 86_400.0
_HOUSEHOLD: Final = 64
"""Bits of an IPv6 address that one subscriber cannot choose."""


def read_networks(text: str) -> tuple[Network, ...]:
    """Networks of a comma list. Raises ValueError."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def client_of(scope: Scope, trusted: Sequence[Network]) -> str:
    """The address that a request counts for: IPv4, or the /64 of IPv6; "" when unknown."""
    peer = scope["client"][0] if scope.get("client") else ""
    address = _address(peer)
    if address is None:
        return str(peer)
    hops = _forwarded(scope) if trusted else []
    while hops and _is_in(address, trusted):
        before = _address(hops.pop())
        if before is None:
            break
        address = before
    return _grouped(address)


def _forwarded(scope: Scope) -> list[str]:
    """Entries of X-Forwarded-For, the latest last."""
    lines = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return [part.strip() for part in b",".join(lines).decode("latin-1").split(",")]


def _address(text: str) -> Address | None:
    """An address with or without brackets and port."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _grouped(address: Address) -> str:
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _HOUSEHOLD), strict=False))
    return str(address)


class Pseudonyms:
    """Names for addresses that nobody can undo: hashes under a key that lives for a day."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._turn()

    def _turn(self) -> None:
        self._key, self._until = secrets.token_bytes(32), self._clock() + _DAY

    def name(self, address: str) -> str:
        """The name of an address, today."""
        if self._clock() >= self._until:
            self._turn()
        return hashlib.blake2b(address.encode(), key=self._key, digest_size=12).hexdigest()


class Forwarded:
    """Takes the scheme from X-Forwarded-Proto, so that links behind a proxy say https."""

    def __init__(self, app: ASGIApp, trusted: Sequence[Network]) -> None:
        self._app, self._trusted = app, trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._trusted and scope.get("client"):
            peer = _address(scope["client"][0])
            said = dict(scope["headers"]).get(b"x-forwarded-proto", b"").strip().lower()
            if peer is not None and _is_in(peer, self._trusted) and said in (b"http", b"https"):
                scope["scheme"] = said.decode()
        await self._app(scope, receive, send)
