"""Texts that C takes: names, literals and comments of whatever people called their things."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

__all__ = ("c_names", "comment", "inert", "json_literal", "literal")

_PLAIN = re.compile(r"[^\x20-\x7e]+")


def c_names(ids: Iterable[str]) -> dict[str, str]:
    """A C name for each region: ``mem_heap``, with a number where two would be alike."""
    names: dict[str, str] = {}
    for region in ids:
        plain = "mem_" + re.sub(r"[^A-Za-z0-9_]", "_", region)
        names[region] = plain if plain not in names.values() else f"{plain}_{len(names)}"
    return names


def inert(text: str) -> str:
    """Text that neither ends nor opens a C comment, plain and on one line."""
    plain = _PLAIN.sub("_", text.replace("\n", " "))
    return plain.replace("*/", "* /").replace("/*", "/ *").replace("??", "? ?").rstrip("\\")


def comment(text: str) -> str:
    """A comment on one line."""
    return f"/* {inert(text)} */"


_ESCAPES = {"\\": "\\\\", '"': '\\"', "?": "\\?", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def literal(text: str) -> str:
    """A string literal; every byte that is not plain stands in it as an octal number."""
    return '"' + "".join(_escaped(byte) for byte in text.encode()) + '"'


def _escaped(byte: int) -> str:
    letter = chr(byte)
    return _ESCAPES.get(letter) or (letter if 0x20 <= byte < 0x7F else f"\\{byte:03o}")


def json_literal(text: str) -> str:
    """A string literal of what stands between the quotes of a JSON string."""
    return literal(json.dumps(text)[1:-1])
