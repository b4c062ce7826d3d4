"""What ``numactl --hardware`` prints.

Follows hardware() and print_distances() of numactl.c: a line ``available:``,
three lines for each node, and the table of distances with a head and a row for each node. Sizes
say MB and mean MiB, less what the kernel took. Lines that are none of these are passed over and
reported, so a whole terminal session may be pasted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from simcore.errors import Problem, SpecError
from simcore.interchange.facts import Fact, Note, Reading
from simcore.interchange.far_nodes import without_far_nodes
from simcore.interchange.lines import Line, clean_lines, ignored
from simcore.interchange.reader import Reader
from simcore.nodemask import NodeMask
from simcore.spec.limits import MAX_CPUS, MAX_NODES

__all__ = ("READER", "read")

_NAME: Final = "numactl-hardware"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.ASCII | re.IGNORECASE)


_NODE_LINE = _pattern(r"node (\d{1,6}) (cpus|size|free):(.*)")
_TABLE = _pattern(r"node distances:")
_HEAD = _pattern(r"node((?: \d+)+)")
_ROW = _pattern(r"(\d{1,6}):((?: \d+)*)")
_NUMBERS = _pattern(r"\d+(?: \d+)*")
_SINGLE = {
    "available": _pattern(r"available:(.*)"),
    "no table": _pattern(r"no distance information available(\.?)"),
    "no numa": _pattern(r"no numa (support )?available.*"),
}
_NODES = _pattern(r" ?(\d{1,4}) nodes? \(([\d,\- ]*)\)")
_SIZE = _pattern(r" ?(\d{1,12}) MB")

_CUT = "the output is cut off"

Key = tuple[str, int]


@dataclass(slots=True)
class _Entry:
    """What stands behind a name in the text; numbers may go on in the lines that follow."""

    line: int
    text: str


@dataclass(slots=True)
class _Found:
    """First look: which lines there are, by what they are about."""

    entries: dict[Key, _Entry] = field(default_factory=dict)
    again: list[tuple[Key, _Entry]] = field(default_factory=list)
    ignored: list[Line] = field(default_factory=list)
    in_table: bool = False
    open: _Entry | None = None

    def take(self, line: Line) -> None:
        """Sort one line in."""
        if match := _NODE_LINE.fullmatch(line.text):
            kind = match[2].lower()
            self._put((kind, int(match[1])), line, match[3], goes_on=kind == "cpus")
        elif _TABLE.fullmatch(line.text):
            self.in_table, self.open = True, None
        elif self.in_table and (match := _HEAD.fullmatch(line.text)):
            self._put(("head", 0), line, match[1], goes_on=True)
        elif self.in_table and (match := _ROW.fullmatch(line.text)):
            self._put(("row", int(match[1])), line, match[2], goes_on=True)
        elif self.open is not None and _NUMBERS.fullmatch(line.text):
            self.open.text += " " + line.text
        else:
            self._take_single(line)

    def _take_single(self, line: Line) -> None:
        self.open = None
        for kind, pattern in _SINGLE.items():
            if match := pattern.fullmatch(line.text):
                self._put((kind, 0), line, match[1] or "")
                return
        self.ignored.append(line)

    def _put(self, key: Key, line: Line, text: str, *, goes_on: bool = False) -> None:
        entry = _Entry(line.number, text)
        if key in self.entries:
            self.again.append((key, entry))
        else:
            self.entries[key] = entry
        self.open = entry if goes_on else None

    def leave_out_far_nodes(self) -> tuple[Note, ...]:
        """Take out empty nodes beyond the limit. Raises SpecError where they are not empty."""
        texts = {key: entry.text for key, entry in self.entries.items()}
        near, notes = without_far_nodes(texts)
        self.entries = {key: _Entry(self.entries[key].line, text) for key, text in near.items()}
        self.again = [(key, entry) for key, entry in self.again if key in self.entries]
        return notes

    def ids(self, kind: str) -> set[int]:
        """Nodes that have an entry of a kind."""
        return {node for name, node in self.entries if name == kind}


def read(text: str) -> Reading:
    """The machine that ``text`` describes. Raises SpecError with every problem."""
    found = _Found()
    for line in clean_lines(text):
        found.take(line)
    if ("no numa", 0) in found.entries:
        raise SpecError.at("/text", "says that the kernel it was made on has no NUMA support")
    if not (found.ids("size") or found.ids("cpus") or found.ids("available")):
        rule = 'is no output of numactl --hardware: it has no line such as "node 0 size: 64307 MB"'
        raise SpecError.at("/text", rule)
    left_out = found.leave_out_far_nodes()
    second = _Second(found)
    second.notes += left_out
    reading = second.reading()
    if second.problems:
        raise SpecError((*second.problems, *_understood(found)))
    return reading


def _understood(found: _Found) -> Iterator[Problem]:
    """Of a text that is refused: the nodes that are whole in it."""
    whole = NodeMask.of(node for node in found.ids("cpus") & found.ids("size") if node < MAX_NODES)
    if whole:
        last = max(entry.line for entry in found.entries.values())
        rule = f"understood so far: nodes {whole}, up to line {last}"
        yield Problem("/text", rule)


@dataclass(frozen=True, slots=True)
class _Node:
    id: int
    cpus: NodeMask
    mib: int
    free_mib: int | None


class _Second:
    """Second look: what the lines say, and everything that is wrong with them."""

    def __init__(self, found: _Found) -> None:
        self.found = found
        self.problems: list[Problem] = []
        self.notes: list[Note] = []

    def reading(self) -> Reading:
        """What could be read; whole only when there are no problems."""
        listed = self._listed()
        self._check_repeats()
        nodes = tuple(self._node(node) for node in listed)
        self._check_strangers(listed)
        self._check_machine(nodes)
        distance = self._distance(listed)
        self.notes.append(Note("used", f"{len(nodes)} nodes ({listed}); sizes are MiB"))
        self.notes += ignored(self.found.ignored)
        facts = (*self._facts(nodes), *self._distances(listed, distance))
        return Reading(format=_NAME, facts=facts, notes=tuple(self.notes))

    def _line(self, kind: str, node: int) -> int:
        entry = self.found.entries.get((kind, node))
        return entry.line if entry else 0

    def _facts(self, nodes: tuple[_Node, ...]) -> Iterator[Fact]:
        for node in nodes:
            at = self._line("cpus", node.id)
            yield Fact(("node", node.id), True, line=at)
            yield Fact(("node", node.id, "cpus"), str(node.cpus), line=at)
            yield Fact(("node", node.id, "mib"), node.mib, line=self._line("size", node.id))
            if node.free_mib is not None:
                at = self._line("free", node.id)
                yield Fact(("node", node.id, "free_mib"), node.free_mib, line=at)

    def _distances(
        self, listed: NodeMask, rows: tuple[tuple[int, ...], ...] | None
    ) -> Iterator[Fact]:
        for a, row in zip(listed, rows or (), strict=False):
            for b, value in zip(listed, row, strict=False):
                yield Fact(("distance", a, b), value, line=self._line("row", a))

    def _refuse(self, rule: str, entry: _Entry | None = None) -> None:
        where = f"line {entry.line}: " if entry else ""
        self.problems.append(Problem("/text", where + rule))

    def _listed(self) -> NodeMask:
        """The nodes of the line ``available:``, or those that have lines of their own."""
        named = NodeMask.of(
            node
            for kind, node in self.found.entries
            if kind in ("cpus", "size")
            if node < MAX_NODES
        )
        entry = self.found.entries.get(("available", 0))
        if entry is None:
            self._refuse('the line "available: … nodes (…)" is missing: paste the whole output')
            return named
        match = _NODES.fullmatch(entry.text)
        if match is None:
            self._refuse('must read "available: N nodes (0-…)"', entry)
            return named
        try:
            listed = NodeMask.parse(match[2], MAX_NODES)
        except ValueError as error:
            self._refuse(f"the list of nodes cannot be read: {error}", entry)
            return named
        if len(listed) != int(match[1]):
            self._refuse(f"says {match[1]} nodes and lists {len(listed)}", entry)
        return listed

    def _check_repeats(self) -> None:
        for (kind, node), entry in self.found.again:
            if kind != "free" and entry.text != self.found.entries[kind, node].text:
                name = f"node {node} {kind}" if kind in ("cpus", "size") else kind
                self._refuse(f'"{name}" is here a second time and says something else', entry)

    def _node(self, node: int) -> _Node:
        free = self.found.entries.get(("free", node))
        size = _SIZE.fullmatch(free.text) if free else None
        return _Node(
            id=node,
            cpus=self._cpus(node),
            mib=self._mib(node),
            free_mib=int(size[1]) if size else None,
        )

    def _cpus(self, node: int) -> NodeMask:
        entry = self.found.entries.get(("cpus", node))
        if entry is None:
            self._refuse(f'the line "node {node} cpus:" is missing: {_CUT}')
            return NodeMask()
        try:
            return NodeMask.parse(entry.text.replace(" ", ","), MAX_CPUS)
        except ValueError as error:
            self._refuse(f"the CPUs of node {node} cannot be read: {error}", entry)
            return NodeMask()

    def _mib(self, node: int) -> int:
        entry = self.found.entries.get(("size", node))
        if entry is None:
            self._refuse(f'the line "node {node} size:" is missing: {_CUT}')
            return 0
        if "not available" in entry.text:
            self.notes.append(
                Note("assumed", f"node {node} has no memory: numactl could not tell its size")
            )
            return 0
        match = _SIZE.fullmatch(entry.text)
        if match is None:
            self._refuse(f'the size of node {node} must read "N MB": {_CUT}', entry)
            return 0
        return int(match[1])

    def _check_strangers(self, listed: NodeMask) -> None:
        for (kind, node), entry in self.found.entries.items():
            if kind in ("cpus", "size", "row") and node not in listed:
                self._refuse(f'node {node} is not in the list of the line "available:"', entry)

    def _check_machine(self, nodes: tuple[_Node, ...]) -> None:
        taken = NodeMask()
        for node in nodes:
            if node.cpus & taken:
                entry = self.found.entries["cpus", node.id]
                self._refuse(f"CPU {node.cpus & taken} belongs to another node, too", entry)
            taken |= node.cpus
        if self.problems:
            return  # what follows may only be missing
        if not taken:
            self._refuse("no node has CPUs: nothing could run there")
        if not any(node.mib for node in nodes):
            self._refuse("no node has memory")

    def _distance(self, listed: NodeMask) -> tuple[tuple[int, ...], ...] | None:
        head = self.found.entries.get(("head", 0))
        if ("no table", 0) in self.found.entries and head is None:
            return None
        if head is None:
            self._refuse(f'the table "node distances:" is missing: {_CUT}')
            return None
        if head.text.split() != [str(node) for node in listed]:
            self._refuse(f"the head of the distances must name the nodes {listed}: {_CUT}", head)
        return tuple(self._row(node, place, len(listed)) for place, node in enumerate(listed))

    def _row(self, node: int, place: int, size: int) -> tuple[int, ...]:
        entry = self.found.entries.get(("row", node))
        if entry is None:
            self._refuse(f"the row of node {node} in the distances is missing: {_CUT}")
            return ()
        row = tuple(int(text[:4]) for text in entry.text.split())
        if len(row) != size:
            self._refuse(f"the row has {len(row)} distances, not {size}: {_CUT}", entry)
        elif row[place] != 10:
            self._refuse(f"node {node} is {row[place]} from itself, not 10: {_CUT}", entry)
        elif not all(10 <= value <= 255 for value in row):
            self._refuse("distances lie between 10 and 255", entry)
        return row


_SIGN = _pattern(r"available: ?\d+ nodes|node \d+ (size|cpus):|no numa (support )?available")


READER: Final = Reader(
    name=_NAME,
    label="nodes and distances",
    command="numactl --hardware",
    recognises=lambda text: _SIGN.search(text) is not None,
    read=read,
)
