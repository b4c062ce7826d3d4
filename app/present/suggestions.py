"""Weights that a button can set: by bandwidth, as the kernel would."""

from __future__ import annotations

from collections.abc import Mapping

from app.present import text
from app.present.views import View
from app.words import Words
from simcore.kernel.weights import auto_weights, proportional_weights

__all__ = ("Suggestions", "suggestion_notes", "suggestions")


Suggestions = Mapping[str, Mapping[str, int]]


def suggestions(view: View) -> Suggestions:
    """Weights by node for each suggestion that can be made."""
    rates = _rates(view)
    if not all(rates.values()):
        return {}
    return {
        "bandwidth": _named(proportional_weights(rates)),
        "kernel": _named(auto_weights(rates)),
    }


def suggestion_notes(view: View, suggested: Suggestions) -> Mapping[str, str]:
    """How each suggestion comes about, in a line."""
    if not suggested:
        return {}
    rates = _rates(view)
    asked = " : ".join(map(text.grouped, rates.values()))
    least = min(rates.values())
    shares = " : ".join(_tenths(rate / least, view.words) for rate in rates.values())
    return {
        name: view.words(
            f"policy.how_{name}",
            rates=asked,
            shares=shares,
            weights=text.ratio(list(weights.values())),
        )
        for name, weights in suggested.items()
    }


def _tenths(number: float, words: Words) -> str:
    """One decimal, unless it is 0."""
    return text.decimal(round(number, 1), ".1f" if round(number, 1) % 1 else ".0f", words)


def _rates(view: View) -> Mapping[int, int]:
    """The bandwidth that counts for each node with memory, 0 where none is known."""
    return {
        node.id: min(node.read_mib_per_s or 0, node.write_mib_per_s or 0)
        for node in view.experiment.machine.nodes
        if node.id in view.experiment.machine.has_memory
    }


def _named(weights: Mapping[int, int]) -> dict[str, int]:
    return {str(node): weight for node, weight in weights.items()}
