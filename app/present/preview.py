"""What a preview answers: the result, and everything that a page shows of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any, Final

from app.present import text
from app.present.advice import advise
from app.present.figures import (
    bandwidth_figure,
    distribution_figure,
    latency_figure,
    strip_figure,
    utilisation_figure,
)
from app.present.figures.bandwidth import weights_text
from app.present.figures.theme import Figure
from app.present.held import held_told
from app.present.home.numactl import commands
from app.present.home.report import policy_words
from app.present.in_flight import lines_told
from app.present.kinds import node_label, resource_name
from app.present.measured import latency_told, pages_told, pairs_told
from app.present.notes import told
from app.present.rounds import round_told
from app.present.suggestions import suggestion_notes, suggestions
from app.present.tables import tables
from app.present.varied import begins_late
from app.present.views import STRIP_COLUMNS, View
from app.present.weighing import set_late, weights_note
from simcore.nodemask import NodeMask
from simcore.result import WeightCurve

__all__ = ("FIGURES", "figures", "preview_payload", "summaries", "tags")

FIGURES: Final[Mapping[str, Callable[[View], Figure | None]]] = MappingProxyType(
    {
        "bandwidth": bandwidth_figure,
        "distribution": distribution_figure,
        "strip": strip_figure,
        "latency": latency_figure,
        "utilisation": utilisation_figure,
    }
)
"""Every figure of a preview, by name."""


def preview_payload(view: View, wanted: Collection[str] = tuple(FIGURES)) -> dict[str, Any]:
    """Plain data for the API; the workbench shows it without computing anything itself.

    Figures that nobody wanted are left out, and so are their tables. What is edited and taken
    home is the whole experiment, whatever moment is shown.
    """
    advice, suggested = advise(view), suggestions(view)
    return {
        "result": view.result.plain(),
        "figures": figures(view, wanted),
        "tables": {name: table.plain() for name, table in tables(view, wanted).items()},
        "advice": str(advice),
        "page": {
            "advice": {
                "verdict": advice.verdict,
                "sentence": advice.sentence,
                "details": advice.details,
                "tone": advice.tone,
                "language": advice.language,
            },
            "commands": commands(view.end),
            "policy": policy_words(view.end),
            "summaries": summaries(view),
            "suggestions": suggested,
            "suggestion_notes": suggestion_notes(view, suggested),
            "weights": {str(node): weight for node, weight in view.end.weights.items()},
            "weights_note": weights_note(view.end),
            "tags": tags(view),
            "strip": {
                "region": view.region[0] if view.region else None,
                "pages": view.region[1].pages if view.region else 0,
                "first": view.strip_first,
                "round": round_told(view)._asdict(),
                "columns": STRIP_COLUMNS,
                "rows": -(-len(view.strip) // STRIP_COLUMNS),
            },
        },
    }


def figures(view: View, wanted: Collection[str]) -> dict[str, Figure]:
    """Plotly figures by name; a figure that has nothing to show is left out."""
    made = ((name, draw(view)) for name, draw in FIGURES.items() if name in wanted)
    return {name: figure for name, figure in made if figure is not None}


def summaries(view: View) -> Mapping[str, str]:
    """Each figure in one sentence."""
    return {
        "bandwidth": _bandwidth(view),
        "distribution": _distribution(view),
        "strip": _strip(view),
        "latency": _latency(view),
        "utilisation": _utilisation(view),
        "measured_pages": pages_told(view),
        "measured_latency": latency_told(view),
        "measured_pairs": pairs_told(view),
    }


def tags(view: View) -> Mapping[str, str]:
    """The short facts beside a card's heading."""
    say, machine = view.words, view.experiment.machine
    sockets = say("summary.sockets", n=len(machine.sockets))
    nodes = say("summary.nodes", n=len(machine.nodes))
    made = {"machine": f"{sockets}, {nodes}"}
    if view.region is not None:
        pages = text.grouped(view.region[1].pages)
        made["strip"] = say("summary.pages", region=view.region[0], pages=pages)
    if view.result.curve is not None:
        made["bandwidth"] = _load(view)
    return made


def _load(view: View) -> str:
    """What the curve holds for: threads and reads of the streams that it sums up."""
    say, curve = view.words, view.result.curve
    streams = view.experiment.workload.streams[: curve.streams if curve else 1]
    threads = sum(stream.threads for stream in streams)
    if len(streams) > 1:
        return say("summary.loads", streams=str(len(streams)), n=threads)
    reads = text.percent(streams[0].read_permille / 1000, say)
    return say("summary.load", n=threads, reads=reads)


def _bandwidth(view: View) -> str:
    say, curve = view.words, view.result.curve
    if curve is None:
        notes = " ".join(told(note, say) for note in view.result.notes)
        return notes or say("summary.nothing_to_weigh")
    low, high = curve.points[0], curve.points[-1]
    best = max(curve.points, key=lambda point: point[1])
    ends = {"low": low, "best": best, "high": high}
    rates = {name: f"{point[1]:.0f}" for name, point in ends.items()}
    weights = {f"{name}_weights": weights_text(curve, point[0]) for name, point in ends.items()}
    shape = _SHAPES[rates["best"] == rates["low"], rates["best"] == rates["high"]]
    shaped = say(f"summary.curve_{shape}", **rates, **weights)
    caption = say("summary.bandwidth", shape=shaped, lines=lines_told(view))
    outside = say("summary.outside", node=curve.node, **weights) if begins_late(curve) else ""
    sentences = [_refused(view, curve), caption, outside, held_told(view, curve)]
    return " ".join(filter(None, sentences))


def _refused(view: View, curve: WeightCurve) -> str:
    """Whose curve it is where the kernel refuses the policy."""
    if not view.policy_refused:
        return ""
    return view.words("summary.curve_refused", nodes=str(NodeMask.of(map(int, curve.weights))))


_SHAPES: Final = {
    (False, False): "peaks",
    (False, True): "rises",
    (True, False): "falls",
    (True, True): "level",
}
"""What a curve does, by whether its first and its last rate read like its highest."""


def _latency(view: View) -> str:
    say = view.words
    answers = [
        say(
            "summary.answers",
            node=node_label(node.id, view.kinds[node.id], say),
            latency=text.nanoseconds(node.latency_ns),
            rate=text.gb_per_s(node.gb_per_s, say),
        )
        for node in view.result.nodes
        if node.latency_ns is not None and node.gb_per_s
    ]
    if not answers:
        return say("summary.node_idle")
    told = say("summary.latency", answers=text.joined(answers, say))
    if any(link.gb_per_s for link in view.links):
        told += f" {say('summary.latency_links')}"
    return told


def _utilisation(view: View) -> str:
    say = view.words
    shares = {say("node.name", node=node.id): node.utilisation or 0.0 for node in view.result.nodes}
    shares |= {resource_name(link.id, say): link.utilisation for link in view.links}
    if not any(shares.values()):
        return say("summary.idle")
    busiest = max(shares, key=lambda name: shares[name])
    return say("summary.busiest", name=busiest, share=text.percent(shares[busiest], say))


def _distribution(view: View) -> str:
    say = view.words
    if view.region is None or not view.region[1].pages_on:
        return say("summary.no_page")
    name, region = view.region
    asked = region.asked_for()
    off = [
        node_label(node, view.kinds[node], say)
        for node in asked
        if abs(asked[node] - region.pages_on.get(str(node), 0))
        > (_round_of(view) if region.asked_on is None else 0)
    ]
    late = "" if off else set_late(view, name)
    if late:
        return f"{say('summary.as_asked_then', region=name)} {late}"
    moved = off and view.may_have_moved
    key = "summary.moved" if moved else _HELD[bool(off), view.asks_for_nodes]
    return say(key, nodes=", ".join(off), region=name)


_HELD: Final = {
    (False, True): "summary.as_asked",
    (False, False): "summary.as_asked_local",
    (True, True): "summary.full",
    (True, False): "summary.full_local",
}
"""What is said of the shares, by whether some differ and whether a policy asks for nodes."""


def _round_of(view: View) -> int:
    """Pages by which a count may miss the exact share: one turn of the round."""
    return sum(view.weights.values())


def _strip(view: View) -> str:
    if view.region is None:
        return view.words("results.no_region")
    first, last = view.strip_first, view.strip_first + len(view.strip) - 1
    return view.words(
        "summary.strip",
        n=len(view.strip),
        region=view.region[0],
        first=text.grouped(first),
        last=text.grouped(last),
    )
