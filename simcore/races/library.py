"""The set pieces: races that show one point each, as documents.

They are part of the package as its modules are, and are read the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pkgutil import get_data

from simcore.races.document import Race, decode_race
from simcore.spec.decode import parse_json

__all__ = ("PIECES", "Piece", "piece", "piece_text")

PIECES: tuple[str, ...] = (
    "home-node-two-calls",
    "home-node-one-call",
    "three-sysfs-writes",
    "three-weights-one-call",
    "policy-read-between-writes",
    "attribute-bits-two-outsiders",
    "attribute-bits-one-call",
    "home-node-read-modify-write",
)
"""Names of the set pieces, in the order in which they tell their story."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A set piece: its name, its title, what it is about, and the race."""

    name: str
    title: str
    about: str
    race: Race


def piece_text(name: str) -> str:
    """The document of a set piece. Raises KeyError."""
    if name not in PIECES:
        raise KeyError(name)
    text = get_data(__package__, f"pieces/{name}.json")
    assert text is not None, "packages of files have data"
    return text.decode()


@cache
def piece(name: str) -> Piece:
    """A set piece, decoded. Raises KeyError."""
    race = decode_race(parse_json(piece_text(name)))
    return Piece(name, race.title, race.about, race)
