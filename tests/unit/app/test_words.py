"""The catalogue: the same words in every language, with the same places to fill."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from app.words import ENGLISH, LANGUAGES, Word, Words, preferred, words_of

OTHERS = [language for language in LANGUAGES if language != "en"]


def texts(word: Word) -> Iterator[str]:
    yield from (word,) if isinstance(word, str) else word.values()


def places(word: Word) -> set[str]:
    return {name for text in texts(word) for name in re.findall(r"\{(\w+)\}", text)}


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_words_with_the_same_places(language: str) -> None:
    there, here = words_of(language).entries, ENGLISH.entries
    assert there.keys() == here.keys()
    assert {key for key in here if places(here[key]) != places(there[key])} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_can_be_filled_in_and_plurals_have_both_forms(language: str) -> None:
    for key, word in words_of(language).entries.items():
        if not isinstance(word, str):
            assert set(word) == {"one", "other"}, key
        for text in texts(word):
            assert text.strip(), key
            filled = text.format_map(dict.fromkeys(places(word), "x"))
            assert "{" not in filled, key


def test_a_plural_is_chosen_by_n() -> None:
    words = Words("en", {"a.b": {"one": "{n} node", "other": "{n} nodes"}}, {})
    assert [words("a.b", n=n) for n in (0, 1, 2)] == ["0 nodes", "1 node", "2 nodes"]


def test_a_missing_word_or_value_is_an_error() -> None:
    words = Words("en", {"a.b": "node {id}"}, {})
    with pytest.raises(LookupError):
        words("a.c")
    with pytest.raises(LookupError):
        words("a.b", node=1)


@pytest.mark.parametrize(
    "asked, accepted, chosen",
    [
        ("", "", "en"),
        ("de", "en", "de"),
        ("xx", "de-AT,en;q=0.5", "de"),
        ("", "fr,de;q=0.4,en;q=0.6", "en"),
        ("", "de;q=nonsense,en", "en"),
        ("", "*", "en"),
    ],
)
def test_the_language_is_the_one_asked_for_or_the_best_accepted(
    asked: str, accepted: str, chosen: str
) -> None:
    assert preferred(asked, accepted) == chosen
