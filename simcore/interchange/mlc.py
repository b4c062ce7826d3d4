"""What Intel's Memory Latency Checker prints: a matrix of latencies, one of bandwidths, a curve.

Rows are nodes with CPUs, columns all nodes with memory. Titles and heads changed with versions
("Socket" and "Memory node", "Numa node"), so a section is told by the words that all of them
share. Bandwidths are decimal MB/s and become MiB/s. A run of all tests holds further sections,
which are passed over, each with a note. Lines that begin with * say that prefetchers could not
be changed: then latencies are doubted.

The loaded latency is of all CPUs against their own memory; no node is named. It is a node's
curve only where the text shows a single node, otherwise a curve of its own, ``("curve",)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from simcore.errors import Problem, SpecError
from simcore.interchange.facts import Fact, Note, Reading
from simcore.interchange.lines import Line, clean_lines, ignored
from simcore.interchange.reader import Reader
from simcore.spec.limits import MAX_NODES

__all__ = ("READER", "read")

_NAME: Final = "mlc"
_BYTES_PER_MB: Final = 10**6
_MIB: Final = 2**20
_SECTIONS: Final = (
    (re.compile(r"Measuring idle latencies.*", re.IGNORECASE), "latency"),
    (re.compile(r"Measuring Memory Bandwidths between nodes.*", re.IGNORECASE), "bandwidth"),
    (re.compile(r"Measuring Loaded Latencies.*", re.IGNORECASE), "curve"),
    (re.compile(r"Measuring .*", re.IGNORECASE), "other"),
)
_UNUSED: Final = (
    (
        re.compile(r"peak injection", re.IGNORECASE),
        "mixes of reads and writes of all nodes together, which tell no single node's rates",
    ),
    (re.compile(r"cache-to-cache", re.IGNORECASE), "the model has no caches"),
    (re.compile(""), "nothing is known of it here"),
)
"""What is passed over as a whole, and why."""
_TITLE = re.compile(r"(Intel\(R\) )?Memory Latency Checker.*", re.IGNORECASE)
_HEAD = re.compile(r"(?:Numa node|Memory node|Socket)((?: \d{1,4})+)", re.IGNORECASE)
_NAMING = re.compile(r"(?:Numa|Memory) node|Socket", re.IGNORECASE)
_ROW = re.compile(r"(\d{1,4})((?: (?:\d{1,9}(?:\.\d{0,6})?|-))+)")
_WHOLE = re.compile(r"\d+\.\d+|-")
_POINT = re.compile(r"(\d{1,6}) (\d{1,7}(?:\.\d{1,6})?) (\d{1,9}(?:\.\d{1,6})?)")
_KNOWN = re.compile(
    r"=+|Inject Latency Bandwidth|Delay \(ns\) MB/sec|Using .*|Bandwidths are in .*"
    r"|Command line parameters:.*|(?:ALL|\d:\d) Reads.*|Stream-triad.*",
    re.IGNORECASE,
)
_DOUBT: Final = "the prefetchers could not be changed, so latencies may be too low"
_NOTHING: Final = "-"
_FIELDS: Final = {"latency": "idle_ns", "bandwidth": "read_mib_per_s"}


@dataclass(slots=True)
class _Sections:
    """First look: rows of the matrices and points of the curve, each with its line."""

    heads: dict[str, tuple[int, ...]] = field(default_factory=dict)
    rows: list[tuple[str, int, tuple[str, ...], int]] = field(default_factory=list)
    points: list[tuple[int, int, int]] = field(default_factory=list)
    doubt: str = ""
    used: int = 0
    rest: list[Line] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    now: str = ""

    def take(self, line: Line) -> None:
        """Sort one line in."""
        text = line.text
        found = next((name for pattern, name in _SECTIONS if pattern.fullmatch(text)), None)
        if found is not None:
            self.now = found
            if found == "other":
                self.others.append(text)
        elif text.startswith("*"):
            self.doubt = _DOUBT
        elif not (self._take_data(line) or _TITLE.fullmatch(text) or self._knows(text)):
            self._pass(line)

    def _knows(self, text: str) -> bool:
        """Whether a line is part of every section's frame."""
        return bool(self.now and (_KNOWN.fullmatch(text) or _NAMING.fullmatch(text)))

    def _pass(self, line: Line) -> None:
        """A line of another section is known; anything else is passed over and ends a section."""
        if self.now != "other":
            self.rest.append(line)
            self.now = ""

    def _take_data(self, line: Line) -> bool:
        if self.now in _FIELDS and (match := _HEAD.fullmatch(line.text)):
            self.heads[self.now] = tuple(map(int, match[1].split()))
        elif self.now in _FIELDS and (match := _ROW.fullmatch(line.text)):
            self.rows.append((self.now, int(match[1]), tuple(match[2].split()), line.number))
        elif self.now == "curve" and (match := _POINT.fullmatch(line.text)):
            self.points.append((_mib_per_s(match[3]), round(float(match[2])), line.number))
        else:
            return False
        return True


def _mib_per_s(mb_per_s: str) -> int:
    return round(float(mb_per_s) * _BYTES_PER_MB / _MIB)


def read(text: str) -> Reading:
    """Latencies, bandwidths and the loaded latency. Raises SpecError with every problem."""
    sections = _Sections()
    for line in clean_lines(text):
        sections.take(line)
    if not (sections.rows or sections.points):
        rule = 'is no output of MLC: it has no rows below "Measuring idle latencies" or the like'
        raise SpecError.at("/text", rule)
    cut = _cut_off(sections)
    problems = list(_problems(sections))
    if problems:
        raise SpecError(problems)
    facts = (*_matrix(sections), *_curve(sections))
    notes = (*_notes(sections), *cut, *ignored(sections.rest))
    return Reading(format=_NAME, facts=facts, notes=notes)


def _cut_off(sections: _Sections) -> tuple[Note, ...]:
    """A last row that is too short was cut off: its whole values count, and what came before.

    Values are printed with a decimal place, so a last one without lacks digits.
    """
    if len(sections.rows) < 2 or sections.points:
        return ()
    name, node, cells, line = sections.rows[-1]
    whole = len(sections.heads.get(name, ()))
    torn = not _WHOLE.fullmatch(cells[-1])
    if len(cells) > whole or (len(cells) == whole and not (torn and _WHOLE.fullmatch(cells[0]))):
        return ()
    kept = cells[:-1] if torn else cells
    padded = kept + (_NOTHING,) * (whole - len(kept))
    sections.rows[-1:] = [(name, node, padded, line)] if kept else []
    rule = f"the {name} matrix is cut off here: {len(kept)} of {whole} values of node {node} count"
    return (Note("doubt", f"{rule}, and rows behind it are missing", line),)


def _problems(sections: _Sections) -> Iterator[Problem]:
    for name, node, cells, line in sections.rows:
        head = sections.heads.get(name)
        if head is None:
            yield Problem("/text", f"line {line}: the head of the {name} matrix is missing")
        elif len(cells) != len(head):
            rule = f"the row has {len(cells)} values, the head {len(head)}: the output is cut off"
            yield Problem("/text", f"line {line}: {rule}")
        elif max(node, *head) >= MAX_NODES:
            yield Problem("/text", f"line {line}: nodes end at {MAX_NODES - 1}")


def _matrix(sections: _Sections) -> Iterator[Fact]:
    for name, initiator, cells, line in sections.rows:
        for target, cell in zip(sections.heads[name], cells, strict=True):
            if cell == _NOTHING or float(cell) <= 0:
                continue
            value = _mib_per_s(cell) if name == "bandwidth" else round(float(cell))
            doubt = sections.doubt if name == "latency" else ""
            place = ("access", initiator, target, _FIELDS[name])
            yield Fact(place, value, "mlc", line, doubt)


def _curve(sections: _Sections) -> Iterator[Fact]:
    """The loaded latency from the lightest load on; at equal rates the lowest latency."""
    if not sections.points:
        return
    best: dict[int, int] = {}
    for rate, latency, _ in sections.points:
        best[rate] = min(latency, best.get(rate, latency))
    targets = {target for head in sections.heads.values() for target in head}
    place: tuple[str | int, ...] = ("curve", *targets) if len(targets) == 1 else ("curve",)
    yield Fact(place, tuple(sorted(best.items())), "mlc", sections.points[0][2], sections.doubt)


def _notes(sections: _Sections) -> Iterator[Note]:
    matrices = {"latency": "idle latencies", "bandwidth": "bandwidths between nodes"}
    for name in sections.heads:
        count = sum(1 for row in sections.rows if row[0] == name)
        told = "rounded to whole ns" if name == "latency" else "measured with reads"
        yield Note("used", f"{matrices[name]} from {count} nodes with CPUs, {told}")
    if sections.points:
        yield Note("used", f"loaded latency, {len(sections.points)} points, rounded to whole ns")
    for title in sections.others:
        why = next(why for pattern, why in _UNUSED if pattern.search(title))
        yield Note("ignored", f'the block "{title.rstrip(". ")[:80]}": {why}')
    if sections.doubt:
        yield Note("used", sections.doubt)


READER: Final = Reader(
    name=_NAME,
    label="measured latency and bandwidth",
    command="mlc",
    recognises=lambda text: any(
        pattern.search(text) is not None for pattern, name in _SECTIONS if name != "other"
    ),
    read=read,
)
