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
_SHARES = (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)
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
    """Frontiers, sensitivity and the compromise of several tasks, where they are affordable.

    All start from the advised weights but the slices: these go through the best there are, whose
    larger numbers make a step smaller.
    """
    problem, bound = found.problem, found.around
    centre = found.best.weights
    if len(problem.nodes) > _FEW:
        return Around(nodes=problem.nodes, slices=slices(problem, centre), centre=centre)
    return Around(
        nodes=problem.nodes,
        grid=grid(problem) if len(problem.nodes) == _TERNARY else (),
        slices=slices(problem, centre) if len(problem.nodes) > _TERNARY else (),
        centre=centre,
        latency=latency_frontier(problem, bound, also=(found.best.weights, found.weights)),
        room=room_frontier(problem, found.fastest, found.weights, bound, steps=_SHARES),
        room_node=found.fastest,
        shifts=sensitivity(problem, found.weights, bound),
        together=compromise(problem, bound) if len(problem.streams) > 1 else None,
    )
