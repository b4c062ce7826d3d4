"""Short names of shares: the share's digest in symbols that nobody misreads or misspells."""

from __future__ import annotations

from typing import Final

__all__ = ("ALPHABET", "LENGTH", "is_sid", "sid_of")

ALPHABET: Final = "23456789bcdfghjkmnpqrstvwxyz"
"""No vowels, so that no name spells a word, and no look-alikes."""
LENGTH: Final = 11
_LONGEST: Final = 53  # symbols that a digest of 256 bits fills evenly


def sid_of(digest: str, length: int = LENGTH) -> str:
    """The name of a share by its hex digest; a longer name begins with the shorter one."""
    rest = int(digest, 16)
    symbols = []
    for _ in range(length):
        rest, symbol = divmod(rest, len(ALPHABET))
        symbols.append(ALPHABET[symbol])
    return "".join(symbols)


def is_sid(text: str) -> bool:
    """Whether ``text`` could be the name of a share."""
    return LENGTH <= len(text) <= _LONGEST and all(symbol in ALPHABET for symbol in text)
