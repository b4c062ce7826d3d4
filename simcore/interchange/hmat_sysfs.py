"""Files and links of /sys/devices/system/node, one ``path:value`` or ``link -> target`` a line.

Follows admin-guide/mm/numaperf.rst. A node's ``access0`` and ``access1`` hold what its best
initiators get, nothing of the others; access1 counts CPUs only and goes first. The kernel's
documents give the rates as MiB/s or MB/s; they are taken as MiB/s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from simcore.errors import Problem, SpecError
from simcore.interchange.facts import Fact, Note, Reading
from simcore.interchange.lines import Line, clean_lines, ignored
from simcore.interchange.reader import Reader
from simcore.nodemask import NodeMask
from simcore.spec.limits import MAX_CPUS, MAX_NODES

__all__ = ("READER", "read")

_NAME: Final = "hmat-sysfs"
_ROOT: Final = r"/sys/devices/system/node/"
_NODE = re.compile(_ROOT + r"node(\d{1,4})/(cpulist|distance) ?: ?(.*)")
_MEMORY = re.compile(_ROOT + r"node(\d{1,4})/meminfo ?: ?Node \d+ MemTotal: ?(\d{1,15}) kB")
_FREE = re.compile(_ROOT + r"node(\d{1,4})/meminfo ?: ?Node \d+ MemFree: ?(\d{1,15}) kB")
_RATE = re.compile(
    _ROOT + r"node(\d{1,4})/access([01])/initiators/"
    r"((?:read|write)_(?:bandwidth|latency)) ?: ?(\d{1,12})"
)
_LISTED: Final = r"(?:l[rwx]{9}\S* .*)?"
"""What ``ls -l`` puts before a link."""
_LINK = re.compile(
    _LISTED + _ROOT + r"node(\d{1,4})/access([01])/initiators/node(\d{1,4})(?: -> \S*node\3|@?)"
)
_ONLINE = re.compile(_ROOT + r"online ?: ?([\d,-]*)")
_KNOWN = re.compile(
    _LISTED
    + _ROOT
    + r"(?:(?:possible|has_\w+) ?:.*|node\d+/access[01]/targets/node\d+(?: -> .*|@?))"
)
_VALUES: Final = ("read_bandwidth", "write_bandwidth", "read_latency", "write_latency")
_LIST_LINKS: Final = "ls -1d /sys/devices/system/node/node*/access[01]/initiators/node*"
_ADD_LINKS: Final = f"HMAT's values of nodes without links to their initiators: add {_LIST_LINKS}"
_FIELDS: Final = {
    "read_bandwidth": "read_mib_per_s",
    "write_bandwidth": "write_mib_per_s",
    "read_latency": "idle_ns",
}
_SIGN = re.compile(_ROOT + r"(?:node\d+/(?:cpulist|distance|access[01]|meminfo)|online)")

Key = tuple[str | int, ...]


def read(text: str) -> Reading:
    """CPUs, sizes, distances, and what the best initiators get. Raises SpecError."""
    files = _Files()
    for line in clean_lines(text):
        files.take(line)
    if not files.values:
        rule = "has no line such as /sys/devices/system/node/node0/cpulist:0-3"
        raise SpecError.at("/text", rule)
    facts = tuple(files.facts())
    if files.problems:
        raise SpecError(files.problems)
    notes = (*_used(files.nodes, facts), *files.notes, *ignored(files.rest))
    return Reading(format=_NAME, facts=facts, notes=notes)


def _used(nodes: NodeMask, facts: Iterable[Fact]) -> Iterator[Note]:
    yield Note("used", f"{len(nodes)} nodes in sysfs")
    pairs = {fact.place[1:3] for fact in facts if fact.place[0] == "access"}
    if pairs:
        rule = "rates are taken as MiB/s, latencies are those of reads"
        yield Note("used", f"HMAT's values for {len(pairs)} pairs of CPUs and memory; {rule}")


class _Files:
    """What each file says, with its line; the first word wins, another one is a problem."""

    def __init__(self) -> None:
        self.values: dict[Key, tuple[str, int]] = {}
        self.nodes = NodeMask()
        self.rest: list[Line] = []
        self.notes: list[Note] = []
        self.problems: list[Problem] = []

    def take(self, line: Line) -> None:
        """Sort one line in."""
        text, at = line.text, line.number
        if match := _NODE.fullmatch(text):
            self._put((match[2], self._id(match[1], at)), match[3], at)
        elif match := _MEMORY.fullmatch(text):
            self._put(("kib", self._id(match[1], at)), match[2], at)
        elif match := _FREE.fullmatch(text):
            self._put(("free", self._id(match[1], at)), match[2], at)
        elif match := _RATE.fullmatch(text):
            self._put((match[3], self._id(match[1], at), int(match[2])), match[4], at)
        elif match := _LINK.fullmatch(text):
            key = ("initiator", self._id(match[1], at), int(match[2]), self._id(match[3], at))
            self._put(key, match[3], at)
        else:
            self._take_other(line)

    def _take_other(self, line: Line) -> None:
        if match := _ONLINE.fullmatch(line.text):
            self._put(("online",), match[1], line.number)
        elif not _KNOWN.fullmatch(line.text):
            self.rest.append(line)

    def _refuse(self, line: int, rule: str) -> None:
        self.problems.append(Problem("/text", f"line {line}: {rule}"))

    def _id(self, said: str, line: int) -> int:
        if int(said) < MAX_NODES:
            self.nodes |= NodeMask.of([int(said)])
            return int(said)
        self._refuse(line, f"nodes end at {MAX_NODES - 1}, {said} lies beyond")
        return 0

    def _put(self, key: Key, value: str, line: int) -> None:
        before = self.values.setdefault(key, (value, line))
        if before[0] != value:
            self._refuse(line, f"says {value[:40]!r}, line {before[1]} says {before[0][:40]!r}")

    def facts(self) -> Iterator[Fact]:
        """Everything that the files say of nodes."""
        cpus = {node: self._cpus(node) for node in self.nodes}
        listed = self._online()
        for node in self.nodes:
            yield Fact(("node", node), True, line=self._line_of(node))
            yield from self._own(node, cpus[node])
            yield from self._distances(node, listed)
        with_cpus = NodeMask.of(node for node in self.nodes if cpus[node])
        for node in self.nodes:
            yield from self._access(node, with_cpus)

    def _line_of(self, node: int) -> int:
        return min(
            line
            for key, (_, line) in self.values.items()
            if key[1:2] == (node,) or key[3:4] == (node,)
        )

    def _cpus(self, node: int) -> NodeMask | None:
        said, line = self.values.get(("cpulist", node), ("", 0))
        try:
            return NodeMask.parse(said, MAX_CPUS) if line else None
        except ValueError as error:
            self._refuse(line, f"the CPUs of node {node} cannot be read: {error}")
            return None

    def _online(self) -> NodeMask:
        """Nodes in the order of a row of distances."""
        said, line = self.values.get(("online",), ("", 0))
        rows = NodeMask.of(int(key[1]) for key in self.values if key[0] == "distance")
        try:
            return NodeMask.parse(said, MAX_NODES) if line else rows
        except ValueError as error:
            self._refuse(line, f"the list of nodes cannot be read: {error}")
            return rows

    def _own(self, node: int, cpus: NodeMask | None) -> Iterator[Fact]:
        if cpus is not None:
            line = self.values["cpulist", node][1]
            yield Fact(("node", node, "cpus"), str(cpus), line=line)
        for name, field in (("kib", "mib"), ("free", "free_mib")):
            if (name, node) in self.values:
                said, line = self.values[name, node]
                yield Fact(("node", node, field), int(said) // 1024, line=line)

    def _distances(self, node: int, listed: NodeMask) -> Iterator[Fact]:
        if ("distance", node) not in self.values:
            return
        said, line = self.values["distance", node]
        row = said.split()
        if len(row) != len(listed):
            self._refuse(line, f"the row has {len(row)} distances for {len(listed)} nodes")
        elif not all(re.fullmatch(r"\d{1,3}", value) and 10 <= int(value) <= 255 for value in row):
            self._refuse(line, "distances lie between 10 and 255")
        else:
            for other, value in zip(listed, row, strict=True):
                yield Fact(("distance", node, other), int(value), line=line)

    def _access(self, node: int, with_cpus: NodeMask) -> Iterator[Fact]:
        initiators = self._initiators(node) & (with_cpus or self.nodes)
        if not initiators and node in with_cpus:
            initiators = NodeMask.of([node])
        if initiators and node not in with_cpus:
            yield Fact(("node", node, "initiators"), str(initiators), line=self._line_of(node))
        for name, field in _FIELDS.items():
            value, line = self._best(name, node)
            for initiator in initiators if value else ():
                yield Fact(("access", initiator, node, field), value, "hmat", line)
        if not initiators:
            self._tell_unlinked(node)

    def _tell_unlinked(self, node: int) -> None:
        """Values that nobody is known to get are passed over, each with its line."""
        lines = {
            line: f"access{key[2]} of node {node}, {key[0]}: no link names who gets it"
            for key, (_, line) in self.values.items()
            if key[0] in _VALUES and key[1] == node
        }
        self.notes += [Note("ignored", rule, line) for line, rule in lines.items()]
        if lines and not any(note.text == _ADD_LINKS for note in self.notes):
            self.notes.append(Note("ignored", _ADD_LINKS))

    def _initiators(self, node: int) -> NodeMask:
        """CPUs' nodes first (access1), any initiators else."""
        for level in (1, 0):
            found = NodeMask.of(
                int(key[3]) for key in self.values if key[:3] == ("initiator", node, level)
            )
            if found:
                return found
        return NodeMask()

    def _best(self, name: str, node: int) -> tuple[int, int]:
        """The value of access1, else of access0, with its line; 0 where there is none."""
        one, zero = (self.values.get((name, node, level)) for level in (1, 0))
        if one and zero and one[0] != zero[0]:
            rule = f"node {node} {name}: access0 says {zero[0]} (line {zero[1]}); access1 counts"
            self.notes.append(Note("used", rule, one[1]))
        said, line = one or zero or ("0", 0)
        return int(said), line


READER: Final = Reader(
    name=_NAME,
    label="nodes in sysfs",
    command=f"{_LIST_LINKS}; grep -H . /sys/devices/system/node/node*/access[01]/initiators/*_*",
    recognises=lambda text: _SIGN.search(text) is not None,
    read=read,
)
