"""Takes out of a text what names a machine or a person; the browser does it by the same table.

In each match of a rule the second group is what must go; the replacement names groups as $1 to
$9. Patterns use only what Python and JavaScript understand alike, and match no line break, so
that lines keep their numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from app.settings import CHECKOUT

__all__ = ("Removed", "Rule", "rules", "scrub", "total")

_MASK = "•"
_GROUP = re.compile(r"\$([1-9])")
_FLAGS = {"i": re.IGNORECASE}


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    pattern: re.Pattern[str]
    replacement: str


@dataclass(frozen=True, slots=True)
class Removed:
    kind: str
    count: int
    example: str


@cache
def rules() -> tuple[Rule, ...]:
    """The table, compiled."""
    table = json.loads((CHECKOUT / "static" / "scrub-rules.json").read_text())
    return tuple(
        Rule(rule["name"], _compiled(rule["pattern"], rule["flags"]), rule["replacement"])
        for rule in table
    )


def _compiled(pattern: str, flags: str) -> re.Pattern[str]:
    chosen = re.ASCII
    for flag in flags:
        chosen |= _FLAGS[flag]
    return re.compile(pattern, chosen)


def scrub(text: str) -> tuple[str, tuple[Removed, ...]]:
    """The text without what identifies, and what was taken out of it."""
    removed: dict[str, Removed] = {}
    for rule in rules():

        def replaced(match: re.Match[str], rule: Rule = rule) -> str:
            made = _GROUP.sub(lambda group: match[int(group[1])] or "", rule.replacement)
            if made != match[0]:
                before = removed.get(rule.name, Removed(rule.name, 0, _masked(match[2])))
                removed[rule.name] = Removed(rule.name, before.count + 1, before.example)
            return made

        text = rule.pattern.sub(replaced, text)
    return text, tuple(removed.values())


def total(found: Iterable[Removed]) -> tuple[Removed, ...]:
    """What was removed from several texts, by kind."""
    sums: dict[str, Removed] = {}
    for one in found:
        before = sums.get(one.kind, Removed(one.kind, 0, one.example))
        sums[one.kind] = Removed(one.kind, before.count + one.count, before.example)
    return tuple(sums.values())


def _masked(secret: str) -> str:
    return secret[:1] + _MASK * min(max(len(secret) - 1, 1), 7)
