"""Races for a page and for the API: a set piece, or a document in a body, explored once."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from simcore.races import PIECES, Race, Report, decode_race, explore, piece

__all__ = ("explored", "explored_piece", "walked_piece")

_MAX_STATES: Final = 12_000
"""States up to which a request is answered with exact counts; about two seconds at worst."""
_MAX_STEPS: Final = 20_000
"""Steps up to which the reduced search goes on after that."""


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
    return explore(race, max_states=_MAX_STATES, max_transitions=_MAX_STEPS)
