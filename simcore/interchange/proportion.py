"""Rates that a firmware declares beside rates that were measured.

A declared table is rounder and more hopeful than a measurement. Where reads were measured and
writes are only declared, both side by side would make writes faster than reads for no reason; of
such a declaration the proportion is believed, not the number.
"""

from __future__ import annotations

from typing import Final

from simcore.interchange.merge import Cell, Merged
from simcore.interchange.sheet import Fallback

__all__ = ("scaled",)

_MEASURED: Final = "mlc"
_NAMES: Final = {"hmat": "HMAT", "libvirt": "libvirt", "qemu": "QEMU"}


def scaled(merged: Merged, initiator: int, target: int, field: str) -> Fallback | None:
    """A declared rate in its declared proportion to the measured reads of the same pair.

    None where reads were not measured, the rate was, or nobody declares both, in MiB/s.
    """
    pair = ("access", initiator, target)
    reads, said = merged.cells.get((*pair, "read_mib_per_s")), merged.cells.get((*pair, field))
    if reads is None or said is None or reads.best.witness != _MEASURED:
        return None
    declared, rate, measured = _declared(reads, said), said.best.value, reads.best.value
    if not (declared and isinstance(rate, int) and isinstance(measured, int)):
        return None
    who = _NAMES[said.best.witness]
    rule = f"the measured read rate times {rate} / {declared}, writes to reads as {who} declares"
    return Fallback(max(1, round(measured * rate / declared)), "estimated", rule, first=True)


def _declared(reads: Cell, said: Cell) -> int:
    """The read rate by the witness of another rate, MiB/s; 0 where it has none."""
    if said.best.witness not in _NAMES:
        return 0
    values = (other.value for other in reads.others if other.witness == said.best.witness)
    return next((value for value in values if isinstance(value, int)), 0)
