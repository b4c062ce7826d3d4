"""What ``lstopo --of xml`` writes: nodes, distances, and the memory attributes.

hwloc gives memory without CPUs the CPUs it is local to, so of nodes with the same CPUs the
first one is taken as their owner, with a doubt. Attributes point at nodes by ``gp_index``;
long lists come in pieces. Bandwidths are MiB/s, latencies ns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from simcore.errors import SpecError
from simcore.interchange.cpuset import cpus_of
from simcore.interchange.facts import Fact, Note, Reading
from simcore.interchange.lines import clean_lines, ignored
from simcore.interchange.reader import Reader
from simcore.interchange.xml import parse_xml
from simcore.nodemask import NodeMask
from simcore.spec.limits import MAX_NODES

__all__ = ("READER", "read")

_NAME: Final = "hwloc-xml"
_START = re.compile(
    r"(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!DOCTYPE\s+topology[^>]{0,500}>\s*)?"
    r'<topology(?:\s+version="[^"]{0,20}")?\s*>'
)
_END: Final = "</topology>"
_KINDS: Final = {
    "DRAM": "dram",
    "HBM": "hbm",
    "MCDRAM": "hbm",
    "CXL-DRAM": "cxl",
    "CXL-NVM": "pmem",
    "NVM": "pmem",
}
_ATTRIBUTES: Final = {
    "ReadBandwidth": "read_mib_per_s",
    "Bandwidth": "read_mib_per_s",
    "WriteBandwidth": "write_mib_per_s",
    "ReadLatency": "idle_ns",
    "Latency": "idle_ns",
}
"""Attributes in the order in which they are believed."""
_OWNER: Final = "hwloc tells which CPUs a node is near, not which it owns"


@dataclass(frozen=True, slots=True)
class _Node:
    id: int
    near: NodeMask
    mib: int
    kind: str | None
    socket: int | None
    line: int


def read(text: str) -> Reading:
    """The machine of an XML file, wherever it begins in the text. Raises SpecError."""
    match = _START.search(text)
    if match is None:
        raise SpecError.at("/text", "holds no <topology> of hwloc")
    end = text.find(_END, match.start())
    end = len(text) if end < 0 else end + len(_END)
    before = text.count("\n", 0, match.start())
    root = parse_xml(text[match.start() : end])
    found = _Topology(root, text, before)
    last = text.count("\n", 0, end) + 1
    rest = [line for line in clean_lines(text) if not before < line.number <= last]
    used = Note("used", f"{len(found.nodes)} nodes of hwloc, joined by gp_index")
    return Reading(format=_NAME, facts=tuple(found.facts()), notes=(used, *ignored(rest)))


def _whole(said: str | None, limit: int, what: str) -> int:
    if said is None or not re.fullmatch(r"[0-9]{1,18}", said) or int(said) >= limit:
        raise SpecError.at("/text", f"hwloc XML: {what} is no number below {limit}")
    return int(said)


class _Topology:
    def __init__(self, root: Element, text: str, before: int) -> None:
        self._root = root
        self._lines = _lines(text, before)
        self.nodes: dict[str, _Node] = {}
        self._walk()
        if not self.nodes:
            raise SpecError.at("/text", "hwloc XML: there is no NUMANode in it")

    def _walk(self) -> None:
        """Every NUMANode, with the package it stands in."""
        waiting: list[tuple[Element, int | None]] = [(self._root, None)]
        while waiting:
            element, package = waiting.pop()
            if element.get("type") == "Package" and element.get("os_index", "").isdecimal():
                package = _whole(element.get("os_index"), 10_000, "os_index of a package")
            if element.tag == "object" and element.get("type") == "NUMANode":
                self._add(element, package)
            waiting.extend((child, package) for child in reversed(element))

    def _add(self, element: Element, package: int | None) -> None:
        node = _whole(element.get("os_index"), MAX_NODES, "os_index of a NUMANode")
        memory = _whole(element.get("local_memory", "0"), 2**60, "local_memory")
        found = _Node(
            id=node,
            near=cpus_of(element.get("cpuset", "0x0")),
            mib=memory // 2**20,
            kind=_KINDS.get(element.get("subtype", "")),
            socket=package,
            line=self._lines.get(f"node {node}", 0),
        )
        if any(other.id == node for other in self.nodes.values()):
            raise SpecError.at("/text", f"hwloc XML: node {node} is there twice")
        self.nodes[element.get("gp_index", f"os{node}")] = found

    def facts(self) -> Iterator[Fact]:
        """Nodes, then distances, then what attributes say."""
        owned = self._owned()
        for node in self.nodes.values():
            yield Fact(("node", node.id), True, line=node.line)
            yield Fact(("node", node.id, "cpus"), str(owned[node.id]), "told", node.line, _OWNER)
            yield Fact(("node", node.id, "mib"), node.mib, line=node.line)
            if node.kind:
                yield Fact(("node", node.id, "kind"), node.kind, line=node.line)
            if node.socket is not None:
                yield Fact(("node", node.id, "socket"), node.socket, line=node.line)
        yield from self._distances()
        yield from self._attributes(owned)

    def _owned(self) -> Mapping[int, NodeMask]:
        """Each CPU belongs to the smallest set that holds it, of equal ones to the first."""
        taken, owned = NodeMask(), {}
        for node in sorted(self.nodes.values(), key=lambda node: (len(node.near), node.id)):
            owned[node.id] = node.near - taken
            taken |= node.near
        return owned

    def _distances(self) -> Iterator[Fact]:
        for matrix in self._root.iter("distances2"):
            if matrix.get("type") == "NUMANode" and matrix.get("name") == "NUMALatency":
                yield from self._matrix(matrix)
                return

    def _matrix(self, matrix: Element) -> Iterator[Fact]:
        ids = [self._indexed(said, matrix.get("indexing")) for said in _joined(matrix, "indexes")]
        values = [_whole(said, 256, "a distance") for said in _joined(matrix, "u64values")]
        if len(values) != len(ids) ** 2:
            rule = f"hwloc XML: {len(values)} distances for {len(ids)} nodes"
            raise SpecError.at("/text", rule)
        if not all(value >= 10 for value in values):
            raise SpecError.at("/text", "hwloc XML: distances lie between 10 and 255")
        line = self._lines.get("distances", 0)
        for place, value in enumerate(values):
            a, b = divmod(place, len(ids))
            yield Fact(("distance", ids[a], ids[b]), value, line=line)

    def _indexed(self, said: str, indexing: str | None) -> int:
        if indexing != "gp":
            return _whole(said, MAX_NODES, "an index of the distances")
        if said not in self.nodes:
            raise SpecError.at(
                "/text", f"hwloc XML: there is no NUMANode with gp_index {said[:20]}"
            )
        return self.nodes[said].id

    def _attributes(self, owned: Mapping[int, NodeMask]) -> Iterator[Fact]:
        named = {element.get("name"): element for element in self._root.iter("memattr")}
        done: set[tuple[int, int, str]] = set()
        for name, field in _ATTRIBUTES.items():
            for value in named.get(name, ()):
                for fact in self._attribute(name, field, value, owned):
                    _, initiator, target, _ = fact.place
                    key = (int(initiator), int(target), field)
                    if key not in done:
                        done.add(key)
                        yield fact

    def _attribute(
        self, name: str, field: str, value: Element, owned: Mapping[int, NodeMask]
    ) -> Iterator[Fact]:
        target = self.nodes.get(value.get("target_obj_gp_index", ""))
        if target is None:
            return
        mask = cpus_of(value.get("initiator_cpuset", "0x0"))
        number = _whole(value.get("value"), 2**40, f"a value of {name}")
        line = self._lines.get(name, 0)
        for initiator, cpus in owned.items():
            if number and cpus and not cpus - mask:
                yield Fact(("access", initiator, target.id, field), number, "hmat", line)


def _joined(matrix: Element, tag: str) -> list[str]:
    """A list that is cut into elements."""
    return [word for part in matrix.iter(tag) for word in (part.text or "").split()]


_NODE_LINE = re.compile(r'type="NUMANode"[^>]*?os_index="(\d{1,4})"')
_NAMED_LINE = re.compile(r'<(?:memattr name="(\w+)"|(distances)2 type="NUMANode")')


def _lines(text: str, before: int) -> Mapping[str, int]:
    """Lines, counted from 1, at which nodes, distances and attributes stand."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n")[before:], start=before + 1):
        if match := _NODE_LINE.search(line):
            found.setdefault(f"node {int(match[1])}", number)
        elif match := _NAMED_LINE.search(line):
            found.setdefault(match[1] or match[2], number)
    return found


READER: Final = Reader(
    name=_NAME,
    label="hwloc topology",
    command="lstopo --of xml",
    recognises=lambda text: _START.search(text) is not None,
    read=read,
)
