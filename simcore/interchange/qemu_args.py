"""QEMU's command line: nodes, memory, CPUs, distances and HMAT as ``-numa`` declares them.

Options may be spread over lines, quoted, or written as JSON. Sizes and rates are bytes with a
suffix K, M, G or T, latencies plain nanoseconds. A distance given one way counts both ways.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from simcore.errors import Problem, SpecError
from simcore.interchange.declared import HOLES
from simcore.interchange.facts import Fact, Note, Reading, Value
from simcore.interchange.lines import Line, clean_lines, ignored
from simcore.interchange.reader import Reader
from simcore.nodemask import NodeMask
from simcore.spec.limits import MAX_CPUS, MAX_NODES

__all__ = ("READER", "read")

_NAME: Final = "qemu-args"
_MIB: Final = 2**20
_UNITS: Final = {"B": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
_SIZE = re.compile(r"([0-9]{1,15})(?:\.0+)?([bBkKmMgGtT]?)")
_TAKEN: Final = frozenset({"numa", "object", "m", "smp"})
_SPLIT = re.compile(r"(?<!,),(?!,)")
_DRAFT: Final = {
    "assoc": "associativity=",
    "base-lat": "latency= in plain nanoseconds",
    "base-bw": "bandwidth= in bytes a second with a suffix such as M",
}
"""Words of patches that were never merged, and what QEMU reads today."""
_RATES: Final = {
    "access-bandwidth": ("read_mib_per_s", "write_mib_per_s"),
    "read-bandwidth": ("read_mib_per_s",),
    "write-bandwidth": ("write_mib_per_s",),
}
_TIMES: Final = frozenset({"access-latency", "read-latency"})

Options = Mapping[str, list[str]]


def read(text: str) -> Reading:
    """Everything that a command line says of the machine's memory. Raises SpecError."""
    lines = clean_lines(text)
    command = _Command()
    for name, value, line in _options(lines):
        command.take(name, value, line)
    holes = _fillers(lines)
    facts = tuple(fact for fact in command.facts() if not holes.intersection(fact.place[1:]))
    if command.problems:
        raise SpecError(command.problems)
    if not command.nodes:
        raise SpecError.at("/text", "has no option such as -numa node,nodeid=0,memdev=ram0")
    rest = [line for line in lines if line.number not in command.lines]
    used = Note("used", f"{len(command.nodes)} nodes that QEMU declares")
    return Reading(format=_NAME, facts=facts, notes=(used, *command.notes, *ignored(rest)))


def _fillers(lines: list[Line]) -> set[str | int]:
    """Nodes of which a script of ours says that they only fill holes in the ids."""
    found: set[str | int] = set()
    for line in lines:
        _, sign, listed = line.text.partition(f"# {HOLES}")
        if sign and re.fullmatch(r"[ 0-9,-]{1,200}", listed):
            found |= set(NodeMask.parse(listed.strip(), MAX_NODES))
    return found


def _options(lines: list[Line]) -> Iterator[tuple[str, str, int]]:
    """Each option that counts here, its value and the line of the value."""
    waiting = ""
    for line in lines:
        if line.text.startswith("#"):
            continue
        for word in _words(line):
            if waiting:
                yield waiting, word, line.number
                waiting = ""
            elif word.startswith("-") and word.lstrip("-") in _TAKEN:
                waiting = word.lstrip("-")


def _words(line: Line) -> list[str]:
    text = line.text.removesuffix("\\")
    try:
        return shlex.split(text)
    except ValueError:
        return text.replace("'", "").replace('"', "").split()


def _parsed(value: str) -> tuple[str, Options]:
    """The first word of an option, and its fields; a field may come more than once."""
    if value.startswith("{"):
        plain: dict[str, Any] = json.loads(value)
        fields = {key: _listed(said) for key, said in plain.items()}
        return (fields.get("qom-type") or fields.get("type") or [""])[0], fields
    first, *rest = _SPLIT.split(value)
    options: dict[str, list[str]] = {}
    for part in rest if "=" not in first else [first, *rest]:
        key, _, said = part.partition("=")
        options.setdefault(key.strip(), []).append(said.strip().replace(",,", ","))
    return "" if "=" in first else first, options


def _listed(said: Any) -> list[str]:
    return [str(one) for one in said] if isinstance(said, list) else [str(said)]


class _Command:
    """What the options say; problems are gathered, each with its line."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.notes: list[Note] = []
        self.lines: set[int] = set()
        self.nodes: dict[int, tuple[Options, int]] = {}
        self.cpus: dict[int, NodeMask] = {}
        self._backends: dict[str, int] = {}
        self._total_mib: int | None = None
        self._smp: dict[str, int] = {}
        self._places: list[tuple[Options, int]] = []
        self._distances: dict[tuple[int, int], tuple[int, int]] = {}
        self._access: list[Fact] = []

    def take(self, name: str, value: str, line: int) -> None:
        """One option; a problem in it is kept, the next option is read."""
        self.lines.add(line)
        tables: Mapping[str, Callable[[str, Options, int], None]] = {
            "m": self._memory,
            "smp": self._processors,
            "object": self._object,
            "numa": self._numa,
        }
        try:
            first, options = _parsed(value)
            tables[name](first, options, line)
        except (ValueError, AttributeError, RecursionError) as error:
            told = str(error) if type(error) is ValueError else "the option cannot be read"
            self.problems.append(Problem("/text", f"line {line}: {told}"))

    def _memory(self, first: str, options: Options, _: int) -> None:
        self._total_mib = _bytes(first or _one(options, "size"), "M") // _MIB

    def _processors(self, first: str, options: Options, _: int) -> None:
        said = {key: values[-1] for key, values in options.items()}
        if first:
            said["cpus"] = first
        self._smp = {key: _whole(value, key, MAX_CPUS + 1) for key, value in said.items()}

    def _object(self, first: str, options: Options, line: int) -> None:
        if first.startswith("memory-backend-"):
            self._backends[_one(options, "id")] = _bytes(_one(options, "size")) // _MIB
        else:
            self.lines.discard(line)

    def _numa(self, first: str, options: Options, line: int) -> None:
        for key in options.keys() & _DRAFT.keys():
            raise ValueError(f"{key}= is of a draft patch; QEMU reads {_DRAFT[key]}")
        tables: Mapping[str, Callable[[Options, int], None]] = {
            "node": self._node,
            "dist": self._distance,
            "hmat-lb": self._hmat,
            "cpu": lambda options, line: self._places.append((options, line)),
        }
        if first in tables:
            tables[first](options, line)
        else:
            self.notes.append(Note("ignored", f"-numa {first[:40]} is not read", line))

    def _node(self, options: Options, line: int) -> None:
        node = _whole(options.get("nodeid", [str(len(self.nodes))])[-1], "nodeid", MAX_NODES)
        if node in self.nodes:
            raise ValueError(f"node {node} is declared twice")
        self.nodes[node] = options, line
        for said in options.get("cpus", ()):
            cpus = NodeMask.parse(said, MAX_CPUS)
            self.cpus[node] = self.cpus.get(node, NodeMask()) | cpus

    def _distance(self, options: Options, line: int) -> None:
        pair = _node_of(options, "src"), _node_of(options, "dst")
        value = _whole(_one(options, "val"), "val", 256)
        if value < 10:
            raise ValueError("distances lie between 10 and 255")
        self._distances[pair] = value, line

    def _hmat(self, options: Options, line: int) -> None:
        pair = _node_of(options, "initiator"), _node_of(options, "target")
        kind = _one(options, "data-type")
        if options.get("hierarchy", ["memory"])[-1] != "memory":
            self.notes.append(Note("ignored", "caches of memory are not read", line))
        elif kind in _RATES:
            rate = _bytes(_one(options, "bandwidth")) // _MIB
            self._access += [_fact(("access", *pair, field), rate, line) for field in _RATES[kind]]
        elif kind in _TIMES:
            fact = _fact(("access", *pair, "idle_ns"), _nanoseconds(options), line)
            self._access.append(fact)
        else:
            self.notes.append(Note("ignored", f"{kind[:40]} is not read", line))

    def facts(self) -> Iterator[Fact]:
        """Nodes, distances, then what CPUs get of memory."""
        self._place_cpus()
        sizes = {node: self._mib(node) for node in self.nodes}
        for node, (options, line) in sorted(self.nodes.items()):
            yield _fact(("node", node), True, line)
            yield _fact(("node", node, "cpus"), str(self.cpus.get(node, "")), line)
            yield _fact(("node", node, "mib"), sizes[node], line)
            if "initiator" in options and node not in self.cpus:
                yield _fact(("node", node, "initiators"), options["initiator"][-1], line)
        yield from self._all_distances()
        yield from (fact for fact in self._access if fact.value)
        if self._total_mib not in (None, sum(sizes.values())):
            rule = f"nodes have {sum(sizes.values())} MiB, -m says {self._total_mib} MiB"
            self.notes.append(Note("used", rule + ": QEMU does not start so"))

    def _all_distances(self) -> Iterator[Fact]:
        if not self._distances:
            return
        for node in self.nodes:
            self._distances.setdefault((node, node), (10, 0))
        for (a, b), (value, line) in self._distances.items():
            yield _fact(("distance", a, b), value, line)
            if (b, a) not in self._distances:
                yield _fact(("distance", b, a), value, line)

    def _mib(self, node: int) -> int:
        options, line = self.nodes[node]
        if "mem" in options:
            return self._legacy_mib(options["mem"][-1], line)
        if "memdev" not in options:
            return self._total_mib or 0 if len(self.nodes) == 1 else 0
        name = options["memdev"][-1]
        if name not in self._backends:
            rule = f"line {line}: no -object memory-backend-… has id={name[:40]}"
            self.problems.append(Problem("/text", rule))
        return self._backends.get(name, 0)

    def _legacy_mib(self, said: str, line: int) -> int:
        try:
            return _bytes(said, "M") // _MIB
        except ValueError as error:
            self.problems.append(Problem("/text", f"line {line}: {error}"))
            return 0

    def _place_cpus(self) -> None:
        """``-numa cpu`` by socket, core and thread; without any CPUs, sockets in turn."""
        for options, line in self._places:
            try:
                node = _node_of(options, "node-id")
                self.cpus[node] = self.cpus.get(node, NodeMask()) | self._placed(options)
            except ValueError as error:
                self.problems.append(Problem("/text", f"line {line}: {error}"))
        if self.cpus or not self._smp or not self.nodes:
            return
        ids, each = sorted(self.nodes), max(1, self._count // self._smp.get("sockets", 1))
        for cpu in range(self._count):
            node = ids[cpu // each % len(ids)]
            self.cpus[node] = self.cpus.get(node, NodeMask()) | NodeMask.of([cpu])
        self.notes.append(Note("assumed", "no node has cpus=: QEMU gives sockets to nodes in turn"))

    @property
    def _count(self) -> int:
        sizes = [self._smp.get(key, 1) for key in ("sockets", "cores", "threads")]
        return min(MAX_CPUS, self._smp.get("cpus") or sizes[0] * sizes[1] * sizes[2])

    def _placed(self, options: Options) -> NodeMask:
        cores, threads = self._smp.get("cores", 1), self._smp.get("threads", 1)
        strides = {"socket-id": cores * threads, "core-id": threads, "thread-id": 1}
        first, size = 0, self._count
        for key, stride in strides.items():
            if key in options:
                first += _whole(options[key][-1], key, MAX_CPUS) * stride
                size = stride
        if first + size > MAX_CPUS:
            raise ValueError(f"CPUs end at {MAX_CPUS - 1}")
        return NodeMask.of(range(first, first + size))


def _fact(place: tuple[str | int, ...], value: Value, line: int) -> Fact:
    return Fact(place, value, "qemu", line)


def _one(options: Options, key: str) -> str:
    if key not in options:
        raise ValueError(f"{key}= is missing")
    return options[key][-1]


def _whole(said: str, what: str, limit: int) -> int:
    if not re.fullmatch(r"[0-9]{1,12}", said) or int(said) >= limit:
        raise ValueError(f"{what}={said[:40]} is no number below {limit}")
    return int(said)


def _node_of(options: Options, key: str) -> int:
    return _whole(_one(options, key), key, MAX_NODES)


def _bytes(said: str, unit: str = "B") -> int:
    match = _SIZE.fullmatch(said)
    if match is None:
        raise ValueError(f"{said[:40]} is no size such as 512M or 8G")
    return int(match[1]) * _UNITS[match[2].upper() or unit]


def _nanoseconds(options: Options) -> int:
    said = _one(options, "latency")
    if re.fullmatch(r"[0-9]+[a-z]s", said):
        rule = f"latency={said[:40]} is of a draft patch; QEMU reads plain nanoseconds"
        raise ValueError(f"{rule}, latency={re.sub('[a-z]', '', said)[:40]}")
    return _whole(said, "latency", 10**9)


READER: Final = Reader(
    name=_NAME,
    label="QEMU arguments",
    command="qemu-system-x86_64 -numa …",
    recognises=lambda text: re.search(r"(?:^|\s)--?numa\s", text) is not None,
    read=read,
)
