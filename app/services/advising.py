"""The best weights for an experiment, with what lies around them."""

from __future__ import annotations

from typing import Any

from app.present.advising import Around, advice_payload
from app.words import ENGLISH, Words
from simcore.errors import SpecError
from simcore.search import (
    Findings,
    NoAnswer,
    advise,
    compromise,
    default_bound,
    grid,
    latency_frontier,
    room_frontier,
    sensitivity,
    slices,
)
from simcore.spec import decode

__all__ = ("advised",)

_FEW = 4
"""With more nodes only the best itself is looked for: every look around is a search of its own."""
_TERNARY = 3
_SHARES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)
"""Shares of the pages that the fastest node may hold at most, for the frontier of free room."""


def advised(document: Any, words: Words = ENGLISH) -> dict[str, Any]:
    """Plain data: the advice in words, tables and figures. Raises SpecError."""
    experiment = decode(document)
    try:
        advice = advise(experiment)
        around = _around(advice.findings)
    except (NoAnswer, ValueError) as error:
        raise SpecError.at("/workload", str(error)) from None
    return advice_payload(experiment, advice, around, words)


def _around(found: Findings) -> Around:
    """Frontiers, sensitivity and the compromise of several tasks, where they are affordable."""
    problem = found.problem
    bound = default_bound(len(problem.nodes))
    if len(problem.nodes) > _FEW:
        return Around(nodes=problem.nodes, slices=slices(problem, found.best.weights))
    rates = [problem.system.nodes[column].read_gb_per_s or 0.0 for column in problem.columns]
    fastest = problem.nodes[rates.index(max(rates))]
    return Around(
        nodes=problem.nodes,
        grid=grid(problem) if len(problem.nodes) == _TERNARY else (),
        slices=slices(problem, found.best.weights) if len(problem.nodes) > _TERNARY else (),
        latency=latency_frontier(problem, bound),
        room=room_frontier(problem, fastest, bound, _SHARES),
        room_node=fastest,
        shifts=sensitivity(problem, found.best.weights, bound),
        together=compromise(problem, bound) if len(problem.streams) > 1 else None,
    )
