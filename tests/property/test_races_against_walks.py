"""Outcomes and their counts against the plainest way: walk every schedule from the start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from hypothesis import assume, given

from simcore.races import Race, decode_race, explore, walk
from simcore.races.plan import plan_of
from simcore.races.statekey import frozen
from simcore.races.states import Answer, answer_of
from tests.property.strategies import THOROUGH
from tests.property.test_races_reduction import races

FEW = 120


def schedules(left: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Every order of so many steps of each actor."""
    if not any(left):
        yield ()
    for who, steps in enumerate(left):
        if steps:
            rest = (*left[:who], steps - 1, *left[who + 1 :])
            yield from ((who, *more) for more in schedules(rest))


def walked(race: Race, lengths: tuple[int, ...]) -> Counter[Any]:
    """How many schedules end in each way; those that a signal cuts short count once."""
    ends: dict[tuple[int, ...], Any] = {}
    for schedule in schedules(lengths):
        moments = walk(race, schedule)
        answers: dict[str, list[Any]] = {actor.name: [] for actor in race.actors}
        for moment in moments:
            answer = Answer(skipped=moment.skipped)
            if moment.event is not None:
                answer = answer_of(moment.event, moment.result)
            answers[moment.actor].append(answer.key)
        ends[schedule[: len(moments)]] = (frozen(moments[-1].state), frozen(answers))
    return Counter(ends.values())


@THOROUGH
@given(races())
def test_outcomes_and_counts_are_those_of_walking_every_schedule(document: dict[str, Any]) -> None:
    race = decode_race(document)
    lengths = tuple(len(atoms) for atoms in plan_of(race).atoms)
    assume(sum(1 for _ in zip(schedules(lengths), range(FEW + 1), strict=False)) <= FEW)
    report = explore(race)

    found: Counter[Any] = Counter()
    for outcome in report.outcomes:
        answers = {
            name: [Answer(a.ret, a.errno, a.signal, a.answer, a.skipped).key for a in given]
            for name, given in outcome.answers.items()
        }
        found[frozen(outcome.state), frozen(answers)] += outcome.schedules
    assert report.exact
    assert found == walked(race, lengths)
