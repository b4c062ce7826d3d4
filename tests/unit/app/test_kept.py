"""What is kept: as many as are allowed, those that were asked for last."""

import asyncio
from threading import get_ident

import pytest

from app.kept import Kept


def test_what_is_kept_is_not_made_again() -> None:
    kept = Kept[str](2)

    assert kept.made("a", lambda: "first") == "first"
    assert kept.made("a", lambda: "second") == "first"


def test_the_one_asked_for_longest_ago_goes_first() -> None:
    kept = Kept[str](2)
    for key in ("a", "b"):
        kept.made(key, lambda: "made")
    kept.get("a")

    kept.made("c", lambda: "made")

    assert [kept.get(key) for key in ("a", "b", "c")] == ["made", None, "made"]


def test_what_cannot_be_made_is_not_kept() -> None:
    kept = Kept[str](2)

    with pytest.raises(KeyError):
        kept.made("a", lambda: {}["b"])
    assert kept.made("a", lambda: "now") == "now"


def test_a_coroutine_gets_what_is_kept_at_once_and_has_the_rest_made_in_a_thread() -> None:
    kept = Kept[int](2)

    async def asked() -> tuple[int, int]:
        return await kept.made_aside("a", get_ident), await kept.made_aside("a", get_ident)

    first, second = asyncio.run(asked())

    assert first == second != get_ident()
