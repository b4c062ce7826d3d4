"""Why a page is where it is, as far as a stored result tells: its round, or what may have moved it.

A round is told where it is that of the policy which placed the page: not of pages that were moved
since, nor of those that found their node full. The whole chain is asked of the engine.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.present import text
from app.present.comparing.columns import Entry, where_text
from app.present.views import View, own_name
from app.present.weighing import moving
from simcore.firstdiff import place_in_round
from simcore.placement.pattern import ABSENT, Pattern
from simcore.result import RegionResult
from simcore.spec.events import Event, Mbind, Mbind2, Mmap, MovePages, ProcessMbind

__all__ = ("reason",)

_TOLD_RUNS = 8


def reason(entry: Entry, page: int) -> str:
    """Why a page is where it is, in a sentence."""
    words = entry.view.words
    if entry.region is None or page >= entry.region[1].pages:
        return words("compare.not_mapped")
    found = place_in_round(entry.region[1], page)
    node = ABSENT if found is None else found[0].at(found[1])
    if found is None or node == ABSENT:
        return _not_there(entry.view)
    if node < 0:
        return words("explain.zero_page")
    return _there(entry, entry.region, page, found)


def _not_there(view: View) -> str:
    if view.killed is None:
        return view.words("compare.not_touched")
    place, answer = view.killed
    at = text.grouped(answer.at_page or 0)
    return view.words("compare.not_touched_killed", event=place, at=at)


def _there(
    entry: Entry, region: tuple[str, RegionResult], page: int, found: tuple[Pattern, int]
) -> str:
    words, (pattern, position) = entry.view.words, found
    node = pattern.at(position)
    told = {"page": text.grouped(page), "where": where_text(node, words)}
    movers = [str(place) for place in _movers(entry.view, region[0], page)]
    if movers:
        return words(
            "compare.reason_moved", n=len(movers), events=text.joined(movers, words), **told
        )
    if {*region[1].window(max(0, page - 1), min(3, page + 2))} == {node}:
        return words("compare.reason_one", **told)
    if not _is_round(region[1], pattern):
        return words("compare.reason_plain", **told)
    runs = ", ".join(f"{n} × {where_text(on, words)}" for on, n in pattern.runs[:_TOLD_RUNS])
    more = ", …" if len(pattern.runs) > _TOLD_RUNS else ""
    return words(
        "compare.reason_round",
        round=runs + more,
        period=pattern.period,
        position=position,
        **told,
    )


def _is_round(region: RegionResult, pattern: Pattern) -> bool:
    """Whether a policy's round put the pages there: all of it, and no node was full."""
    nodes = pattern.share.keys()
    asked = region.pages_on if region.asked_on is None else region.asked_on
    none_full = asked == region.pages_on or {int(node) for node in asked} <= nodes
    return len(pattern.runs) > 1 and min(nodes) >= 0 and none_full


def _movers(view: View, region: str, page: int) -> Iterator[int]:
    """The events that may have moved a page after it was there; of an object any may have."""
    events = view.experiment.events
    anon = all(event.kind == "anon" for event in events if isinstance(event, Mmap))
    first = view.first_touch(region) if anon else None
    for place in moving(view):
        meant = not anon or _reaches(events[place], own_name(region), page)
        if meant and (first is None or place > first):
            yield place


def _reaches(event: Event, own: str, page: int) -> bool:
    """Whether the call means the page, as far as it names pages."""
    if isinstance(event, MovePages):
        return (own_name(event.id), event.page) == (own, page)
    if isinstance(event, Mbind | Mbind2 | ProcessMbind) and event.id is not None:
        first = event.first or 0
        end = page + 1 if event.pages is None else first + event.pages
        return own_name(event.id) == own and first <= page < end
    return True
