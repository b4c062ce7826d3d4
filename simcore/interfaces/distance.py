"""How far one placement is from another: pages that lie elsewhere, and the workload's rate."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import lcm

import numpy as np

from simcore.result import ABSENT, RegionResult, Result, turn_runs

__all__ = ("gb_per_s", "pages_apart", "pages_to_move")

_NOTHING = (np.array([ABSENT]), 0)


def pages_apart(left: Result, right: Result) -> tuple[int, int]:
    """Pages that lie on another node, and all pages, of the regions that both have."""
    apart = total = 0
    for name, mine in left.regions.items():
        theirs = right.regions.get(name)
        if theirs is not None:
            apart += _apart(mine, theirs)
            total += mine.pages
    return apart, total


def pages_to_move(left: Result, right: Result) -> int:
    """Pages that would have to move for each node to hold as many of a region as wanted."""
    moves = 0
    for name, mine in left.regions.items():
        theirs = right.regions.get(name)
        if theirs is not None:
            nodes = {*mine.pages_on, *theirs.pages_on}
            more = [theirs.pages_on.get(node, 0) - mine.pages_on.get(node, 0) for node in nodes]
            moves += max(sum(d for d in more if d > 0), -sum(d for d in more if d < 0))
    return moves


def _apart(left: RegionResult, right: RegionResult) -> int:
    """Both maps are cut where either begins a new segment; a piece repeats two rounds."""
    edges = {first for first, *_ in (*left.segments, *right.segments)}
    edges |= {first + count for first, count, *_ in (*left.segments, *right.segments)}
    cuts = sorted({0, left.pages, *(edge for edge in edges if edge < left.pages)})
    mine, theirs = _rounds(left, cuts), _rounds(right, cuts)
    return sum(
        _differing(a, b, high - low)
        for (low, high), a, b in zip(pairwise(cuts), mine, theirs, strict=False)
    )


_Round = tuple[np.ndarray, int]


def _rounds(region: RegionResult, cuts: Sequence[int]) -> list[_Round]:
    """For each cut the nodes of a round, and where in it the first page of the piece stands."""
    found: list[_Round] = []
    segments = iter(region.segments)
    current = next(segments, None)
    for cut in cuts:
        while current is not None and current[0] + current[1] <= cut:
            current = next(segments, None)
        if current is None or current[0] > cut:
            found.append(_NOTHING)
            continue
        first, _, turn, phase = current
        nodes, lengths = zip(*turn_runs(turn), strict=True)
        cells = np.repeat(np.array(nodes), np.array(lengths))
        found.append((cells, (phase + cut - first) % len(cells)))
    return found


_LONGEST = 1 << 22
"""Cells that are laid side by side at once."""


def _differing(a: _Round, b: _Round, count: int) -> int:
    """Pages of a piece on which two rounds differ: whole common periods, and the rest."""
    period = min(lcm(len(a[0]), len(b[0])), count)
    if period > _LONGEST:
        return sum(
            _differing(_turned(a, at), _turned(b, at), min(_LONGEST, count - at))
            for at in range(0, count, _LONGEST)
        )
    different = _cells(a, period) != _cells(b, period)
    whole, rest = divmod(count, period)
    return int(different.sum()) * whole + int(different[:rest].sum())


def _turned(of: _Round, pages: int) -> _Round:
    return of[0], (of[1] + pages) % len(of[0])


def _cells(of: _Round, count: int) -> np.ndarray:
    return np.resize(np.roll(of[0], -of[1]), count)


def gb_per_s(result: Result) -> float | None:
    """What all streams get together; None without a workload, or where it cannot be said."""
    return sum(stream.gb_per_s for stream in result.streams) if result.streams else None
