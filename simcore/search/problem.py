"""What is searched: a machine, the streams on it, the nodes to weigh, and a bound on the weights.

All traffic is taken to follow the weights exactly: every stream spreads over the nodes that it
may use in their proportion. Nodes that filled up and regions with a policy of their own are not
part of the question.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from simcore.bandwidth import Stream, System
from simcore.bandwidth.laws import Floats

__all__ = ("MAX_WEIGHT", "Bound", "Present", "Problem", "Weights")

Weights = NDArray[np.int64]
"""Weights over the nodes of a problem: [n], or [K, n] for many."""

EQUAL_SHARE = 1e-12
"""Shares that differ by less are equal: what rounding leaves."""
MAX_WEIGHT = 255
"""The largest weight that the kernel takes (a byte)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Which weights are looked at: each from ``least`` to ``limit``, and their sum to ``total``.

    A bound on the burst (pages in a row on one node) is a limit: a weight is a run of pages.
    With ``least`` 0 a node may be left out.
    """

    limit: int = MAX_WEIGHT
    total: int | None = None
    least: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MAX_WEIGHT:
            raise ValueError(f"a limit of weights lies between 1 and {MAX_WEIGHT}")
        if self.least not in (0, 1):
            raise ValueError("the least weight is 0 or 1")
        if self.total is not None and self.total < 1:
            raise ValueError("a sum of weights is at least 1")

    def sums(self, nodes: int) -> range:
        """Every sum that so many weights can have; empty if none fits."""
        most = nodes * self.limit
        if self.total is not None:
            most = min(most, self.total)
        return range(max(1, nodes * self.least), most + 1)

    def count(self, nodes: int) -> int:
        """How many weight vectors lie within the bound."""
        most = self.sums(nodes).stop - 1
        ways = [1] + [0] * most
        for _ in range(nodes):
            upto = list(accumulate(ways, initial=0))
            ways = [
                upto[max(0, total - self.least + 1)] - upto[max(0, total - self.limit)]
                for total in range(most + 1)
            ]
        return sum(ways[max(1, nodes * self.least) :])

    def __str__(self) -> str:
        text = f"weights up to {self.limit}"
        return text if self.total is None else f"{text} with a sum up to {self.total}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Streams on a system whose pages follow one set of weights over ``nodes`` (ids).

    ``columns`` are the places of these nodes in the system. ``allowed`` tells for each stream
    which of them it may use; empty means all. ``most_share`` bounds the share of a node from
    above, for capacity; empty means no bound.
    """

    system: System
    streams: tuple[Stream, ...]
    nodes: tuple[int, ...]
    columns: tuple[int, ...]
    tasks: tuple[str, ...] = ()
    allowed: tuple[tuple[bool, ...], ...] = ()
    most_share: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        size = len(self.nodes)
        if not size or len(self.columns) != size:
            raise ValueError("a problem needs nodes to weigh, each with its place in the system")
        if not self.streams:
            raise ValueError("a problem needs a stream")
        if self.allowed and any(len(row) != size or not any(row) for row in self.allowed):
            raise ValueError("every stream needs a node that it may use")
        if self.most_share and len(self.most_share) != size:
            raise ValueError("bounds on shares are given for every node or for none")

    def shares(self, weights: Weights, stream: int) -> Floats:
        """[K, nodes of the system]: where ``weights`` [K, n] put the pages of a stream."""
        table = np.asarray(weights, dtype=np.float64)
        if self.allowed:
            table = table * np.array(self.allowed[stream], dtype=np.float64)
        spread = np.zeros((len(table), len(self.system.nodes)))
        spread[:, self.columns] = table / table.sum(axis=1, keepdims=True)
        return spread

    def placed(self, weights: tuple[int, ...]) -> tuple[Stream, ...]:
        """The streams with their pages spread by one set of weights."""
        table = np.array([weights])
        return tuple(
            replace(stream, shares=tuple(map(float, self.shares(table, index)[0])))
            for index, stream in enumerate(self.streams)
        )

    def fits(self, weights: Weights) -> Weights:
        """The rows of ``weights`` [K, n] that keep to the bounds on shares."""
        if not self.most_share:
            return weights
        share = weights / weights.sum(axis=1, keepdims=True)
        kept: Weights = weights[(share <= np.array(self.most_share) + EQUAL_SHARE).all(axis=1)]
        return kept

    def over(self, places: tuple[int, ...]) -> Problem | None:
        """The same with the nodes of these places alone; None where a stream is left with none."""
        allowed = tuple(tuple(row[place] for place in places) for row in self.allowed)
        if not places or not all(map(any, allowed)):
            return None
        return replace(
            self,
            nodes=tuple(self.nodes[place] for place in places),
            columns=tuple(self.columns[place] for place in places),
            allowed=() if all(map(all, allowed)) else allowed,
            most_share=tuple(self.most_share[p] for p in places) if self.most_share else (),
        )

    def padded(self, places: tuple[int, ...], weights: tuple[int, ...]) -> tuple[int, ...]:
        """Weights of some places as weights of all, 0 for the others."""
        known = dict(zip(places, weights, strict=True))
        return tuple(known.get(place, 0) for place in range(len(self.nodes)))

    def only(self, chosen: tuple[int, ...]) -> Problem:
        """The same machine with the streams of these places alone."""
        paths = self.system.paths
        return replace(
            self,
            system=replace(self.system, paths=tuple(paths[i] for i in chosen) if paths else ()),
            streams=tuple(self.streams[i] for i in chosen),
            tasks=tuple(self.tasks[i] for i in chosen) if self.tasks else (),
            allowed=tuple(self.allowed[i] for i in chosen) if self.allowed else (),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """The streams on their pages as these lie now.

    ``weights`` are over the problem's nodes, and () where no one set of weights says it.
    """

    streams: tuple[Stream, ...]
    weights: tuple[int, ...] = ()
