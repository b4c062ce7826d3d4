"""Files of /sys/kernel/mm/mempolicy/weighted_interleave, one ``path:value`` a line."""

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
_BOOLEAN: Final = {"true": True, "false": False, "y": True, "n": False, "1": True, "0": False}


def read(text: str) -> Reading:
    """Weights by node, and whether the kernel computes them. Raises SpecError."""
    facts: list[Fact] = []
    rest: list[Line] = []
    for line in clean_lines(text):
        match = _LINE.fullmatch(line.text)
        if match is None:
            rest.append(line)
        else:
            facts.extend(_facts(match, line.number))
    if not facts:
        raise SpecError.at("/text", f"has no line such as {_FOLDER}node0:4")
    used = Note("used", "the weights of weighted interleave")
    return Reading(format=_NAME, facts=tuple(facts), notes=(used, *ignored(rest)))


def _facts(match: re.Match[str], line: int) -> Iterator[Fact]:
    if match[1]:
        if match[3].lower() not in _BOOLEAN:
            raise SpecError.at("/text", f"line {line}: auto is true or false")
        yield Fact(("auto",), _BOOLEAN[match[3].lower()], line=line)
        return
    node, weight = int(match[2]), match[3]
    if node >= MAX_NODES:
        raise SpecError.at("/text", f"line {line}: nodes end at {MAX_NODES - 1}")
    if not (weight.isascii() and weight.isdecimal() and 1 <= int(weight) <= 255):
        raise SpecError.at("/text", f"line {line}: a weight lies between 1 and 255")
    yield Fact(("weight", node), int(weight), line=line)


READER: Final = Reader(
    name=_NAME,
    label="interleave weights",
    command=f"grep -H . {_FOLDER}*",
    recognises=lambda text: re.search(re.escape(_FOLDER) + r"(auto|node\d+) ?:", text) is not None,
    read=read,
)
