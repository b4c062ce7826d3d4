"""What ``lstopo --memattrs`` prints: sizes, bandwidths and latencies by hwloc's own numbers.

L# is hwloc's order, not the system's, so places are ``("logical", L, …)``: CPUs as list text
stand for initiators. ``logical`` finds out which node each one is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from simcore.errors import SpecError
from simcore.interchange.cpuset import cpus_of
from simcore.interchange.facts import Fact, Note, Reading
from simcore.interchange.lines import Line, clean_lines, ignored
from simcore.interchange.reader import Reader
from simcore.spec.limits import MAX_NODES

__all__ = ("READER", "read")

_NAME: Final = "lstopo-memattrs"
_HEAD = re.compile(r"Memory attribute #\d+ name [`'\"]?(\w+)[`'\"]? flags \d+")
_VALUE = re.compile(r"NUMANode L#(\d{1,4}) = (\d{1,18})(?: from (?:cpuset )?([0-9a-fx,]+).*)?")
_FIELDS: Final = {
    "ReadBandwidth": "read_mib_per_s",
    "Bandwidth": "read_mib_per_s",
    "WriteBandwidth": "write_mib_per_s",
    "ReadLatency": "idle_ns",
    "Latency": "idle_ns",
}
_SIGN = re.compile(r"Memory attribute #\d+ name ")


def read(text: str) -> Reading:
    """Attributes by logical node. Raises SpecError."""
    facts: list[Fact] = []
    rest: list[Line] = []
    attribute = ""
    for line in clean_lines(text):
        if match := _HEAD.fullmatch(line.text):
            attribute = match[1]
        elif attribute and (match := _VALUE.fullmatch(line.text)):
            facts.extend(_facts(attribute, match, line.number))
        else:
            rest.append(line)
    if not facts:
        raise SpecError.at("/text", 'has no line such as "NUMANode L#0 = 8339861504"')
    used = Note("used", "memory attributes; L# is hwloc's order, not the system's")
    return Reading(format=_NAME, facts=tuple(facts), notes=(used, *ignored(rest)))


def _facts(attribute: str, match: re.Match[str], line: int) -> Iterator[Fact]:
    logical, value, mask = int(match[1]), int(match[2]), match[3]
    if logical >= MAX_NODES:
        raise SpecError.at("/text", f"line {line}: nodes end at {MAX_NODES - 1}")
    if attribute == "Capacity":
        yield Fact(("logical", logical, "mib"), value // 2**20, line=line)
    elif attribute in _FIELDS and mask and value:
        cpus = str(cpus_of(mask))
        yield Fact(("logical", logical, "access", cpus, _FIELDS[attribute]), value, "hmat", line)


READER: Final = Reader(
    name=_NAME,
    label="memory attributes",
    command="lstopo --memattrs",
    recognises=lambda text: _SIGN.search(text) is not None,
    read=read,
)
