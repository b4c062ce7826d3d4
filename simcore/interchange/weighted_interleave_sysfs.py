"""Files of /sys/kernel/mm/mempolicy/weighted_interleave, one ``path:value`` a line.

Commands that write them are read, too, as ilx and people write them: ``echo 9 > $W/node0``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from simcore.errors import SpecError
from simcore.interchange.facts import Fact, Note, Reading
from simcore.interchange.lines import Line, clean_lines, ignored
from simcore.interchange.reader import Reader
from simcore.spec.limits import MAX_NODES

__all__ = ("READER", "read")

_NAME: Final = "weighted-interleave-sysfs"
_FOLDER: Final = "/sys/kernel/mm/mempolicy/weighted_interleave/"
_LINE = re.compile(re.escape(_FOLDER) + r"(?:(auto)|node(\d{1,4})) ?: ?(\w{0,12})")
_ECHO = re.compile(
    rf"(?:sudo )?echo ['\"]?(\w{{1,12}})['\"]? > ?(?:\$W/|{re.escape(_FOLDER)})"
    r"(?:(auto)|node(\d{1,4}))"
)
_SIGN = re.compile(
    re.escape(_FOLDER) + r"(auto|node\d+) ?:|> ?(?:\$W/|" + re.escape(_FOLDER) + r")(auto|node\d+)"
)
_BOOLEAN: Final = {"true": True, "false": False, "y": True, "n": False, "1": True, "0": False}


def read(text: str) -> Reading:
    """Weights by node, and whether the kernel computes them. Raises SpecError."""
    facts: list[Fact] = []
    rest: list[Line] = []
    for line in clean_lines(text):
        said = _said(line.text)
        if said is None:
            rest.append(line)
        else:
            facts.extend(_facts(*said, line.number))
    if not facts:
        raise SpecError.at("/text", f"has no line such as {_FOLDER}node0:4")
    used = Note("used", "the weights of weighted interleave")
    return Reading(format=_NAME, facts=tuple(facts), notes=(used, *ignored(rest)))


def _said(text: str) -> tuple[str, str] | None:
    """The node ("" for auto) and the value that a line gives, if it gives any."""
    if match := _LINE.fullmatch(text):
        return match[2] or "", match[3]
    if match := _ECHO.match(text):
        return match[3] or "", match[1]
    return None


def _facts(node: str, value: str, line: int) -> Iterator[Fact]:
    if not node:
        if value.lower() not in _BOOLEAN:
            raise SpecError.at("/text", f"line {line}: auto is true or false")
        yield Fact(("auto",), _BOOLEAN[value.lower()], line=line)
        return
    if int(node) >= MAX_NODES:
        raise SpecError.at("/text", f"line {line}: nodes end at {MAX_NODES - 1}")
    if not (value.isascii() and value.isdecimal() and 1 <= int(value) <= 255):
        raise SpecError.at("/text", f"line {line}: a weight lies between 1 and 255")
    yield Fact(("weight", int(node)), int(value), line=line)


READER: Final = Reader(
    name=_NAME,
    label="interleave weights",
    command=f"grep -H . {_FOLDER}*",
    recognises=lambda text: _SIGN.search(text) is not None,
    read=read,
)
