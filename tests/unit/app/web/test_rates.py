"""How rates are written, and when they begin anew."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from app.web.classes import Cost
from app.web.rates import DEFAULT_RATES, RateLimit, read_rates


def test_rates_are_written_over_the_defaults() -> None:
    rates = read_rates("save=600/minute, 3000/hour; heavy=off")

    assert [str(rate) for rate in rates[Cost.SAVE]] == ["600 per 1 minute", "3000 per 1 hour"]
    assert rates[Cost.HEAVY] == ()
    assert rates[Cost.PREVIEW] == DEFAULT_RATES[Cost.PREVIEW]
    assert read_rates("off") == {}


@pytest.mark.parametrize("text", ["600", "save", "save=", "save=often", "saves=1/minute"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_rates(text)


def asked(limit: RateLimit, times: int) -> int:
    """How many of so many saves are let through."""
    passed = 0

    async def through(*_: Any) -> None:
        nonlocal passed
        passed += 1

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(_: Any) -> None:
        pass

    scope = {"type": "http", "method": "POST", "path": "/x.json", "query_string": b""}
    scope |= {"headers": [], "client": ("203.0.113.9", 1)}
    limit._app = through
    for _ in range(times):
        asyncio.run(limit(scope, receive, send))
    return passed


def test_a_refused_rate_names_the_classes_and_the_units() -> None:
    with pytest.raises(ValueError, match=r"'foo' is not one of .*preview.*save.*heavy"):
        read_rates("foo=2/minute")
    with pytest.raises(ValueError, match=r"per second, minute, hour or day.*not '2/fortnight'"):
        read_rates("save=2/fortnight")


def test_a_clock_that_is_set_back_shuts_nobody_out() -> None:
    now = 1000.0
    limit = RateLimit(None, read_rates("save=3/hour"), clock=lambda: now)  # type: ignore[arg-type]

    assert asked(limit, 5) == 3
    assert asked(limit, 5) == 0
    now -= 3600
    assert asked(limit, 5) == 3


def test_a_flood_of_addresses_does_not_fill_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.rates._MOST_KEYS", 100)
    limit = RateLimit(None, read_rates("save=3/hour"))  # type: ignore[arg-type]
    most = 0
    for n in range(250):
        scope = {"method": "POST", "path": "/x", "query_string": b"", "headers": []}
        assert limit._refused(scope | {"client": (f"10.0.0.{n}", 1)}) is None
        most = max(most, len(limit._storage.events))

    assert most <= 101
