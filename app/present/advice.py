"""The answer first: what these weights mean, in the words that a person would use."""

from __future__ import annotations

from dataclasses import dataclass

from app.present import text
from app.present.figures.bandwidth import weights_text
from app.present.kinds import node_label
from app.present.views import View
from simcore.kernel.errno import Errno
from simcore.kernel.modes import MODE_RULES
from simcore.kernel.weights import auto_weights
from simcore.result import WeightCurve

__all__ = ("Advice", "advise")

_ENDS = {
    9: "The OOM killer ends the task at page {page}.",
    11: "A segmentation fault ends the task at page {page}.",
}
"""What a signal means, by its number."""
_BUSY = 0.75
"""A resource used less than this does not hold a stream back by itself."""
_APART = 0.03
"""A rate that is further from the curve belongs to pages that lie otherwise."""
_CLOSE = 0.01
"""Rates that differ by less are told as equal."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A verdict in bold, the sentence that follows it, and the small print."""

    verdict: str
    sentence: str
    details: str
    tone: str = "plain"

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
    return _about_mode(view)


def _about_refusal(view: View) -> Advice:
    assert view.refused is not None
    place, answer = view.refused
    op = view.experiment.events[place].op
    check = (answer.check or "").rstrip(".")
    why = f"{check[:1].upper()}{check[1:]}."
    if answer.errno is None:
        page = text.grouped(answer.at_page or 0)
        verdict = _ENDS.get(answer.signal or 0, "A signal ends the task at page {page}.")
        return Advice(verdict.format(page=page), why, "", "refused")
    name = Errno(answer.errno).name
    after = "The task keeps the policy it had." if op == "set_mempolicy" else ""
    return Advice(f"The kernel refuses: {op} answers {name}.", why, after, "refused")


def _about_pages(view: View) -> Advice:
    mode = view.policy.mode if view.policy else "default"
    note = " ".join(view.result.notes)
    verdict = f"{mode.replace('_', ' ').capitalize()}: {MODE_RULES[mode].meaning}."
    return Advice(verdict, _shares(view), note)


def _shares(view: View) -> str:
    if view.region is None:
        return "No region is mapped yet."
    name, region = view.region
    total = sum(region.pages_on.values())
    if total == 0:
        return f"No page of {name} is touched yet."
    parts = [
        f"{text.percent(count / total)} on {node_label(int(node), view.kinds[int(node)])}"
        for node, count in sorted(region.pages_on.items(), key=lambda item: -item[1])
    ]
    return f"Of {text.grouped(total)} pages of {name}, {text.joined(parts)}."


def _about_mode(view: View) -> Advice:
    assert view.stream is not None
    mode = view.policy.mode if view.policy else "default"
    rate = text.gb_per_s(view.stream.gb_per_s)
    sentence = f"Expected {rate} GB/s. {_shares(view)}"
    curve = view.result.curve
    if curve is not None:
        best = max(curve.points, key=lambda point: point[1])
        gain = best[1] / view.stream.gb_per_s - 1
        if gain > _CLOSE:
            weights = weights_text(curve, best[0])
            sentence += (
                f" Weighted interleave at {weights} would give {text.gb_per_s(best[1])} GB/s."
            )
    title = mode.replace("_", " ").capitalize()
    return Advice(f"{title}: {MODE_RULES[mode].meaning}.", sentence, _load(view))


def _about_weights(view: View, curve: WeightCurve) -> Advice:
    assert view.stream is not None
    here = curve.weights[str(curve.node)]
    rates = {point[0]: point[1] for point in curve.points}
    best = max(rates, key=lambda weight: rates[weight])
    mine, now = weights_text(curve, here), view.stream.gb_per_s
    expected = f"Expected {text.gb_per_s(now)} GB/s, {_against_alone(curve, now)}"
    if abs(now / rates[here] - 1) > _APART:
        verdict = f"The pages do not lie {mine}: {_why_apart(view)}."
        more = f"{expected}; spread as asked they would give {text.gb_per_s(rates[here])} GB/s."
        return Advice(verdict, more, _load(view), "better")
    alone, most = max(curve.alone.items(), key=lambda item: item[1])
    if most > max(now, rates[best]) * (1 + _CLOSE):
        verdict = f"Node {alone} alone would be {text.percent(most / now - 1)} faster than {mine}."
        return Advice(verdict, f"{expected}.", _load(view), "better")
    if now >= rates[best] * (1 - _CLOSE):
        verdict = f"{mine} is a good choice."
        return Advice(verdict, f"{expected}{_neighbours(curve, rates, here)}.", _load(view), "good")
    gain = text.percent(rates[best] / now - 1)
    verdict = f"{weights_text(curve, best)} would be {gain} faster than {mine}."
    more = f"{expected}; {weights_text(curve, best)} would give {text.gb_per_s(rates[best])} GB/s."
    return Advice(verdict, more, _load(view), "better")


def _why_apart(view: View) -> str:
    """Why pages lie in another ratio than the weights say."""
    full = [f"node {node.id}" for node in view.result.nodes if node.pages and not node.free_pages]
    if full:
        return f"{text.joined(full)} {'is' if len(full) == 1 else 'are'} full"
    return "there are too few of them, or other events placed them"


def _against_alone(curve: WeightCurve, now: float) -> str:
    node, alone = max(curve.alone.items(), key=lambda item: item[1])
    change = now / alone - 1
    if abs(change) < _CLOSE / 2:
        return f"as much as node {node} alone"
    word = "above" if change > 0 else "below"
    return f"{text.percent(abs(change))} {word} node {node} alone"


def _neighbours(curve: WeightCurve, rates: dict[int, float], here: int) -> str:
    """How the next weights compare: the optimum is flat, and people should know."""
    around = [weight for weight in (here - 1, here + 1) if weight in rates]
    close = [w for w in around if abs(rates[w] / rates[here] - 1) <= _CLOSE]
    parts = []
    if close:
        names = text.joined([weights_text(curve, weight) for weight in close])
        parts.append(f"{names} {'is' if len(close) == 1 else 'are'} within 1 %")
    for weight in around:
        if weight not in close:
            change = rates[weight] / rates[here] - 1
            word = "above" if change > 0 else "below"
            parts.append(f"{weights_text(curve, weight)} is {text.percent(abs(change))} {word}")
    return "; " + ", ".join(parts) if parts else ""


def _load(view: View) -> str:
    """The small print: who works how hard, what the kernel would choose, the band."""
    stream = view.stream
    if stream is None:
        return ""
    busy = [
        f"node {node.id} works at {text.percent(node.utilisation)}"
        for node in view.result.nodes
        if node.utilisation
    ]
    sentences = [f"{text.joined(busy)}; {_limit(view)}."] if busy else []
    sentences.append(_auto(view))
    low, high = (text.gb_per_s(rate) for rate in stream.gb_per_s_band)
    sentences.append(f"Band {low} to {high} GB/s for 8 to 16 lines in flight per thread.")
    joined = " ".join(sentence for sentence in sentences if sentence)
    return joined[:1].upper() + joined[1:]


def _limit(view: View) -> str:
    """What holds the first stream back: a resource near its capacity, or its own threads."""
    assert view.stream is not None
    nodes = [node.utilisation or 0.0 for node in view.result.nodes]
    links = [link.utilisation for link in view.result.links]
    if max([*nodes, *links]) < _BUSY:
        return "the threads are the limit, no node or link is near its own"
    return f"{view.stream.bottleneck} saturates first"


def _auto(view: View) -> str:
    """What weights the kernel would compute itself from these bandwidths."""
    rates = {
        node.id: min(node.read_mib_per_s or 0, node.write_mib_per_s or 0)
        for node in view.experiment.machine.nodes
        if node.mib
    }
    if not all(rates.values()) or len(rates) < 2:
        return ""
    weights = text.ratio(list(auto_weights(rates).values()))
    return f"From these bandwidths the kernel's auto mode would set {weights}."
