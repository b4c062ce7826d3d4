"""Two actors of eight calls each: 12 870 schedules, grouped in full and reduced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from simcore.races import decode_race, explore
from simcore.races.document import Race
from simcore.races.graph import search_all, search_reduced
from simcore.races.plan import plan_of
from simcore.races.states import States
from simcore.races.ways import count_ways
from tests.bench.figure import Figure, median_ms
from tests.build import Document, touch
from tests.races import HEAP, actor, bind, race, read, spread, weight

_LIMIT = 10**6


def figures() -> Iterator[Figure]:
    """Seconds for races in which half, all and the wrong half of the steps depend on each other."""
    for name, document in (
        ("half_independent", half_independent()),
        ("reads_and_binds", reads_and_binds()),
        ("faults_under_weights", faults_under_weights()),
    ):
        ready = decode_race(document)
        yield Figure(f"race_8x8_{name}_s", _seconds(lambda ready=ready: explore(ready)), 2)
    ready = decode_race(half_independent())
    yield Figure("race_schedules_run_of_all", _schedules_run(ready), 0.2)
    yield Figure("race_steps_reduced_over_merged", _steps_run(ready), 1)


def _seconds(act: Callable[[], Any]) -> float:
    return median_ms(act, 3) / 1e3


def _schedules_run(ready: Race) -> float:
    """Schedules that the reduced search runs through, as a part of all."""
    states = States(plan_of(ready))
    full = search_all(states, _LIMIT)
    ways = count_ways(full)
    everything = sum(ways[end] for end in full.ends)
    return search_reduced(states, _LIMIT, merged=False).ends_seen / everything


def _steps_run(ready: Race) -> float:
    states = States(plan_of(ready))
    full = search_all(states, _LIMIT)
    return search_reduced(states, _LIMIT).transitions / full.transitions


def half_independent() -> Document:
    """Every other step is a fault in pages of one's own, the others bind the same pages."""

    def steps(first: int, nodes: str) -> list[Document]:
        binds = [bind(nodes, first=60, pages=2), bind("0-1", first=60, pages=2)] * 2
        pages = [touch(str(page)) for page in range(first, first + 4)]
        return [step for pair in zip(pages, binds, strict=True) for step in pair]

    return race(actor("one", *steps(0, "0")), actor("two", *steps(20, "1")))


def reads_and_binds() -> Document:
    """Every step of one meets every step of the other."""
    binds = [bind("0", first=0, pages=8), bind("1", first=0, pages=8)] * 2
    mine = [step for call in binds for step in (call, read())]
    theirs = [step for call in reversed(binds) for step in (call, read())]
    return race(actor("one", *mine), actor("two", *theirs))


def faults_under_weights() -> Document:
    """Eight faults, and eight writes that change where each of them goes."""
    writes = [weight(step % 3, 2 + step) for step in range(8)]
    return race(actor("one", touch("0-7")), actor("two", *writes), before=(HEAP, spread()))
