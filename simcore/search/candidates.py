"""Weight vectors in order of their sum, each ratio once."""

from __future__ import annotations

import numpy as np

from simcore.search.problem import Bound, Weights

__all__ = ("candidates", "fitting", "reduced")


def candidates(nodes: int, bound: Bound) -> Weights:
    """[K, nodes]: every ratio within a bound once, by sum and then by the first weights.

    A ratio stands where its sum is smallest, which is the vector with the greatest common
    divisor 1.
    """
    sums = bound.sums(nodes)
    found = [_of_sum(nodes, total, bound) for total in sums]
    table = np.concatenate(found) if found else np.empty((0, nodes), dtype=np.int64)
    single = np.gcd.reduce(table, axis=1) == 1
    return np.asarray(table[single], dtype=np.int64)


def fitting(nodes: int, bound: Bound, most: int) -> Bound:
    """The bound with its sum lowered so far that it holds at most ``most`` vectors."""
    low, high = bound.sums(nodes).start, bound.sums(nodes).stop - 1
    if bound.count(nodes) <= most:
        return bound
    while low < high:
        middle = (low + high + 1) // 2
        lower = Bound(limit=min(bound.limit, middle), total=middle, least=bound.least)
        low, high = (middle, high) if lower.count(nodes) <= most else (low, middle - 1)
    return Bound(limit=min(bound.limit, low), total=low, least=bound.least)


def reduced(weights: tuple[int, ...]) -> tuple[int, ...]:
    """The same ratio in the smallest numbers."""
    divisor = int(np.gcd.reduce(weights)) or 1
    return tuple(int(weight) // divisor for weight in weights)


def _of_sum(nodes: int, total: int, bound: Bound) -> Weights:
    """[K, nodes]: every vector of one sum."""
    rows = np.zeros((1, 0), dtype=np.int64)
    left = np.array([total])
    for after in range(nodes - 1, -1, -1):
        low = np.maximum(bound.least, left - after * bound.limit)
        high = np.minimum(bound.limit, left - after * bound.least)
        ways = np.maximum(high - low + 1, 0)
        parent = np.repeat(np.arange(len(rows)), ways)
        start = np.cumsum(ways) - ways
        weight = low[parent] + np.arange(len(parent)) - start[parent]
        rows = np.column_stack([rows[parent], weight])
        left = left[parent] - weight
    return rows
