"""What ``numastat`` prints: counters by node, plain in pages or with ``-n`` in MB.

Tables are cut into blocks at the terminal's width, each with a head of its own. Names of
counters are folded to lower case. Newer kernels make old versions warn about unknown tokens;
such lines are passed over. Counters are measurements and no part of a machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from simcore.errors import Problem, SpecError
from simcore.interchange.facts import Fact, Note, Reading
from simcore.interchange.lines import Line, clean_lines, ignored
from simcore.interchange.reader import Reader
from simcore.spec.limits import MAX_NODES

__all__ = ("READER", "read")

_NAME: Final = "numastat"
_HEAD = re.compile(r"((?:node ?\d{1,4} ?)*(?:total)?)", re.IGNORECASE)
_COLUMN = re.compile(r"node ?(\d{1,4})|(total)", re.IGNORECASE)
_ROW = re.compile(r"([A-Za-z][A-Za-z_()]*)((?: \d{1,18}(?:\.\d{1,4})?)+)")
_TITLE = re.compile(r"Per-node (?:numastat info|process memory usage).*", re.IGNORECASE)
_RULE = re.compile(r"[- ]+")
_COUNTERS: Final = frozenset(
    {"numa_hit", "numa_miss", "numa_foreign", "interleave_hit", "local_node", "other_node"}
)
_MEMORY: Final = frozenset({"huge", "heap", "stack", "private", "total"})
_SIGN = re.compile(r"(?mi)^[ \t>|]*(?:numa_hit\s+\d|Per-node (?:numastat|process))")


class _Table:
    """First look: rows under their heads; the unit is MB where the title says so."""

    def __init__(self) -> None:
        self.columns: list[int | None] = []
        self.rows: list[tuple[str, list[str], list[int | None], int]] = []
        self.rest: list[Line] = []
        self.megabytes = False

    def take(self, line: Line) -> None:
        """Sort one line in."""
        if _TITLE.fullmatch(line.text):
            self.megabytes = True
        elif _HEAD.fullmatch(line.text):
            self.columns = [int(node) if node else None for node, _ in _COLUMN.findall(line.text)]
        elif self._is_row(line):
            return
        elif not _RULE.fullmatch(line.text):
            self.rest.append(line)

    def _is_row(self, line: Line) -> bool:
        match = _ROW.fullmatch(line.text)
        if match is None or match[1].lower() not in _COUNTERS | _MEMORY:
            return False
        self.rows.append((match[1].lower(), match[2].split(), self.columns, line.number))
        return True


def read(text: str) -> Reading:
    """Counters by node, in pages or MB. Raises SpecError with every problem."""
    table = _Table()
    for line in clean_lines(text):
        table.take(line)
    if not table.rows:
        raise SpecError.at("/text", 'is no output of numastat: it has no row "numa_hit"')
    problems = list(_problems(table))
    if problems:
        raise SpecError(problems)
    facts = tuple(_facts(table))
    unit = "MB" if table.megabytes else "pages"
    used = Note("used", f"{len({fact.place[1] for fact in facts})} counters by node, in {unit}")
    return Reading(format=_NAME, facts=facts, notes=(used, *ignored(table.rest)))


def _problems(table: _Table) -> Iterator[Problem]:
    for name, cells, columns, line in table.rows:
        if len(cells) != len(columns):
            rule = f"{name} has {len(cells)} values, the head {len(columns)}: it is cut off"
            yield Problem("/text", f"line {line}: {rule}")
        elif any(node is not None and node >= MAX_NODES for node in columns):
            yield Problem("/text", f"line {line}: nodes end at {MAX_NODES - 1}")


def _facts(table: _Table) -> Iterator[Fact]:
    unit = "_mb" if table.megabytes else ""
    for name, cells, columns, line in table.rows:
        for cell, node in zip(cells, columns, strict=True):
            if node is not None:
                yield Fact(("counter", name + unit, node), round(float(cell)), line=line)


READER: Final = Reader(
    name=_NAME,
    label="counters of nodes",
    command="numastat",
    recognises=lambda text: _SIGN.search(text) is not None,
    read=read,
)
