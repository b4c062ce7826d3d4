"""What was measured beside what was simulated, and what is left over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.present import text
from app.present.kinds import node_label
from app.present.measured import (
    PagesBeside,
    latency_beside,
    on_the_same_scale,
    pages_beside,
    pairs_beside,
)
from app.present.tables.table import Table, heads, or_dash
from app.present.views import View
from app.words import Words

__all__ = ("measured_latency", "measured_pages", "measured_pairs")


def measured_pages(view: View) -> Table | None:
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
    head = heads(say, "node", "simulated", "measured", "difference", "off_by")
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
    head = (*heads(say, "node", "simulated", "measured"), say("overlay.points"))
    return Table(say("table.measured_pages"), head, tuple(rows), (False, *[True] * 3))


def measured_latency(view: View) -> Table | None:
    """Latency at each measured rate, simulated and measured, and what is left over."""
    say = view.words
    rows = tuple(
        (
            _name(view, point.node),
            text.gb_per_s(point.gb_per_s, say),
            or_dash(point.simulated_ns, text.nanoseconds),
            text.nanoseconds(point.measured_ns),
            or_dash(point.simulated_ns, lambda ns, m=point.measured_ns: _signed(round(m - ns))),
            or_dash(point.simulated_ns, lambda ns, m=point.measured_ns: _off_by(m, ns, say)),
        )
        for point in latency_beside(view)
        if point.node is not None
    )
    words = heads(say, "node", "simulated_ns", "measured_ns", "difference", "off_by")
    head = (words[0], "GB/s", *words[1:])
    return Table(say("table.measured_latency"), head, rows, (False, *[True] * 5)) if rows else None


def measured_pairs(view: View) -> Table | None:
    """Latency and rate of each measured pair of CPUs and memory, simulated and measured."""
    say = view.words
    rows = tuple(
        (
            say("node.name", node=pair.initiator),
            _name(view, pair.target),
            text.nanoseconds(pair.simulated_ns) if pair.measured_ns else "–",
            or_dash(pair.measured_ns, text.nanoseconds),
            or_dash(pair.measured_ns, lambda ns, p=pair: _off_by(ns, p.simulated_ns, say)),
            text.gb_per_s(pair.simulated_gb_per_s, say) if pair.measured_gb_per_s else "–",
            or_dash(pair.measured_gb_per_s, lambda rate: text.gb_per_s(rate, say)),
            or_dash(
                pair.measured_gb_per_s,
                lambda rate, p=pair: _off_by(rate, p.simulated_gb_per_s, say),
            ),
        )
        for pair in pairs_beside(view)
    )
    words = ("cpus_of", "memory", "simulated_ns", "measured_ns", "off_by")
    head = heads(say, *words, "simulated_rate", "measured_rate", "off_by")
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
