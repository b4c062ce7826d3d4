"""The table twin of every figure, and the events with their answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from app.present import text
from app.present.figures.bandwidth import weights_text
from app.present.kinds import node_label, page_label
from app.present.views import View
from app.words import Words
from simcore.kernel.errno import Errno
from simcore.result import EventResult, NodeResult
from simcore.spec.base import Model

__all__ = ("Table", "tables")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text; ``numeric`` marks the columns that are set to the right.

    ``english`` are the places of columns that stay English on a page of another language.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    english: tuple[int, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As the API gives it."""
        return {
            "caption": self.caption,
            "head": self.head,
            "rows": self.rows,
            "numeric": self.numeric,
            **({"english": self.english} if self.english else {}),
        }


def tables(view: View, wanted: Collection[str] | None = None) -> dict[str, Table]:
    """Nodes and events, and the twins of the figures that are wanted; all if nobody says."""
    made = {"nodes": _nodes(view), "events": _events(view)}
    for name, twin in _TWINS.items():
        table = twin(view) if wanted is None or name in wanted else None
        if table is not None:
            made[name] = table
    return made


def _or_dash(value: float | None, write: Any) -> str:
    return "–" if value is None else str(write(value))


def _heads(say: Words, *names: str) -> tuple[str, ...]:
    return tuple(say(f"table.{name}") for name in names)


def _nodes(view: View) -> Table:
    say = view.words
    asked = view.region[1].asked_for() if view.region else {}
    page_mib = view.experiment.machine.page_kib / 1024

    def row(node: NodeResult) -> tuple[str, ...]:
        return (
            node_label(node.id, view.kinds[node.id], say),
            text.grouped(node.pages),
            text.grouped(round(asked.get(node.id, 0))),
            text.mib(node.free_pages * page_mib, say),
            _or_dash(node.gb_per_s, partial(text.gb_per_s, words=say)),
            _or_dash(node.utilisation, partial(text.percent, words=say)),
            _or_dash(node.latency_ns, text.nanoseconds),
        )

    return Table(
        say("table.nodes"),
        (*_heads(say, "node", "pages", "asked_for", "free"), "GB/s", say("table.in_use"), "ns"),
        tuple(row(node) for node in view.result.nodes),
        (False, True, True, True, True, True, True),
    )


def _curve(view: View) -> Table | None:
    curve = view.result.curve
    if curve is None:
        return None
    return Table(
        view.words("table.bandwidth"),
        _heads(view.words, "weights", "expected", "low", "high", "min_law"),
        tuple(
            (weights_text(curve, weight), *(text.gb_per_s(rate, view.words) for rate in rates))
            for weight, *rates in curve.points
        ),
        (False, True, True, True, True),
    )


def _latency(view: View) -> Table | None:
    if not view.result.latency:
        return None
    say = view.words
    rows = tuple(
        (
            node_label(curve.node, view.kinds[curve.node], say),
            text.gb_per_s(rate, say),
            text.nanoseconds(latency),
        )
        for curve in view.result.latency
        for rate, latency in curve.points
    )
    head = (say("table.node"), "GB/s", "ns")
    return Table(say("table.latency"), head, rows, (False, True, True))


def _utilisation(view: View) -> Table | None:
    if not view.result.latency:
        return None
    say = view.words
    nodes = [
        (node_label(node.id, view.kinds[node.id], say), text.percent(node.utilisation, say))
        for node in view.result.nodes
        if node.utilisation is not None
    ]
    links = [(link.id, text.percent(link.utilisation, say)) for link in view.result.links]
    head = _heads(say, "part", "in_use")
    return Table(say("table.utilisation"), head, (*nodes, *links), (False, True))


def _strip(view: View) -> Table | None:
    if view.region is None:
        return None
    runs: list[list[int]] = []
    for page, node in enumerate(view.strip, start=view.strip_first):
        if runs and runs[-1][2] == node:
            runs[-1][1] = page
        else:
            runs.append([page, page, node])
    rows = tuple(
        (
            str(first) if first == last else f"{first}–{last}",
            page_label(node, view.kinds, view.words),
        )
        for first, last, node in runs
    )
    return Table(
        view.words("table.strip", region=view.region[0], first=text.grouped(view.strip_first)),
        _heads(view.words, "pages", "node"),
        rows,
        (False, False),
    )


_TWINS: Final[Mapping[str, Callable[[View], Table | None]]] = MappingProxyType(
    {"bandwidth": _curve, "strip": _strip, "latency": _latency, "utilisation": _utilisation}
)


def _events(view: View) -> Table:
    say = view.words
    rows = tuple(
        (str(place), event.op, _asked(event), _answer(answer, say), _changes(answer, say))
        for place, (event, answer) in enumerate(
            zip(view.experiment.events, view.result.events, strict=False)
        )
    )
    return Table(
        say("table.events"),
        _heads(say, "number", "op", "asked", "answer", "changes"),
        rows,
        (True, *[False] * 4),
        _KERNELS if say.language != "en" else (),
    )


_KERNELS = (1, 2, 3)
"""Columns of events in the kernel's own words: op, arguments, the answer's check."""
_HIDDEN = ("op", "task")


def _asked(event: Model) -> str:
    fields = event.model_dump(exclude=set(_HIDDEN), exclude_defaults=True)
    return " ".join(f"{name}={_short(value)}" for name, value in fields.items())


def _short(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "|".join(map(str, value))
    written = str(value)
    return written if len(written) <= 40 else written[:37] + "…"


_MANY = 6
"""No more changes of one event than this are listed."""


def _changes(answer: EventResult, say: Words) -> str:
    """What the event changed in the state: place, before → after."""
    told = [
        f"{place}: {_state(before, say)} → {_state(after, say)}"
        for place, (before, after) in list(answer.changes.items())[:_MANY]
    ]
    more = len(answer.changes) - len(told)
    return "; ".join(told + ([say("table.more_changes", n=more)] if more > 0 else []))


def _state(value: object, say: Words) -> str:
    if value is None:
        return say("table.none")
    if isinstance(value, list):
        return ", ".join(
            f"{first}–{first + count - 1} {policy or say('table.none')}"
            for first, count, policy in value
        )
    return text.grouped(value) if type(value) is int else str(value)


def _answer(answer: EventResult, say: Words) -> str:
    if answer.signal is not None:
        page = text.grouped(answer.at_page or 0)
        return say("table.killed", page=page, check=answer.check)
    if answer.errno is not None:
        return f"{Errno(answer.errno).name}: {answer.check}"
    return str(answer.ret)
