"""A libvirt domain, or its <cpu> or <numa> alone: cells, distances and interconnects.

Cells without ``cpus`` are memory only. Sizes and rates are KiB where no unit is given,
latencies are nanoseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from simcore.errors import SpecError
from simcore.interchange.facts import Fact, Note, Place, Reading, Value
from simcore.interchange.lines import clean_lines, ignored
from simcore.interchange.reader import Reader
from simcore.interchange.xml import parse_xml
from simcore.nodemask import NodeMask
from simcore.spec.limits import MAX_CPUS, MAX_NODES

__all__ = ("READER", "read")

_NAME: Final = "libvirt-xml"
_MIB: Final = 2**20
_START = re.compile(r"<(domain|cpu|numa)(?=[\s>])")
_SIGN = re.compile(r"<numa>.*?<cell\s", re.DOTALL)
_SCALES: Final = {"": 0, "k": 10, "m": 20, "g": 30, "t": 40, "p": 50}
_UNIT = re.compile(r"([kmgtp]?)(ib|b|bytes)?", re.IGNORECASE)
_RATES: Final = {
    "access": ("read_mib_per_s", "write_mib_per_s"),
    "read": ("read_mib_per_s",),
    "write": ("write_mib_per_s",),
}
_TIMES: Final = frozenset({"access", "read"})


def read(text: str) -> Reading:
    """The cells of a domain, wherever it begins in the text. Raises SpecError."""
    match = _START.search(text)
    if match is None:
        raise SpecError.at("/text", "holds no <domain>, <cpu> or <numa> of libvirt")
    close = f"</{match[1]}>"
    end = text.rfind(close)
    end = len(text) if end < 0 else end + len(close)
    root = parse_xml(text[match.start() : end])
    numa = root if root.tag == "numa" else next(root.iter("numa"), None)
    if numa is None or numa.find("cell") is None:
        raise SpecError.at("/text", "libvirt XML: there is no <cell> in <numa>")
    facts = tuple(_facts(numa))
    first, last = (text.count("\n", 0, place) + 1 for place in (match.start(), end))
    rest = [line for line in clean_lines(text) if not first <= line.number <= last]
    used = Note("used", f"{len(numa.findall('cell'))} cells of libvirt")
    return Reading(format=_NAME, facts=facts, notes=(used, *_skipped(numa), *ignored(rest)))


def _facts(numa: Element) -> Iterator[Fact]:
    seen: set[int] = set()
    for place, cell in enumerate(numa.findall("cell")):
        node = _whole(cell.get("id", str(place)), "id of a cell", MAX_NODES)
        if node in seen:
            raise SpecError.at("/text", f"libvirt XML: cell {node} is there twice")
        seen.add(node)
        yield _fact(("node", node), True)
        yield _fact(("node", node, "cpus"), _cpus(cell))
        yield _fact(("node", node, "mib"), _bytes(cell, "memory") // _MIB)
    yield from _distances(numa)
    for link in numa.iterfind("interconnects/*"):
        if "cache" not in link.attrib:
            yield from (fact for fact in _link(link) if fact.value)


def _distances(numa: Element) -> Iterator[Fact]:
    """Siblings as they are given, and mirrored where only one way is."""
    told: dict[tuple[int, int], int] = {}
    for place, cell in enumerate(numa.findall("cell")):
        node = int(cell.get("id", str(place)))
        for sibling in cell.iterfind("distances/sibling"):
            value = _whole(sibling.get("value"), "a distance", 256)
            if value < 10:
                raise SpecError.at("/text", "libvirt XML: distances lie between 10 and 255")
            told[node, _whole(sibling.get("id"), "id of a sibling", MAX_NODES)] = value
    for a, b in list(told):
        told.setdefault((b, a), told[a, b])
        told.setdefault((a, a), 10)
        told.setdefault((b, b), 10)
    for (a, b), value in told.items():
        yield _fact(("distance", a, b), value)


def _link(link: Element) -> Iterator[Fact]:
    ends = [_whole(link.get(key), key, MAX_NODES) for key in ("initiator", "target")]
    kind = link.get("type", "")
    if link.tag == "bandwidth":
        for field in _RATES.get(kind, ()):
            yield _fact(("access", *ends, field), _bytes(link, "value") // _MIB)
    elif link.tag == "latency" and kind in _TIMES:
        latency = _whole(link.get("value"), "a latency", 10**9)
        yield _fact(("access", *ends, "idle_ns"), latency)


def _skipped(numa: Element) -> Iterator[Note]:
    caches = sum("cache" in link.attrib for link in numa.iterfind("interconnects/*"))
    if caches:
        yield Note("ignored", f"{caches} rates or latencies of caches of memory")


def _cpus(cell: Element) -> str:
    try:
        return str(NodeMask.parse(cell.get("cpus", ""), MAX_CPUS))
    except ValueError as error:
        raise SpecError.at("/text", f"libvirt XML: cpus of a cell: {error}") from None


def _bytes(element: Element, key: str) -> int:
    unit = element.get("unit", "KiB")
    match = _UNIT.fullmatch(unit)
    if match is None:
        raise SpecError.at("/text", f"libvirt XML: {unit[:20]!r} is no unit such as MiB")
    shift = _SCALES[match[1].lower()]
    decimal = (match[2] or "").lower() == "b"
    scale: int = 1000 ** (shift // 10) if decimal else 2**shift
    return _whole(element.get(key), key, 2**60) * scale


def _whole(said: str | None, what: str, limit: int) -> int:
    if said is None or not re.fullmatch(r"[0-9]{1,18}", said) or int(said) >= limit:
        raise SpecError.at("/text", f"libvirt XML: {what} is no number below {limit}")
    return int(said)


def _fact(place: Place, value: Value) -> Fact:
    return Fact(place, value, "libvirt")


READER: Final = Reader(
    name=_NAME,
    label="libvirt domain",
    command="virsh dumpxml",
    recognises=lambda text: _SIGN.search(text) is not None,
    read=read,
)
