"""The table twins of the figures, and the nodes under the load."""

from __future__ import annotations

from functools import partial

from app.present import text
from app.present.figures.bandwidth import weights_texts
from app.present.in_flight import band_ends
from app.present.kinds import node_label, page_label, resource_name
from app.present.tables.table import Table, heads, or_dash
from app.present.views import View
from simcore.result import NodeResult

__all__ = ("curve", "distribution", "latency", "nodes", "strip", "utilisation")


def nodes(view: View) -> Table:
    """Pages and load of each node; what was asked for only where some node holds other pages.

    Where regions show the same pages it is not told: what each asked for is no number of pages.
    """
    say, wanted = view.words, _asked_for(view)
    apart = wanted != view.taken and sum(wanted.values()) == sum(view.taken.values())
    page_mib = view.experiment.machine.page_kib / 1024
    most = max((node.free_pages * page_mib for node in view.result.nodes), default=0.0)
    unit = text.unit_of(most)

    def row(node: NodeResult) -> tuple[str, ...]:
        return (
            node_label(node.id, view.kinds[node.id], say),
            text.grouped(view.taken[node.id]),
            *((text.grouped(wanted[node.id]),) if apart else ()),
            text.left_in(node.free_pages * page_mib, unit, say),
            or_dash(node.gb_per_s, partial(text.gb_per_s, words=say)),
            or_dash(node.utilisation, partial(text.percent, words=say)),
            or_dash(node.latency_ns, text.nanoseconds),
        )

    head = (
        *heads(say, "node", "pages", *(("asked_for",) if apart else ())),
        say("table.free", unit=unit),
        "GB/s",
        say("table.in_use"),
        "ns",
    )
    rows = tuple(row(node) for node in view.result.nodes)
    return Table(say("table.nodes"), head, rows, (False, *(True,) * (len(head) - 1)))


def _asked_for(view: View) -> dict[int, int]:
    """Pages that each node would hold if all regions had what they asked for."""
    asked = [region.asked_for() for region in view.result.regions.values()]
    nodes = [node.id for node in view.result.nodes]
    return {node: sum(round(each.get(node, 0)) for each in asked) for node in nodes}


def distribution(view: View) -> Table | None:
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
    head = heads(say, "node", "pages", "share", "asked_for")
    return Table(say("figure.distribution"), head, rows, (False, True, True, True))


def curve(view: View) -> Table | None:
    curve = view.result.curve
    if curve is None:
        return None
    return Table(
        view.words("table.bandwidth"),
        _curve_heads(view),
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


def _curve_heads(view: View) -> tuple[str, ...]:
    """The ends of the band say their lines in flight, where that is one number."""
    say, ends = view.words, band_ends(view)
    names = ("low", "high") if ends else ("low_end", "high_end")
    band = [say(f"table.{n}", lines=e) for n, e in zip(names, ends or ("", ""), strict=True)]
    return (*heads(say, "weights", "expected"), *band, say("table.min_law"))


def latency(view: View) -> Table | None:
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


def utilisation(view: View) -> Table | None:
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
    head = heads(say, "part", "in_use")
    return Table(say("table.utilisation"), head, (*nodes, *links), (False, True))


def strip(view: View) -> Table | None:
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
        heads(view.words, "pages", "node"),
        rows,
        (False, False),
    )
