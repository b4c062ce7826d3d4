"""Where the rounds of an interleave policy begin among a region's pages, in a sentence."""

from __future__ import annotations

from app.present import text
from app.present.views import View
from simcore.result import turn_runs

__all__ = ("round_told",)

_LONGEST = 8
"""Of a round of more runs than this only the length is told."""


def round_told(view: View) -> str:
    """The first round that repeats in the region that is looked at; "" where none does."""
    if view.region is None:
        return ""
    for first, count, turn, phase in view.region[1].segments:
        runs = turn_runs(turn)
        period = sum(length for _, length in runs)
        if len(runs) > 1 and count > 2 * period:
            begins = first + (period - phase) % period
            return _sentence(view, runs, begins=begins, period=period)
    return ""


def _sentence(view: View, runs: list[tuple[int, int]], *, begins: int, period: int) -> str:
    say = view.words
    told = [say("explain.run", length=length, node=node) for node, length in runs[:_LONGEST]]
    more = [f"… {len(runs) - _LONGEST}"] if len(runs) > _LONGEST else []
    return say(
        "summary.round",
        period=text.grouped(period),
        runs=", ".join([*told, *more]),
        first=text.grouped(begins),
        second=text.grouped(begins + period),
    )
