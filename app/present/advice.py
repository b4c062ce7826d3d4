"""The answer first: what these weights mean, in the words that a person would use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.present import text
from app.present.crowded import crowded
from app.present.figures.bandwidth import weights_text
from app.present.held import alone_told, followed
from app.present.in_flight import band_told
from app.present.kinds import node_label, resource_name
from app.present.notes import told
from app.present.placed import lie_as_weighed, pages_told, rates_told
from app.present.ranges import ranges_text
from app.present.varied import better_told, good_told, is_all, simplest
from app.present.views import View
from app.present.weighing import changed_late, left_out, moved_since
from app.words import Words
from simcore.kernel.errno import Errno
from simcore.kernel.profiles import PROFILES, Feature
from simcore.kernel.weights import auto_weights
from simcore.nodemask import NodeMask
from simcore.result import StreamResult, WeightCurve
from simcore.search.certainty import LEAST_GAIN
from simcore.system.state import firmware_rates

__all__ = ("Advice", "advise")

_CACHED_KIB = 32 * 1024
"""So little memory is held by the caches of most processors."""
_TOLD = 8
"""So many refused events are named one by one."""
_CLOSE = 0.01
"""Rates that differ by less are told as equal."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A verdict in bold, the sentence that follows it, and the small print.

    ``language`` is that of the sentence, where it is not the page's: the kernel's own words.
    """

    verdict: str
    sentence: str
    details: str
    tone: str = "plain"
    language: str | None = None

    def __str__(self) -> str:
        return " ".join(part for part in (self.verdict, self.sentence, self.details) if part)


def advise(view: View) -> Advice:
    """What to say about this experiment."""
    if view.refused is not None:
        return _about_refusal(view)
    if view.stream is None:
        return _about_pages(view)
    if view.policy is not None and view.policy.mode == "weighted_interleave" and view.result.curve:
        return _about_weights(view, view.result.curve)
    return _about_mode(view, view.stream)


def _about_refusal(view: View) -> Advice:
    assert view.refused is not None
    say = view.words
    place, answer = view.refused
    why = f"{_capital((answer.check or '').rstrip('.'))}."
    language = None if say.language == "en" else "en"
    if answer.errno is None:
        end = f"advice.ends_{answer.signal}"
        page = text.grouped(answer.at_page or 0)
        verdict = say(end if say.has(end) else "advice.ends", page=page)
        return Advice(verdict, why, "", "refused", language)
    op = view.experiment.events[place].op
    verdict = say("advice.refused", event=place, op=op, errno=Errno(answer.errno).name)
    after = [say("advice.keeps")] if op == "set_mempolicy" else []
    return Advice(verdict, why, " ".join([*after, *_also_refused(view)]), "refused", language)


def _also_refused(view: View) -> list[str]:
    """The other events that the kernel refuses, or that end the experiment."""
    more = [str(place) for place, _ in view.all_refused[1:]]
    if not more:
        return []
    events = ", ".join([*more[:_TOLD], "…"])
    if len(more) <= _TOLD:
        events = text.joined(more, view.words)
    return [view.words("advice.refused_more", n=len(more), events=events)]


def _about_pages(view: View) -> Advice:
    notes = " ".join(told(note, view.words) for note in view.result.notes)
    return Advice(_mode(view), _shares(view), notes)


def _mode(view: View) -> str:
    """The mode with its meaning; its name stays the kernel's."""
    if view.policy is None and view.range_policies:
        return view.words("advice.ranges_only", ranges=ranges_text(view))
    mode = view.policy.mode if view.policy else "default"
    title = mode.replace("_", " ").capitalize()
    return view.words("advice.mode", mode=title, meaning=view.words(f"modes.{mode}"))


def _shares(view: View) -> str:
    say = view.words
    if view.region is None:
        return say("advice.unmapped")
    name, region = view.region
    total = sum(region.pages_on.values())
    if total == 0:
        return say("advice.untouched", region=name)
    parts = [
        say(
            "advice.share",
            share=text.percent(count / total, say),
            node=node_label(int(node), view.kinds[int(node)], say),
        )
        for node, count in sorted(region.pages_on.items(), key=lambda item: -item[1])
    ]
    pages, shares = text.grouped(total), text.joined(parts, say)
    return say("advice.shares", pages=pages, region=name, shares=shares)


def _about_mode(view: View, stream: StreamResult) -> Advice:
    say, curve = view.words, view.result.curve
    expected = "remarks.rate_so_far" if view.early else "advice.expected"
    sentences = [say(expected, rate=text.gb_per_s(stream.gb_per_s, say)), _shares(view)]
    if curve is not None:
        best = simplest(curve)
        most = next(point[1] for point in curve.points if point[0] == best)
        if most / stream.gb_per_s - 1 > LEAST_GAIN:
            told = {"weights": weights_text(curve, best), "rate": text.gb_per_s(most, say)}
            regions = followed(view, curve)
            key = "advice.weighted_gives_held" if regions else "advice.weighted_gives"
            sentences.append(say(key, regions=regions, **told))
    return Advice(_mode(view), " ".join(sentences), _load(view))


def _about_weights(view: View, curve: WeightCurve) -> Advice:
    assert view.stream is not None
    say, now = view.words, view.stream.gb_per_s
    here = curve.weights[str(curve.node)]
    rates = {point[0]: point[1] for point in curve.points}
    best = simplest(curve)
    mine = weights_text(curve, here)
    expected, load = _against_alone(view, curve, now), _load(view)
    apart = not lie_as_weighed(view, curve)
    if view.early or (apart and _within_a_round(view)):
        return Advice(pages_told(view, mine), rates_told(view, curve, mine), load)
    if apart:
        spread = say("advice.spread", rate=text.gb_per_s(rates[here], say))
        return Advice(_apart(view, mine), f"{expected}; {spread}.", load, "better")
    alone, most = max(curve.alone.items(), key=lambda item: item[1])
    if most > max(now, rates[best]) * (1 + _CLOSE):
        key = "advice.alone" if most > now * (1 + LEAST_GAIN) else "advice.alone_same"
        gain = text.percent(most / now - 1, say)
        there = alone_told(view, curve, alone)
        there = there if curve.held else _capital(there)
        verdict = say(key, alone=there, gain=gain, weights=mine)
        more = "" if is_all(curve) else f"; {say('advice.weigh_all')}"
        return Advice(verdict, f"{expected}{more}.", load, "better")
    if best == here or now >= rates[best] * (1 - _CLOSE):
        verdict = good_told(curve, mine, say)
        return Advice(verdict, f"{expected}{_neighbours(curve, rates, say)}.", load, "good")
    verdict, gives, sure = better_told(curve, view.stream, mine, say)
    return Advice(verdict, f"{expected}; {gives}.", load, "better" if sure else "good")


def _within_a_round(view: View) -> bool:
    """Whether so few pages are there that a round begun more or less explains their shares."""
    if view.region is None or changed_late(view) or moved_since(view):
        return False
    held = {int(node): pages for node, pages in view.region[1].pages_on.items()}
    weights = {node: view.weights[node] for node in view.policy_nodes}
    if set(held) - set(weights) or not held:
        return False
    rounds = sum(held.values()) / sum(weights.values())
    return all(
        abs(held.get(node, 0) - rounds * weight) <= weight for node, weight in weights.items()
    )


def _few(view: View) -> str:
    """That so few pages would sit in a cache, where they do."""
    if view.region is None:
        return ""
    kib = sum(view.region[1].pages_on.values()) * view.experiment.machine.page_kib
    if kib == 0 or kib >= _CACHED_KIB:
        return ""
    return view.words("advice.cached", size=text.mib(kib / 1024, view.words))


def _apart(view: View, weights: str) -> str:
    """That pages lie in another ratio than the weights say, and why."""
    say = view.words
    full = [
        say("node.name", node=node.id)
        for node in view.result.nodes
        if node.pages and not node.free_pages
    ]
    nodes = text.joined(full, say)
    causes = [say("advice.cause_full", n=len(full), nodes=nodes)] if full else []
    causes += filter(None, [changed_late(view), moved_since(view)])
    told = text.joined(causes or [say("advice.cause_other")], say)
    return say("advice.apart", weights=weights, causes=told)


def _against_alone(view: View, curve: WeightCurve, now: float) -> str:
    """The rate beside that of the best single node, as a clause that others may follow."""
    say = view.words
    node, alone = max(curve.alone.items(), key=lambda item: item[1])
    change, rate = now / alone - 1, text.gb_per_s(now, say)
    there = alone_told(view, curve, node)
    if abs(change) < LEAST_GAIN:
        return say("advice.expected_equal", rate=rate, alone=there)
    key = "advice.expected_above" if change > 0 else "advice.expected_below"
    return say(key, rate=rate, alone=there, change=text.percent(abs(change), say))


def _neighbours(curve: WeightCurve, rates: Mapping[int, float], say: Words) -> str:
    """How the next weights compare: the optimum is flat, and people should know."""
    here = curve.weights[str(curve.node)]
    around = [weight for weight in (here - 1, here + 1) if weight in rates]
    close = [w for w in around if abs(rates[w] / rates[here] - 1) <= _CLOSE]
    parts = []
    if close:
        names = text.joined([weights_text(curve, weight) for weight in close], say)
        parts.append(say("advice.close", n=len(close), weights=names))
    for weight in around:
        if weight not in close:
            change = rates[weight] / rates[here] - 1
            key = "advice.above" if change > 0 else "advice.below"
            size = text.percent(abs(change), say)
            parts.append(say(key, weights=weights_text(curve, weight), change=size))
    return "; " + ", ".join(parts) if parts else ""


def _load(view: View) -> str:
    """The small print: who works how hard, what the kernel would choose, the band."""
    stream, say = view.stream, view.words
    if stream is None:
        return ""
    busy = [
        say("advice.works", node=node.id, use=text.percent(node.utilisation, say))
        for node in view.result.nodes
        if node.utilisation
    ]
    low, high = (text.gb_per_s(rate, say) for rate in stream.gb_per_s_band)
    sentences = [
        left_out(view),
        f"{text.joined(busy, say)}; {_limit(view, stream)}." if busy else "",
        crowded(view),
        _few(view),
        _auto(view),
        band_told(view, low, high),
    ]
    return " ".join(_capital(sentence) for sentence in sentences if sentence)


def _capital(sentence: str) -> str:
    """The sentence with a capital at its start, unless it starts with a name of the kernel's."""
    return sentence if "_" in sentence.partition(" ")[0] else sentence[:1].upper() + sentence[1:]


def _limit(view: View, stream: StreamResult) -> str:
    """What holds the workload back: a resource near its capacity, or its own threads."""
    if not view.saturates:
        return view.words("advice.threads_limit")
    return view.words("advice.saturates", name=resource_name(stream.bottleneck, view.words))


def _auto(view: View) -> str:
    """What weights the kernel would compute itself from these bandwidths, where weights count."""
    machine = view.experiment.machine
    rates = {
        node.id: min(node.read_mib_per_s or 0, node.write_mib_per_s or 0)
        for node in machine.nodes
        if node.mib
    }
    if not view.weights_matter or not all(rates.values()) or len(rates) < 2:
        return ""
    auto = auto_weights(rates)
    named = [node for node in view.policy_nodes if node in auto] or list(auto)
    weights = text.ratio([auto[node] for node in named])
    now = PROFILES[view.experiment.kernel].has(Feature.AUTO_WEIGHTS)
    blind = not any(firmware_rates(machine).values())
    nodes = str(NodeMask.of(named))
    return view.words(_AUTO[now, blind], n=len(named), weights=weights, nodes=nodes)


_AUTO = {
    (True, False): "advice.auto",
    (True, True): "advice.auto_blind",
    (False, False): "advice.auto_later",
    (False, True): "advice.auto_later",
}
"""What is said of auto mode, by whether the kernel has it and whether it knows no rate."""
