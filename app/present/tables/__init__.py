"""The table twin of every figure, and the events with their answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

from app.present.tables.events import events
from app.present.tables.measured import measured_latency, measured_pages, measured_pairs
from app.present.tables.results import curve, distribution, latency, nodes, strip, utilisation
from app.present.tables.table import Table
from app.present.views import View

__all__ = ("Table", "tables")


def tables(view: View, wanted: Collection[str] | None = None) -> dict[str, Table]:
    """Nodes, events, residuals, and the twins of the figures that are wanted; all if not said."""
    twins = {name: twin for name, twin in _TWINS.items() if wanted is None or name in wanted}
    made = {name: make(view) for name, make in {**_ALWAYS, **twins}.items()}
    return {name: table for name, table in made.items() if table is not None}


_Make = Callable[[View], Table | None]
_ALWAYS: Final[Mapping[str, _Make]] = {
    "nodes": nodes,
    "events": events,
    "measured_pages": measured_pages,
    "measured_latency": measured_latency,
    "measured_pairs": measured_pairs,
}
_TWINS: Final[Mapping[str, _Make]] = {
    "bandwidth": curve,
    "distribution": distribution,
    "strip": strip,
    "latency": latency,
    "utilisation": utilisation,
}
