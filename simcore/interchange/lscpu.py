"""What ``lscpu`` prints: as text, as JSON (nested or flat), and as the table of ``-p``.

All of them tell which CPUs a node has; the table also tells the package. Nodes without CPUs
have an empty list in the first two and no row in the table.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from simcore.errors import SpecError
from simcore.interchange.facts import Fact, Note, Reading
from simcore.interchange.lines import Line, clean_lines, ignored
from simcore.interchange.reader import Reader
from simcore.nodemask import NodeMask
from simcore.spec.limits import MAX_CPUS, MAX_NODES

__all__ = ("READER", "read")

_NAME: Final = "lscpu"
_NODE = re.compile(r"NUMA[- ]\w*?(\d{1,4}) CPU\(s\) ?: ?(.*)")
_LABEL = re.compile(r"[A-Z][\w ()./,-]{1,40}: ?.*")
_LIST = re.compile(r"[\d,-]+")
_HEAD = re.compile(r"# (CPU,[\w,]*)", re.IGNORECASE)
_ROW = re.compile(r"\d{1,5}(,[\w:-]*)+")
_JSON = re.compile(r'\{\s*"lscpu"\s*:')
_SIGN = re.compile(
    r'NUMA[- ]\w*?\d{1,4} CPU\(s\)\s*:|"lscpu"\s*:|(?m:^[ \t>|]*# CPU,)'
    r"|(?m:^[ \t>|]*Thread\(s\) per core:)"
)


def read(text: str) -> Reading:
    """CPUs by node. Raises SpecError."""
    found = _Json(text) if _JSON.search(text) else _Text(text)
    facts = tuple(found.facts())
    if not facts:
        rule = "no line tells a node's CPUs (NUMA node0 CPU(s): 0-3); run LC_ALL=C lscpu"
        raise SpecError.at("/text", rule)
    used = Note("used", f"CPUs of {len({fact.place[1] for fact in facts})} nodes")
    return Reading(format=_NAME, facts=facts, notes=(used, *ignored(found.rest)))


def _refuse(line: int, rule: str) -> SpecError:
    return SpecError.at("/text", f"line {line}: {rule}")


def _node(said: str, line: int) -> int:
    if int(said) >= MAX_NODES:
        raise _refuse(line, f"nodes end at {MAX_NODES - 1}, {said} lies beyond")
    return int(said)


def _cpus_of(node: int, said: str, line: int) -> Iterator[Fact]:
    try:
        cpus = NodeMask.parse(said.replace(" ", ""), MAX_CPUS)
    except ValueError as error:
        raise _refuse(line, f"the CPUs of node {node} cannot be read: {error}") from None
    yield Fact(("node", node), True, line=line)
    yield Fact(("node", node, "cpus"), str(cpus), line=line)


class _Text:
    """Labelled lines, and the rows of ``-p`` below their head."""

    def __init__(self, text: str) -> None:
        self.rest: list[Line] = []
        self._lists: list[tuple[int, int, str]] = []
        self._columns: list[str] = []
        self._rows: list[Line] = []
        self._open = False
        for line in clean_lines(text):
            self._take(line)

    def _take(self, line: Line) -> None:
        if match := _NODE.fullmatch(line.text):
            self._lists.append((_node(match[1], line.number), line.number, match[2]))
            self._open = True
        elif self._open and _LIST.fullmatch(line.text):  # a long list, wrapped by the terminal
            node, at, said = self._lists[-1]
            self._lists[-1] = (node, at, said + line.text)
        else:
            self._open = False
            self._take_row(line)

    def _take_row(self, line: Line) -> None:
        if match := _HEAD.fullmatch(line.text):
            self._columns = match[1].lower().split(",")
        elif self._columns and _ROW.fullmatch(line.text):
            self._rows.append(line)
        elif not _LABEL.fullmatch(line.text):
            self.rest.append(line)

    def facts(self) -> Iterator[Fact]:
        """CPU lists first, then what the rows say."""
        for node, line, said in self._lists:
            yield from _cpus_of(node, said, line)
        if "node" in self._columns:
            yield from self._table()

    def _table(self) -> Iterator[Fact]:
        cpus: dict[int, set[int]] = defaultdict(set)
        sockets: dict[int, set[int]] = defaultdict(set)
        lines: dict[int, int] = {}
        for line in self._rows:
            row = dict(zip(self._columns, line.text.split(","), strict=False))
            cpu, node = row["cpu"], row.get("node", "")
            if not node.isdecimal() or int(cpu) >= MAX_CPUS:
                self.rest.append(line)
                continue
            at = _node(node[:4], line.number)
            lines.setdefault(at, line.number)
            cpus[at].add(int(cpu))
            if row.get("socket", "").isdecimal():
                sockets[at].add(int(row["socket"][:4]))
        for node_id, line_number in lines.items():
            yield from _cpus_of(node_id, str(NodeMask.of(cpus[node_id])), line_number)
            if len(sockets[node_id]) == 1:
                socket = min(sockets[node_id])
                yield Fact(("node", node_id, "socket"), socket, line=line_number)


class _Json:
    """The document of ``-J``: fields with data, maybe with children."""

    def __init__(self, text: str) -> None:
        match = _JSON.search(text)
        assert match is not None
        try:
            self._document, end = json.JSONDecoder().raw_decode(text, match.start())
        except (ValueError, RecursionError):
            line = text.count("\n", 0, match.start()) + 1
            raise _refuse(line, "the JSON that begins here is not whole") from None
        first, last = (text.count("\n", 0, at) + 1 for at in (match.start(), end))
        self.rest = [line for line in clean_lines(text) if not first <= line.number <= last]
        self._text = text

    def facts(self) -> Iterator[Fact]:
        """CPU lists in the order of the document."""
        for field, data in _fields(self._document["lscpu"]):
            match = _NODE.fullmatch(f"{field} {data}".strip())
            if match:
                line = self._text.count("\n", 0, max(0, self._text.find(f'"{field}"'))) + 1
                yield from _cpus_of(_node(match[1], line), match[2], line)


def _fields(entries: Any) -> Iterator[tuple[str, str]]:
    waiting = [entries]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, list):
            waiting.extend(reversed(entry))
        elif isinstance(entry, dict):
            field, data = entry.get("field"), entry.get("data")
            if isinstance(field, str):
                yield field, data if isinstance(data, str) else ""
            waiting.append(entry.get("children"))


READER: Final = Reader(
    name=_NAME,
    label="CPUs by node",
    command="LC_ALL=C lscpu",
    recognises=lambda text: _SIGN.search(text) is not None,
    read=read,
)
