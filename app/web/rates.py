"""How often an address may ask, by what the request costs.

Counts live in memory, in moving windows, under pseudonyms. The limits are wide: a classroom
behind one address is one address.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import Said
from app.web.addresses import Network, Pseudonyms, client_of
from app.web.classes import Cost, cost_of
from app.web.refusing import refuse

__all__ = ("DEFAULT_RATES", "RateLimit", "Rates", "read_rates")

Rates = Mapping[Cost, tuple[RateLimitItem, ...]]
_LIMITED: Final = tuple(Cost)
_MOST_KEYS: Final = 50_000
"""Addresses counted at a time; beyond, all begin anew, since memory goes before strictness."""


def read_rates(text: str) -> Rates:
    """Rates as ``save=600/minute,3000/hour; heavy=300/minute`` over the defaults.

    ``off`` limits nothing, ``save=off`` one class no more. Raises ValueError.
    """
    if text.strip() == "off":
        return MappingProxyType({})
    rates = dict(DEFAULT_RATES)
    for part in filter(None, (each.strip() for each in text.split(";"))):
        name, _, written = (each.strip() for each in part.partition("="))
        if name not in _LIMITED:
            raise ValueError(f"{name!r} is not one of {', '.join(_LIMITED)}")
        rates[Cost(name)] = () if written == "off" else tuple(map(_rate, written.split(",")))
    return MappingProxyType(rates)


def _rate(text: str) -> RateLimitItem:
    try:
        return parse(text)
    except ValueError:
        told = "a rate is a number per second, minute, hour or day, like 600/minute"
        raise ValueError(f"{told}, not {text!r}") from None


DEFAULT_RATES: Final[Rates] = MappingProxyType(
    {
        Cost.PREVIEW: (parse("1000/second"), parse("24000/minute")),
        Cost.DRAFT: (parse("6000/minute"),),
        Cost.SAVE: (parse("1200/minute"), parse("12000/hour")),
        Cost.HEAVY: (parse("600/minute"),),
    }
)
"""Two hundred people behind one address: each may edit twice a second for a whole minute, save
six times a minute, and let search three times a minute. Reads are not counted."""


class RateLimit:
    """Refuses with 429 what comes too often, and says truly when to come again."""

    def __init__(
        self,
        app: ASGIApp,
        rates: Rates,
        trusted: Sequence[Network] = (),
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._app, self._rates, self._trusted = app, rates, trusted
        self._pseudonyms, self._clock = Pseudonyms(), clock
        self._begin()

    def _begin(self) -> None:
        self._storage = MemoryStorage()
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._latest = self._clock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (refused := self._refused(scope)):
            cost, limit, seconds = refused
            counted = {"limit": limit.amount, "window": limit.get_expiry(), "seconds": seconds}
            said = Said(f"error.rate_{cost}", counted)
            headers = {"Retry-After": str(seconds)}
            await refuse(scope, receive, send, status=429, said=said, headers=headers)
            return
        await self._app(scope, receive, send)

    def _refused(self, scope: Scope) -> tuple[Cost, RateLimitItem, int] | None:
        """The limit that a request goes beyond, and the seconds until it would not."""
        cost = cost_of(scope["method"], scope["path"], scope["query_string"])
        limits = self._rates.get(cost, ())
        if not limits:
            return None
        self._tidy()
        key = (cost.value, self._pseudonyms.name(client_of(scope, self._trusted)))
        full = [limit for limit in limits if not self._limiter.test(limit, *key)]
        if not full:
            for limit in limits:
                self._limiter.hit(limit, *key)
            return None
        waits = [(self._wait(limit, key), limit) for limit in full]
        seconds, limit = max(waits, key=lambda wait: wait[0])
        return cost, limit, seconds

    def _wait(self, limit: RateLimitItem, key: tuple[str, str]) -> int:
        until = self._limiter.get_window_stats(limit, *key).reset_time
        return max(1, math.floor(until - self._clock()) + 1)

    def _tidy(self) -> None:
        """Begin anew when too many are counted, or when the clock was set back.

        Entries of a future that now lies far ahead would shut people out for as long.
        """
        now = self._clock()
        if now < self._latest - 1 or len(self._storage.events) > _MOST_KEYS:
            self._begin()
        self._latest = now
