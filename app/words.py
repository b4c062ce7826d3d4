"""The one catalogue of words that people read, in every language the house speaks.

``app/lang/LANGUAGE/ROOM.json`` holds the words of one room, ``browser/ROOM.json`` those that
the scripts need, too; the key of a word is ``room.name``. A word is a text with named places
(``{weights}``), or one text for each plural form, chosen by the value ``n``. English and German
choose alike: one, or other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

__all__ = ("ENGLISH", "LANGUAGES", "Words", "preferred", "spoken", "words_of")

FOLDER: Final = Path(__file__).parent / "lang"
LANGUAGES: Final[Mapping[str, str]] = MappingProxyType({"en": "English", "de": "Deutsch"})
"""Every language by its tag, in its own name; the first is the default."""

Word = str | Mapping[str, str]


@dataclass(frozen=True)
class Words:
    """The words of one language: ``words("room.name", n=3)`` is the text to show."""

    language: str
    entries: Mapping[str, Word]
    browser: Mapping[str, Word]

    def __call__(self, key: str, /, **values: Any) -> str:
        """The text of a word. Raises LookupError for a key or a value that is missing."""
        word = self.entries[key]
        if not isinstance(word, str):
            word = word["one" if values["n"] == 1 else "other"]
        return word.format_map(values) if values else word

    @cached_property
    def point(self) -> str:
        """The decimal point, which numbers ask for more often than anybody for any word."""
        return self("numbers.point")

    def has(self, key: str) -> bool:
        """Whether there is a word of this name."""
        return key in self.entries


@cache
def words_of(language: str) -> Words:
    """The catalogue of a language. Raises LookupError for one that the house does not speak."""
    if language not in LANGUAGES:
        raise LookupError(f"no catalogue for {language!r}")
    browser = _read(FOLDER / language / "browser")
    return Words(language, _read(FOLDER / language) | browser, browser)


def _read(folder: Path) -> dict[str, Word]:
    return {
        f"{path.stem}.{name}": word
        for path in sorted(folder.glob("*.json"))
        for name, word in json.loads(path.read_text("utf-8")).items()
    }


def preferred(asked: str, accepted: str) -> str:
    """The language for a page: the one asked for, or the best of an Accept-Language header."""
    for tag in (asked, *_by_weight(accepted)):
        language = tag.strip().lower().partition("-")[0]
        if language in LANGUAGES:
            return language
    return next(iter(LANGUAGES))


def spoken(query: Mapping[str, str], headers: Mapping[str, str]) -> Words:
    """The words of the language that ``?lang=`` names or the browser accepts."""
    return words_of(preferred(query.get("lang", ""), headers.get("accept-language", "")))


def _by_weight(header: str) -> Iterable[str]:
    """Tags of the header, the best first; a weight that is no number counts as nothing."""
    weighted: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:1000].split(",")):
        tag, _, weight = part.partition(";q=")
        try:
            weighted.append((-float(weight or 1), place, tag))
        except ValueError:
            continue
    return [tag for _, _, tag in sorted(weighted)]


ENGLISH: Final = words_of("en")
"""What is said where nobody asked for a language."""
