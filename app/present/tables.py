"""The table twin of every figure, and the events with their answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from app.present import text
from app.present.figures.bandwidth import weights_texts
from app.present.kinds import node_label, page_label, resource_name
from app.present.measured import (
    PagesBeside,
    latency_beside,
    on_the_same_scale,
    pages_beside,
    pairs_beside,
)
from app.present.views import View
from app.words import Words
from simcore.kernel.addresses import no_mapping
from simcore.kernel.errno import Errno
from simcore.result import EventResult, NodeResult
from simcore.spec.base import Model
from simcore.spec.events import Mmap
from simcore.syscalls.calls import check_place

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
    """Nodes, events, residuals, and the twins of the figures that are wanted; all if not said."""
    twins = {name: twin for name, twin in _TWINS.items() if wanted is None or name in wanted}
    made = {name: make(view) for name, make in {**_ALWAYS, **twins}.items()}
    return {name: table for name, table in made.items() if table is not None}


def _or_dash(value: float | None, write: Any) -> str:
    return "–" if value is None else str(write(value))


def _heads(say: Words, *names: str) -> tuple[str, ...]:
    return tuple(say(f"table.{name}") for name in names)


def _nodes(view: View) -> Table:
    """Pages and load of each node; what was asked for only where some node holds other pages."""
    say = view.words
    asked = view.region[1].asked_for() if view.region else {}
    wanted = {node.id: round(asked.get(node.id, 0)) for node in view.result.nodes}
    apart = any(node.pages != wanted[node.id] for node in view.result.nodes)
    page_mib = view.experiment.machine.page_kib / 1024
    most = max((node.free_pages * page_mib for node in view.result.nodes), default=0.0)
    unit = text.unit_of(most)

    def row(node: NodeResult) -> tuple[str, ...]:
        return (
            node_label(node.id, view.kinds[node.id], say),
            text.grouped(node.pages),
            *((text.grouped(wanted[node.id]),) if apart else ()),
            text.left_in(node.free_pages * page_mib, unit, say),
            _or_dash(node.gb_per_s, partial(text.gb_per_s, words=say)),
            _or_dash(node.utilisation, partial(text.percent, words=say)),
            _or_dash(node.latency_ns, text.nanoseconds),
        )

    head = (
        *_heads(say, "node", "pages", *(("asked_for",) if apart else ())),
        say("table.free", unit=unit),
        "GB/s",
        say("table.in_use"),
        "ns",
    )
    rows = tuple(row(node) for node in view.result.nodes)
    return Table(say("table.nodes"), head, rows, (False, *(True,) * (len(head) - 1)))


def _distribution(view: View) -> Table | None:
    if view.region is None:
        return None
    say, (_, region) = view.words, view.region
    asked, total = region.asked_for(), max(sum(region.pages_on.values()), 1)
    rows = tuple(
        (
            node_label(node, view.kinds[node], say),
            text.grouped(pages),
            text.percent(pages / total, say),
            text.grouped(round(asked.get(node, 0))),
        )
        for node in sorted({*map(int, region.pages_on), *asked})
        for pages in (region.pages_on.get(str(node), 0),)
    )
    head = _heads(say, "node", "pages", "share", "asked_for")
    return Table(say("figure.distribution"), head, rows, (False, True, True, True))


def _measured_pages(view: View) -> Table | None:
    """Pages of each node, simulated and measured, and what is left over."""
    say, beside = view.words, pages_beside(view)
    if beside and not on_the_same_scale(beside):
        return _measured_shares(view, beside)
    rows = tuple(
        (
            _name(view, each.node),
            text.grouped(each.simulated),
            text.grouped(each.measured),
            _signed(each.measured - each.simulated),
            _off_by(each.measured, each.simulated, say),
        )
        for each in beside
    )
    head = _heads(say, "node", "simulated", "measured", "difference", "off_by")
    return Table(say("table.measured_pages"), head, rows, (False, *[True] * 4)) if rows else None


def _measured_shares(view: View, beside: Sequence[PagesBeside]) -> Table:
    """Shares of each node where regions of different sizes are compared; counts say nothing."""
    say = view.words
    simulated = sum(each.simulated for each in beside) or 1
    measured = sum(each.measured for each in beside) or 1
    rows = []
    for each in beside:
        was, found = each.simulated / simulated, each.measured / measured
        points = round(100 * (found - was), 1)
        sign = "+" if points > 0 else ""
        told = (sign + text.decimal(points, ".1f", say)).replace("-", _MINUS)
        rows.append(
            (_name(view, each.node), text.percent(was, say), text.percent(found, say), told)
        )
    head = (*_heads(say, "node", "simulated", "measured"), say("overlay.points"))
    return Table(say("table.measured_pages"), head, tuple(rows), (False, *[True] * 3))


def _measured_latency(view: View) -> Table | None:
    """Latency at each measured rate, simulated and measured, and what is left over."""
    say = view.words
    rows = tuple(
        (
            _name(view, point.node),
            text.gb_per_s(point.gb_per_s, say),
            _or_dash(point.simulated_ns, text.nanoseconds),
            text.nanoseconds(point.measured_ns),
            _or_dash(point.simulated_ns, lambda ns, m=point.measured_ns: _signed(round(m - ns))),
            _or_dash(point.simulated_ns, lambda ns, m=point.measured_ns: _off_by(m, ns, say)),
        )
        for point in latency_beside(view)
        if point.node is not None
    )
    words = _heads(say, "node", "simulated_ns", "measured_ns", "difference", "off_by")
    head = (words[0], "GB/s", *words[1:])
    return Table(say("table.measured_latency"), head, rows, (False, *[True] * 5)) if rows else None


def _measured_pairs(view: View) -> Table | None:
    """Latency and rate of each measured pair of CPUs and memory, simulated and measured."""
    say = view.words
    rows = tuple(
        (
            say("node.name", node=pair.initiator),
            _name(view, pair.target),
            text.nanoseconds(pair.simulated_ns) if pair.measured_ns else "–",
            _or_dash(pair.measured_ns, text.nanoseconds),
            _or_dash(pair.measured_ns, lambda ns, p=pair: _off_by(ns, p.simulated_ns, say)),
            text.gb_per_s(pair.simulated_gb_per_s, say) if pair.measured_gb_per_s else "–",
            _or_dash(pair.measured_gb_per_s, lambda rate: text.gb_per_s(rate, say)),
            _or_dash(
                pair.measured_gb_per_s,
                lambda rate, p=pair: _off_by(rate, p.simulated_gb_per_s, say),
            ),
        )
        for pair in pairs_beside(view)
    )
    words = ("cpus_of", "memory", "simulated_ns", "measured_ns", "off_by")
    head = _heads(say, *words, "simulated_rate", "measured_rate", "off_by")
    return (
        Table(say("table.measured_pairs"), head, rows, (False, False, *[True] * 6))
        if rows
        else None
    )


def _name(view: View, node: int) -> str:
    known = view.kinds.get(node)
    return node_label(node, known, view.words) if known else view.words("node.name", node=node)


_MINUS: Final = "\u2212"


def _signed(difference: int) -> str:
    sign = "+" if difference > 0 else _MINUS if difference < 0 else ""
    return sign + text.grouped(abs(difference))


def _off_by(measured: float, simulated: float, say: Words) -> str:
    """The difference as a share of what was simulated."""
    if simulated == 0:
        return "–"
    share = measured / simulated - 1
    return ("+" if share > 0 else "") + text.percent(share, say).replace("-", _MINUS)


def _curve(view: View) -> Table | None:
    curve = view.result.curve
    if curve is None:
        return None
    return Table(
        view.words("table.bandwidth"),
        _heads(view.words, "weights", "expected", "low", "high", "min_law"),
        tuple(
            (weights, *(text.gb_per_s(rate, view.words) for rate in rates))
            for weights, (_, *rates) in zip(
                weights_texts(curve, (point[0] for point in curve.points)),
                curve.points,
                strict=True,
            )
        ),
        (False, True, True, True, True),
    )


def _latency(view: View) -> Table | None:
    if not view.result.latency:
        return None
    say = view.words
    rows = tuple(
        (name, text.gb_per_s(rate, say), text.nanoseconds(latency))
        for curve in view.result.latency
        for name in (node_label(curve.node, view.kinds[curve.node], say),)
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
    links = [
        (resource_name(link.id, say), text.percent(link.utilisation, say)) for link in view.links
    ]
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
    names = {node: page_label(node, view.kinds, view.words) for node in set(view.strip)}
    rows = tuple(
        (
            text.grouped(first) if first == last else f"{text.grouped(first)}–{text.grouped(last)}",
            names[node],
        )
        for first, last, node in runs
    )
    return Table(
        view.words("table.strip", region=view.region[0], first=text.grouped(view.strip_first)),
        _heads(view.words, "pages", "node"),
        rows,
        (False, False),
    )


def _events(view: View) -> Table:
    say = view.words
    rows = tuple(
        (str(place), event.op, _answer(event.op, answer, say), _asked(event), told)
        for place, (event, answer) in enumerate(
            zip(view.experiment.events, view.result.events, strict=False)
        )
        for told in (_unreal(view, event) or _changes(answer, say),)
    )
    return Table(
        say("table.events"),
        _heads(say, "number", "op", "answer", "asked", "changes"),
        rows,
        (True, *[False] * 4),
        _KERNELS if say.language != "en" else (),
    )


_KERNELS = (1, 2, 3)
"""Columns of events in the kernel's own words: op, the answer's check, arguments."""
_HIDDEN = ("op", "task")


def _asked(event: Model) -> str:
    fields = event.model_dump(exclude=set(_HIDDEN), exclude_defaults=True)
    return " ".join(f"{name}={_short(value)}" for name, value in fields.items())


def _short(value: object) -> str:
    if isinstance(value, Mapping):
        return ",".join(f"{name}:{each}" for name, each in value.items())
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


def _unreal(view: View, event: Model) -> str:
    """What a real kernel says to a mapping that fits in no address space; it counts here."""
    if not isinstance(event, Mmap):
        return ""
    page = view.experiment.machine.page_kib * 1024
    errno = no_mapping(int(event.addr or "0x0", 16), event.pages * page)
    return "" if errno is None else view.words(_UNREAL[errno])


_UNREAL: Final = {Errno.ENOMEM: "table.unreal_enomem", Errno.EPERM: "table.unreal_eperm"}


def _which_check(op: str, answer: EventResult, say: Words) -> str:
    """Which of the call's checks failed, where its list is known."""
    place = check_place(op, answer.rule)
    if place is None:
        return ""
    return " " + say("table.check_place", number=place[0], of=place[1])


def _written(node: str, answer: int) -> str:
    """A write to the file of a node: bytes, which nobody needs, or minus errno."""
    return f"node{node} {'ok' if answer > 0 else Errno(-answer).name}"


def _answer(op: str, answer: EventResult, say: Words) -> str:
    if answer.signal is not None:
        page = text.grouped(answer.at_page or 0)
        return say("table.killed", page=page, check=answer.check)
    if answer.errno is not None:
        return f"{Errno(answer.errno).name}: {answer.check}{_which_check(op, answer, say)}"
    if "results" in answer.answer:
        return ", ".join(_written(*each) for each in answer.answer["results"].items())
    if answer.answer:
        return " ".join(f"{name}={_short(value)}" for name, value in answer.answer.items())
    return str(answer.ret)


_Make = Callable[[View], Table | None]
_ALWAYS: Final[Mapping[str, _Make]] = {
    "nodes": _nodes,
    "events": _events,
    "measured_pages": _measured_pages,
    "measured_latency": _measured_latency,
    "measured_pairs": _measured_pairs,
}
_TWINS: Final[Mapping[str, _Make]] = {
    "bandwidth": _curve,
    "distribution": _distribution,
    "strip": _strip,
    "latency": _latency,
    "utilisation": _utilisation,
}
