"""Several readings become one: of the facts about a place the best witness is believed.

The others stay beside it, with source and line. Texts that disagree about what cannot vary
between them (CPUs, distances, sizes) are told so: a problem where the running system says both,
a note where a declaration differs from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from simcore.errors import Problem, SpecError
from simcore.interchange.facts import Fact, Note, Place, Reading, Value, Witness

__all__ = ("Cell", "Merged", "Said", "merge")

_RANK: Final[Mapping[Witness, int]] = {"mlc": 0, "hmat": 1, "told": 2, "libvirt": 3, "qemu": 4}
_UNSURE: Final = 9
"""Rank of what the running system's tools only guess: behind all that is said outright."""
_TOLERANCE: Final = 0.03
"""Sizes of one memory differ by what the kernel took."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one text says of a place; ``paste`` and ``line`` count from 1."""

    value: Value
    witness: Witness
    paste: int
    line: int
    doubt: str = ""

    @property
    def where(self) -> str:
        """For people: which line of which text."""
        return f"paste {self.paste}, line {self.line}" if self.line else f"paste {self.paste}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A place with everything that is said of it, best first."""

    place: Place
    best: Said
    others: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """All places of all texts."""

    cells: Mapping[Place, Cell]
    notes: tuple[Note, ...] = ()

    def value(self, *place: str | int) -> Value | None:
        """What is believed of a place; None where nothing is said."""
        cell = self.cells.get(place)
        return None if cell is None else cell.best.value

    def under(self, word: str) -> Iterator[Cell]:
        """All cells whose place begins with a word."""
        return (cell for place, cell in self.cells.items() if place[0] == word)

    @property
    def nodes(self) -> tuple[int, ...]:
        """Ids of all nodes, ascending."""
        found = {int(cell.place[1]) for cell in self.under("node") if len(cell.place) == 2}
        return tuple(sorted(found))


def merge(readings: Iterable[tuple[int, Reading]]) -> Merged:
    """One for all; each reading comes with the number of its text. Raises SpecError."""
    said: dict[Place, list[Said]] = {}
    for paste, reading in readings:
        for fact in reading.facts:
            said.setdefault(fact.place, []).append(_said(paste, fact))
    cells = {place: _cell(place, found) for place, found in said.items()}
    notes: list[Note] = []
    problems: list[Problem] = []
    for cell in cells.values():
        rule = _contradiction(cell)
        if rule is not None:
            problems.append(Problem("/texts", rule))
        notes.extend(_difference(cell))
    if problems:
        raise SpecError(problems)
    return Merged(cells=cells, notes=tuple(notes))


def _said(paste: int, fact: Fact) -> Said:
    return Said(fact.value, fact.witness, paste, fact.line, fact.doubt)


def _rank(said: Said) -> tuple[int, bool]:
    unsure = said.witness == "told" and bool(said.doubt)
    return (_UNSURE if unsure else _RANK[said.witness], bool(said.doubt))


def _cell(place: Place, found: Sequence[Said]) -> Cell:
    best, *others = sorted(found, key=_rank)
    distinct = [other for i, other in enumerate(others) if other not in others[:i]]
    return Cell(place, best, tuple(distinct))


def _name(place: Place) -> str:
    word, *rest = place
    if word == "node":
        return f"the {_FIELDS[str(rest[1])]} of node {rest[0]}"
    return f"the distance from node {rest[0]} to node {rest[1]}"


_FIELDS: Final = {"cpus": "CPUs", "mib": "memory", "kind": "kind", "socket": "socket"}


def _compared(place: Place) -> bool:
    return place[0] == "distance" or (place[0] == "node" and place[-1] in _FIELDS)


def _differ(place: Place, one: Value, two: Value) -> bool:
    if place[-1] == "mib" and isinstance(one, int) and isinstance(two, int):
        return abs(one - two) > _TOLERANCE * max(one, two)
    return one != two


def _contradiction(cell: Cell) -> str | None:
    """The running system says two things of what it cannot change."""
    best = cell.best
    fixed = cell.place[0] == "distance" or (
        cell.place[0] == "node" and cell.place[-1] in ("cpus", "kind")
    )
    if not fixed or best.witness != "told" or best.doubt:
        return None
    for other in cell.others:
        sure = other.witness == "told" and not other.doubt
        if sure and _differ(cell.place, best.value, other.value):
            return f"{_name(cell.place)}: {_both(best, other)}; are these of the same machine?"
    return None


def _difference(cell: Cell) -> Iterator[Note]:
    if not _compared(cell.place):
        return
    for other in cell.others:
        if not other.doubt and _differ(cell.place, cell.best.value, other.value):
            rule = f"{_name(cell.place)}: {_both(cell.best, other)}; the first counts"
            yield Note("used", rule, other.line)
            return


def _both(one: Said, two: Said) -> str:
    return f'{one.where} says "{one.value}", {two.where} says "{two.value}"'
