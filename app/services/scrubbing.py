"""Takes out of a text what names a machine or a person; the browser does it by the same table.

In each match of a rule the second group is what must go; the replacement names groups as $1 to
$9. Patterns use only what Python and JavaScript understand alike, and match no line break but
before what they take, so that lines keep their numbers.

A rule that ``learns`` knows what it takes as the name of a machine or a person. Such a name is
taken out wherever it stands, in all texts; words that formats use are ``spared``, so that a
machine called node1 costs no line of sysfs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from app.settings import CHECKOUT

__all__ = ("Removed", "Rule", "Scrubbed", "rules", "scrub", "scrub_all", "total")

_MASK = "•"
_GROUP = re.compile(r"\$([1-9])")
_FLAGS = {"i": re.IGNORECASE}
_MOST_NAMES = 32
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    pattern: re.Pattern[str]
    replacement: str
    learns: bool


@dataclass(frozen=True, slots=True)
class Removed:
    kind: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """A text without what identifies, what was taken out, and the names that were found."""

    text: str
    removed: tuple[Removed, ...]
    names: tuple[str, ...]


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of the table, compiled."""
    return tuple(
        Rule(
            rule["name"],
            _compiled(rule["pattern"], rule["flags"]),
            rule["replacement"],
            rule.get("learns", False),
        )
        for rule in _table()["rules"]
    )


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads((CHECKOUT / "static" / "scrub-rules.json").read_text())
    return table


@cache
def _spared() -> re.Pattern[str]:
    return _compiled(_table()["spared"], "i")


def _compiled(pattern: str, flags: str) -> re.Pattern[str]:
    chosen = re.ASCII
    for flag in flags:
        chosen |= _FLAGS[flag]
    return re.compile(pattern, chosen)


def scrub(text: str, names: Sequence[str] = ()) -> Scrubbed:
    """The text without what identifies; ``names`` are known from other texts."""
    removed: dict[str, Removed] = {}
    found = dict.fromkeys(names)

    def take(rule: Rule, match: re.Match[str]) -> str:
        made = _GROUP.sub(lambda group: match[int(group[1])] or "", rule.replacement)
        if made != match[0]:
            before = removed.get(rule.name, Removed(rule.name, 0, _masked(match[2])))
            removed[rule.name] = Removed(rule.name, before.count + 1, before.example)
            if rule.learns:
                found.update(dict.fromkeys(_names_in(match[2])))
        return made

    for rule in rules():
        text = rule.pattern.sub(partial(take, rule), text)
    known = tuple(found)[:_MOST_NAMES]
    if known:
        everywhere = Rule("host name", _anywhere(known), "$1name", learns=False)
        text = everywhere.pattern.sub(partial(take, everywhere), text)
    return Scrubbed(text, tuple(removed.values()), known)


def scrub_all(texts: Sequence[str]) -> list[Scrubbed]:
    """Each text scrubbed; a name that one of them shows is taken out of all."""
    names = dict.fromkeys(name for text in texts for name in scrub(text).names)
    return [scrub(text, tuple(names)) for text in texts]


def _names_in(taken: str) -> Iterator[str]:
    """Names in "user@host.domain.org": the user, the host with and without domain, the domain."""
    for part in taken.split("@"):
        host, _, domain = part.partition(".")
        for name in (part, host, domain if "." in domain else ""):
            if _NAME.fullmatch(name) and not _spared().match(name):
                yield name.lower()


def _anywhere(names: Iterable[str]) -> re.Pattern[str]:
    """Any of the names as a whole word, the longest first."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    either = "|".join(name.replace(".", r"\.") for name in ordered)
    return _compiled(rf"(^|[^A-Za-z0-9])({either})(?![A-Za-z0-9])", "i")


def total(found: Iterable[Removed]) -> tuple[Removed, ...]:
    """What was removed from several texts, by kind."""
    sums: dict[str, Removed] = {}
    for one in found:
        before = sums.get(one.kind, Removed(one.kind, 0, one.example))
        sums[one.kind] = Removed(one.kind, before.count + one.count, before.example)
    return tuple(sums.values())


def _masked(secret: str) -> str:
    return secret[:1] + _MASK * min(max(len(secret) - 1, 1), 7)
