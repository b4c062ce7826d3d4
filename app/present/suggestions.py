"""Weights that a button can set: by bandwidth, as the kernel would."""

from __future__ import annotations

from collections.abc import Mapping

from app.present.views import View
from simcore.kernel.weights import auto_weights, proportional_weights

__all__ = ("suggestions",)


def suggestions(view: View) -> Mapping[str, Mapping[str, int]]:
    """Weights by node for each suggestion that can be made."""
    made: dict[str, Mapping[str, int]] = {}
    rates = {
        node.id: min(node.read_mib_per_s or 0, node.write_mib_per_s or 0)
        for node in view.experiment.machine.nodes
        if node.id in view.experiment.machine.has_memory
    }
    if rates and all(rates.values()):
        made["bandwidth"] = _named(proportional_weights(rates))
        made["kernel"] = _named(auto_weights(rates))
    return made


def _named(weights: Mapping[int, int]) -> dict[str, int]:
    return {str(node): weight for node, weight in weights.items()}
