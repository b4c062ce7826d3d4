"""Finding cards of the gallery: words, a tag, and one page of what was found after another."""

from __future__ import annotations

import base64
import binascii
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.present.gallery import Card
from app.words import Words
from simcore.errors import SpecError

__all__ = ("Found", "find", "page_after")


@dataclass(frozen=True, slots=True)
class Found:
    """Cards that match, and how many cards bear each tag where no tag is chosen."""

    cards: tuple[Card, ...]
    tags: Mapping[str, int]


def find(cards: Sequence[Card], q: str, tag: str, words: Words) -> Found:
    """Cards in which every word of ``q`` occurs, whatever its case, and that bear ``tag``."""
    asked = _folded(q).split()
    matching = [card for card in cards if _holds(card, asked, words)]
    counts = Counter(each for card in matching for each in card.tags)
    chosen = tuple(card for card in matching if not tag or tag in card.tags)
    return Found(chosen, dict(sorted(counts.items())))


def _holds(card: Card, asked: Sequence[str], words: Words) -> bool:
    told = [words(f"gallery.tag_{tag}") for tag in card.tags]
    text = _folded(" ".join([card.title, card.look_for, *card.tags, *told]))
    return all(word in text for word in asked)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def page_after(
    cards: Sequence[Card], cursor: str | None, limit: int
) -> tuple[Sequence[Card], str | None]:
    """At most ``limit`` cards after the one that a cursor names, and the next cursor.

    A cursor names a card, not a place: it stays right when cards are added before or after.
    Raises SpecError for a cursor that nobody gave.
    """
    first = 0
    if cursor is not None:
        names = [card.name for card in cards]
        name = _read(cursor)
        if name not in names:
            raise SpecError.at("/query/cursor", "is none that this list gave")
        first = names.index(name) + 1
    page = cards[first : first + limit]
    more = first + limit < len(cards)
    return page, _cursor(page[-1].name) if more else None


def _cursor(name: str) -> str:
    return base64.urlsafe_b64encode(name.encode()).decode().rstrip("=")


def _read(cursor: str) -> str:
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
