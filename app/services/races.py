"""Races for a page and for the API: a set piece, or a document in a body, explored once."""

from __future__ import annotations

from functools import cache
from typing import Any

from simcore.errors import SpecError
from simcore.races import PIECES, Race, Report, TooLarge, decode_race, explore, piece

__all__ = ("explored", "explored_piece", "walked_piece")


@cache
def explored_piece(name: str) -> Report:
    """A set piece, explored. Raises KeyError."""
    return explore(piece(name).race)


def walked_piece(name: str) -> str:
    """The name of a set piece, or the first one's where there is none of that name."""
    return name if name in PIECES else PIECES[0]


def explored(document: Any) -> Report:
    """A race in a body, explored. Raises SpecError with every problem, or when it is too large."""
    race: Race = decode_race(document)
    try:
        return explore(race)
    except TooLarge as error:
        raise SpecError.at("/actors", f"have too many schedules: {error}") from None
