"""The cheapest weights of a given sum, for many sums at once.

Dividing a sum among nodes whose costs are convex is the classic allocation problem: give one
unit after the other to the node where it costs least, and every total on the way is optimal. So
sorting the increments solves all totals in one go. Convexity is checked, not assumed; where it
fails (a burst can bend a curve the other way) all divisions are tried node by node, which needs
no convexity. Behind a shared way the total fixes the waiting there, so each total of a group is
an allocation of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simcore.bandwidth.laws import Floats
from simcore.search.problem import EQUAL_SHARE, Bound
from simcore.search.waiting import Branch, Tree

__all__ = ("Allocator",)

_CELLS = 1_500_000
"""Most numbers in one table; larger work is done in pieces."""
_BENT = -1e-12
"""A second difference below this part of the cost is a bend the wrong way."""

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Allocator:
    """Cheapest weights at a rate. ``most_share`` caps the shares of nodes; empty is no cap."""

    tree: Tree
    bound: Bound
    rate: float
    most_share: tuple[float, ...] = ()

    def costs(self, sums: Whole) -> Floats:
        """The least cost of weights with each of ``sums``; infinite where nothing fits."""
        answer = np.full(len(sums), np.inf)
        step = max(1, _CELLS // self.cells())
        for start in range(0, len(sums), step):
            part = sums[start : start + step]
            above = self.tree.root.way.wait_ns(self.rate, np.ones(len(part)))
            answer[start : start + step] = self._at(self.tree.root, part, above, part)
        return answer

    def weights(self, total: int) -> tuple[int, ...]:
        """The weights whose cost is the least for one sum."""
        above = float(self.tree.root.way.wait_ns(self.rate, np.ones(1))[0])
        found = self._pick(self.tree.root, total, above, total)
        return tuple(found[node] for node in sorted(found))

    def cells(self) -> int:
        """Size of the largest table that one sum needs."""
        return self._cells(self.tree.root)

    def _cells(self, branch: Branch) -> int:
        size = len(branch.members) * self.bound.limit
        return max(
            [
                size * max(1, len(branch.nodes)),
                *(
                    len(below.members) * self.bound.limit * self._cells(below)
                    for below in branch.below
                ),
            ]
        )

    def _at(self, branch: Branch, sums: Whole, above: Floats, totals: Whole) -> Floats:
        """[rows]: least cost of a branch's members that get ``totals`` out of ``sums``.

        ``above`` is the waiting on all shared ways up to and with the branch's own.
        """
        table = self._leaves(branch, sums, above)
        for place, below in enumerate(branch.below):
            other = self._table(below, sums, above)
            if place == len(branch.below) - 1:
                return _joined_at(table, other, totals)
            table = _joined(table, other)
        return _gathered(table, totals)

    def _table(self, branch: Branch, sums: Whole, above: Floats) -> Floats:
        """[rows, totals]: least cost of a branch behind a shared way, for each of its totals."""
        size = len(branch.members) * self.bound.limit + 1
        rows = np.repeat(np.arange(len(sums)), size)
        totals = np.tile(np.arange(size), len(sums))
        with_sum = sums[rows]
        inside = totals <= with_sum
        cost = np.full(len(rows), np.inf)
        rows, totals, with_sum = rows[inside], totals[inside], with_sum[inside]
        waiting = above[rows] + branch.way.wait_ns(self.rate, totals / with_sum)
        cost[inside] = self._at(branch, with_sum, waiting, totals)
        return cost.reshape(len(sums), size)

    def _leaves(self, branch: Branch, sums: Whole, above: Floats) -> Floats:
        """[rows, totals]: least cost of the nodes directly behind a way, for each total."""
        cost = self._each(branch, sums, above)
        base, steps = _increments(cost, self.bound.least)
        nodes, width = steps.shape[1:]
        table = np.full((len(sums), nodes * self.bound.limit + 1), np.inf)
        first = nodes * self.bound.least
        table[:, first : first + 1] = base[:, np.newaxis]
        ordered = np.sort(steps.reshape(len(sums), nodes * width), axis=1)
        np.cumsum(ordered, axis=1, out=table[:, first + 1 :])
        table[:, first + 1 :] += base[:, np.newaxis]
        bent = _is_bent(steps, base)
        if bent.any():
            table[bent] = _by_steps(cost[bent], self.bound)
        return table

    def _each(self, branch: Branch, sums: Whole, above: Floats) -> Floats:
        """[rows, nodes, weights from 0]: what each node costs at each weight."""
        weights = np.arange(self.bound.limit + 1)
        share = weights / sums[:, np.newaxis]
        inside = share <= 1
        share = np.minimum(share, 1.0)
        cost = np.empty((len(sums), len(branch.nodes), len(weights)))
        for place, node in enumerate(branch.nodes):
            latency = self.tree.latency_ns(node, self.rate, share) + above[:, np.newaxis]
            most = self.most_share[node] if self.most_share else 1.0
            fits = inside & (share <= most + EQUAL_SHARE)
            fits &= np.isfinite(latency)
            power = np.where(fits, latency, 0.0) ** self.tree.power
            cost[:, place] = np.where(fits, share * power, np.inf)
        cost[:, :, 0] = 0.0 if self.bound.least == 0 else np.inf
        return cost

    def _pick(self, branch: Branch, total_sum: int, above: float, total: int) -> dict[int, int]:
        """The weights of a branch's members that cost least with one total."""
        sums, waiting = np.array([total_sum]), np.array([above])
        tables = [self._leaves(branch, sums, waiting)[0]]
        tables += [self._table(below, sums, waiting)[0] for below in branch.below]
        found: dict[int, int] = {}
        for below, own in reversed(list(zip(branch.below, _splits(tables, total), strict=True))):
            found |= self._below(below, total_sum, above, own)
            total -= own
        cost = self._each(branch, sums, waiting)
        return found | dict(zip(branch.nodes, _divided(cost[0], total), strict=True))

    def _below(self, branch: Branch, total_sum: int, above: float, total: int) -> dict[int, int]:
        if not total:
            return dict.fromkeys(branch.members, 0)
        waiting = branch.way.wait_ns(self.rate, np.array([total / total_sum]))
        return self._pick(branch, total_sum, above + float(waiting[0]), total)


def _increments(cost: Floats, least: int) -> tuple[Floats, Floats]:
    """Cost with every node at the least weight, and what each further unit adds."""
    base = cost[:, :, least].sum(axis=1)
    before, after = cost[:, :, least:-1], cost[:, :, least + 1 :]
    known = np.isfinite(before) & np.isfinite(after)
    with np.errstate(invalid="ignore"):
        steps = np.where(known, after - before, np.inf)
    return base, steps


def _is_bent(steps: Floats, base: Floats) -> NDArray[np.bool_]:
    """[rows] where an increment is smaller than one before it."""
    with np.errstate(invalid="ignore"):
        growth = np.diff(steps, axis=2)
    growth = np.where(np.isfinite(growth), growth, 0.0)
    scale = np.where(np.isfinite(base), base, 1.0)[:, np.newaxis, np.newaxis]
    back = np.isinf(steps[:, :, :-1]) & np.isfinite(steps[:, :, 1:])
    return np.asarray(((growth < _BENT * scale) | back).any(axis=(1, 2)))


def _by_steps(cost: Floats, bound: Bound) -> Floats:
    """[rows, totals] without convexity: node by node, every weight of it to every total."""
    rows, nodes, _ = cost.shape
    table = np.full((rows, nodes * bound.limit + 1), np.inf)
    table[:, 0] = 0.0
    for node in range(nodes):
        table = _joined(table, cost[:, node], table.shape[1])
    return table


def _joined(a: Floats, b: Floats, size: int | None = None) -> Floats:
    """[rows, totals]: least cost of two parts for each total of both."""
    width = a.shape[1] + b.shape[1] - 1 if size is None else size
    joined = np.full((len(a), width), np.inf)
    for own in range(b.shape[1]):
        reach = min(a.shape[1], width - own)
        part = joined[:, own : own + reach]
        np.minimum(part, a[:, :reach] + b[:, own, np.newaxis], out=part)
    return joined


def _joined_at(a: Floats, b: Floats, totals: Whole) -> Floats:
    """[rows]: least cost of two parts that have a given total together."""
    own = np.arange(b.shape[1])
    rest = totals[:, np.newaxis] - own
    known = (rest >= 0) & (rest < a.shape[1])
    other = np.take_along_axis(a, np.where(known, rest, 0), axis=1)
    least: Floats = (np.where(known, other, np.inf) + b).min(axis=1)
    return least


def _gathered(table: Floats, totals: Whole) -> Floats:
    known = totals < table.shape[1]
    found = np.take_along_axis(table, np.where(known, totals, 0)[:, np.newaxis], axis=1)[:, 0]
    return np.where(known, found, np.inf)


def _splits(tables: list[Floats], total: int) -> list[int]:
    """How much of ``total`` each table but the first gets where all together cost least."""
    joined = [tables[0]]
    for table in tables[1:]:
        joined.append(_joined(joined[-1][np.newaxis], table[np.newaxis])[0])
    own: list[int] = []
    for place in range(len(tables) - 1, 0, -1):
        least = range(
            max(0, total - len(joined[place - 1]) + 1), min(total, len(tables[place]) - 1) + 1
        )
        best = min(least, key=lambda t: joined[place - 1][total - t] + tables[place][t])
        own.append(best)
        total -= best
    return own[::-1]


def _divided(cost: Floats, total: int) -> list[int]:
    """The weights of some nodes, from [nodes, weights], that cost least with one total."""
    tables = [np.zeros(1), *cost]
    return _splits(tables, total)
