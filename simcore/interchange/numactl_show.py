"""What ``numactl --show`` prints: the policy of the shell, and the CPUs and nodes it may use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from simcore.errors import SpecError
from simcore.interchange.facts import Fact, Note, Reading
from simcore.interchange.lines import Line, clean_lines, ignored
from simcore.interchange.reader import Reader
from simcore.nodemask import NodeMask
from simcore.spec.limits import MAX_CPUS, MAX_NODES

__all__ = ("READER", "read")

_NAME: Final = "numactl-show"
_LINE = re.compile(
    r"(policy|preferred node|physcpubind|cpubind|nodebind|membind|preferred|interleavemask"
    r"|interleavenode|weightedinterleavemask|weighted interleavemask): ?(.*)"
)
_SIGN = re.compile(r"(?m)^[ \t>|]*(physcpubind|membind|nodebind):")
_MASKS: Final = {
    "physcpubind": (("allowed", "cpus"), MAX_CPUS),
    "membind": (("allowed", "nodes"), MAX_NODES),
    "interleavemask": (("policy", "nodes"), MAX_NODES),
    "weightedinterleavemask": (("policy", "nodes"), MAX_NODES),
    "weighted interleavemask": (("policy", "nodes"), MAX_NODES),
}


def read(text: str) -> Reading:
    """The policy and the limits of a shell. Raises SpecError."""
    facts: list[Fact] = []
    rest: list[Line] = []
    for line in clean_lines(text):
        match = _LINE.fullmatch(line.text)
        if match is None:
            rest.append(line)
        else:
            facts.extend(_facts(match[1], match[2], line.number))
    if not facts:
        raise SpecError.at("/text", 'is no output of numactl --show: it has no line "membind:"')
    used = Note("used", "the shell's policy and what it may use; they are no part of a machine")
    return Reading(format=_NAME, facts=tuple(facts), notes=(used, *ignored(rest)))


def _facts(name: str, said: str, line: int) -> Iterator[Fact]:
    if name == "policy":
        yield Fact(("policy", "mode"), "_".join(said.split())[:40], line=line)
    if name not in _MASKS:
        return
    place, limit = _MASKS[name]
    try:
        yield Fact(place, str(NodeMask.parse(said.replace(" ", ","), limit)), line=line)
    except ValueError as error:
        raise SpecError.at("/text", f'line {line}: "{name}" cannot be read: {error}') from None


READER: Final = Reader(
    name=_NAME,
    label="policy of a shell",
    command="numactl --show",
    recognises=lambda text: _SIGN.search(text) is not None,
    read=read,
)
