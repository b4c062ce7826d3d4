"""The engine's notes in the page's language.

A stored result holds its notes as English sentences. Each is one of a few patterns, those of the
English room "notes"; what fits none of them stays as it is.
"""

from __future__ import annotations

import re
from functools import cache

from app.words import ENGLISH, Words

__all__ = ("told",)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Every word of the room with the sentences that it stands for."""
    return tuple(
        (key, re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(word))))
        for key, word in ENGLISH.entries.items()
        if key.startswith("notes.") and isinstance(word, str)
    )


def told(note: str, words: Words) -> str:
    """A note of the engine in a language."""
    for key, pattern in _patterns():
        found = pattern.fullmatch(note)
        if found:
            return words(key, **found.groupdict())
    return note
