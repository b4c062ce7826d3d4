"""Where the rounds of an interleave policy begin among a region's pages, in a sentence."""

from __future__ import annotations

from typing import NamedTuple

from app.present import text
from app.present.views import View
from simcore.result import turn_runs
from simcore.spec.events import Mmap

__all__ = ("Round", "round_told")

_LONGEST = 8
"""Of a round of more runs than this only the length is told."""


class Round(NamedTuple):
    """The sentence, and the pages of which it is true."""

    told: str = ""
    first: int = 0
    end: int = 0


def round_told(view: View) -> Round:
    """The round that repeats in what the strip shows; none where several do.

    Pages that were moved, or touched in steps, lie in rounds that no policy went, so nothing is
    said of them.
    """
    if view.region is None or view.may_have_moved:
        return Round()
    low, high = view.window
    found = [
        (first, count, phase, turn_runs(turn))
        for first, count, turn, phase in view.region[1].segments
        if first < high and low < first + count and count > 2 * _length(turn_runs(turn))
    ]
    if len(found) != 1 or len(found[0][-1]) < 2 or min(found[0][-1])[0] < 0:
        return Round()
    first, count, phase, runs = found[0]
    period = _length(runs)
    begins = first + (period - phase) % period
    return Round(_sentence(view, runs, begins=begins, period=period), first, first + count)


def _length(runs: list[tuple[int, int]]) -> int:
    return sum(length for _, length in runs)


def _sentence(view: View, runs: list[tuple[int, int]], *, begins: int, period: int) -> str:
    say = view.words
    told = [say("explain.run", length=length, node=node) for node, length in runs[:_LONGEST]]
    more = [f"… {len(runs) - _LONGEST}"] if len(runs) > _LONGEST else []
    told_all = {
        "period": text.grouped(period),
        "runs": ", ".join([*told, *more]),
        "first": text.grouped(begins),
        "second": text.grouped(begins + period),
    }
    offset = _offset(view)
    if offset % period and (offset + begins) % period == 0:
        sums = {"offset": text.grouped(offset), "index": text.grouped(offset + begins)}
        return say("summary.round_offset", **told_all, **sums)
    return say("summary.round", **told_all)


def _offset(view: View) -> int:
    """The index of page 0 of the region: for anonymous memory its address in pages; else 0."""
    shift = view.experiment.machine.page_shift
    name = view.region[0] if view.region else None
    mapped = (e for e in view.experiment.events if isinstance(e, Mmap) and e.id == name)
    return next((int(e.addr, 16) >> shift for e in mapped if e.kind == "anon" and e.addr), 0)
