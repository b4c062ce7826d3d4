"""The weights that the attribute proposal can say: the nearest to those that are wanted.

A node weighs 1, or 1 plus what the flags add if it carries the attribute: two classes of
weights, and ratios from 1:1 to 8:1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from simcore.kernel.modes import ATTRIBUTE_SHARES
from simcore.spec.events import ModeFlagName

__all__ = ("NearestAttribute", "nearest_attribute")


@dataclass(frozen=True, slots=True)
class NearestAttribute:
    """Nodes with the attribute, the flags, the weights that follow, and whether they are right."""

    nodes: frozenset[int]
    flags: tuple[ModeFlagName, ...]
    weights: Mapping[int, int]
    exact: bool

    def __str__(self) -> str:
        return ":".join(str(weight) for _, weight in sorted(self.weights.items()))


def _flags_of(share: int) -> tuple[ModeFlagName, ...]:
    names: tuple[ModeFlagName, ...] = ("attribute_1", "attribute_2", "attribute_4")
    return tuple(name for name in names if share & ATTRIBUTE_SHARES[name])


def nearest_attribute(wanted: Mapping[int, int]) -> NearestAttribute:
    """Of all choices the one whose shares of pages are nearest (largest error of a node's share).

    The heaviest nodes carry the attribute: any other choice is further off. Among equals the
    fewest flags win.
    """
    total = sum(wanted.values())
    by_weight = sorted(wanted, key=lambda node: (-wanted[node], node))
    best: tuple[float, int, NearestAttribute] | None = None
    for carriers, share in product(range(len(wanted)), range(8)):
        nodes = frozenset(by_weight[:carriers]) if share else frozenset()
        weights = {node: 1 + share * (node in nodes) for node in wanted}
        sum_of = sum(weights.values())
        error = max(abs(weights[node] / sum_of - wanted[node] / total) for node in wanted)
        exact = all(weights[node] * total == wanted[node] * sum_of for node in wanted)
        found = NearestAttribute(nodes, _flags_of(share) if nodes else (), weights, exact)
        if best is None or (error, len(found.flags)) < best[:2]:
            best = error, len(found.flags), found
    assert best is not None, "a mask of an interleave mode has nodes"
    return best[2]
