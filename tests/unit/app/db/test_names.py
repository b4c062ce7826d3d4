"""Short names of shares."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from app.db.names import ALPHABET, LENGTH, is_sid, sid_of

DIGESTS = [sha256(str(n).encode()).hexdigest() for n in range(2000)]


def test_names_have_eleven_symbols_that_nobody_misreads() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 28
    assert not set(ALPHABET) & set("aeiou01l")
    assert all(len(sid_of(digest)) == LENGTH and is_sid(sid_of(digest)) for digest in DIGESTS)


def test_a_longer_name_begins_with_the_shorter_one() -> None:
    for length in range(LENGTH, 30):
        assert sid_of(DIGESTS[0], length + 1).startswith(sid_of(DIGESTS[0], length))


def test_every_symbol_is_used_about_equally_at_every_place() -> None:
    names = [sid_of(digest) for digest in DIGESTS]

    assert len(set(names)) == len(names)
    for place in range(LENGTH):
        counts = Counter(name[place] for name in names)
        assert len(counts) == 28
        assert max(counts.values()) < 2 * len(names) / 28


def test_other_text_is_no_name() -> None:
    for text in ("", "bbbbbbbbbb", "bbbbbbbbbba", "BBBBBBBBBBB", "b" * 54, "bbbbb.bbbbb"):
        assert not is_sid(text)
