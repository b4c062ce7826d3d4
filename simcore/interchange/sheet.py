"""Cells of a machine: each number with where it came from and what else is said of it.

A value is typed, or what the best witness says, or falls back to an estimate or an assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from simcore.errors import Problem, SpecError, pointer
from simcore.interchange.facts import Place, Value
from simcore.interchange.merge import Merged, Said
from simcore.spec.machine import Source

__all__ = ("Fallback", "Hole", "Sheet", "SheetCell")

CellSource = Literal["told"] | Source
Confidence = Literal["measured", "declared", "told", "estimated", "assumed"]
_CONFIDENCE: Final[Mapping[CellSource, Confidence]] = {
    "told": "told",
    "typed": "told",
    "mlc": "measured",
    "hmat": "declared",
    "libvirt": "declared",
    "qemu": "declared",
    "estimated": "estimated",
    "assumed": "assumed",
}
_FIELDS: Final[Mapping[str, tuple[str, str]]] = {
    "mib": ("memory", "MiB"),
    "cpus": ("CPUs", ""),
    "kind": ("kind", ""),
    "read_mib_per_s": ("read rate", "MiB/s"),
    "write_mib_per_s": ("write rate", "MiB/s"),
    "total_mib_per_s": ("total rate", "MiB/s"),
    "idle_ns": ("idle latency", "ns"),
    "add_ns": ("added latency", "ns"),
    "distance": ("distance", ""),
}


@dataclass(frozen=True, slots=True)
class Fallback:
    """What is taken where nobody says anything, and why."""

    value: Value | None
    source: Literal["estimated", "assumed", "typed"] = "assumed"
    doubt: str = ""
    first: bool = False
    """It goes before what the texts say, which then stands beside it."""


@dataclass(frozen=True, slots=True)
class Hole:
    """What nobody said and matters."""

    pointer: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCell:
    """One number or word of the machine."""

    pointer: str
    subject: str
    field: str
    unit: str
    value: Value
    source: CellSource
    where: str | None
    doubt: str
    others: tuple[Said, ...]

    @property
    def confidence(self) -> Confidence:
        """How far the value can be trusted."""
        return _CONFIDENCE[self.source]

    def plain(self) -> dict[str, Any]:
        """Plain data for the API."""
        return {
            "pointer": self.pointer,
            "subject": self.subject,
            "field": self.field,
            "unit": self.unit,
            "value": self.value,
            "source": self.source,
            "confidence": self.confidence,
            "from": self.where,
            "doubt": self.doubt,
            "others": [
                {"value": said.value, "source": said.witness, "from": said.where}
                for said in self.others
            ],
        }


class Sheet:
    """Collects cells while a machine is built."""

    def __init__(self, merged: Merged, typed: Mapping[str, int | str]) -> None:
        self.merged = merged
        self.cells: list[SheetCell] = []
        self._typed = typed
        self._asked: set[str] = set()

    def pick(
        self, at: tuple[str | int, ...], subject: str, *, place: Place, fallback: Fallback
    ) -> Any:
        """The value of a cell; None where there is none at all."""
        name = pointer(*at)
        self._asked.add(name)
        value, source, said, doubt = self._best(name, place, fallback)
        if value is None:
            return None
        cell = self.merged.cells.get(place)
        others = () if cell is None else (cell.best, *cell.others)
        field, unit = _FIELDS[str(at[0] if at[0] == "distance" else at[-1])]
        self.cells.append(
            SheetCell(
                pointer=name,
                subject=subject,
                field=field,
                unit=unit,
                value=value,
                source=source,
                where=None if said is None else said.where,
                doubt=doubt,
                others=tuple(other for other in others if other is not said),
            )
        )
        return value

    def _best(
        self, name: str, place: Place, fallback: Fallback
    ) -> tuple[Value | None, CellSource, Said | None, str]:
        cell = self.merged.cells.get(place)
        if name in self._typed:
            return self._typed[name], "typed", None, ""
        if cell is not None and not fallback.first:
            return cell.best.value, cell.best.witness, cell.best, cell.best.doubt
        return fallback.value, fallback.source, None, fallback.doubt

    def source(self, *at: str | int) -> CellSource | None:
        """Where the value of a cell came from; None where there is no such cell."""
        name = pointer(*at)
        return next((cell.source for cell in reversed(self.cells) if cell.pointer == name), None)

    def sources(self) -> dict[str, Source]:
        """Sources of numbers as the machine keeps them: all but the running system's own word."""
        return {
            cell.pointer: cell.source
            for cell in self.cells
            if cell.source != "told" and isinstance(cell.value, int)
        }

    def check_typed(self) -> None:
        """Raise SpecError when a correction belongs to no cell."""
        strange = [name for name in self._typed if name not in self._asked]
        if strange:
            raise SpecError(
                Problem(pointer("typed", name), "is no cell of this machine") for name in strange
            )
