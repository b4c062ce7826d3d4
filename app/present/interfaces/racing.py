"""A race for people to walk: its actors, how it can end, and one schedule step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.words import Words
from simcore.kernel.errno import Errno
from simcore.races import PIECES, Moment, Outcome, Race, Report, piece, walk
from simcore.result import EventResult
from simcore.spec.base import Model

__all__ = ("ActorShown", "EndShown", "MomentShown", "RaceShown", "race_shown")

_MOST_PAGES: Final = 64
_HIDDEN: Final = ("op", "task")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorShown:
    """Who takes part, what for, and the steps in a line each."""

    name: str
    intent: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndShown:
    """One way in which the race ends."""

    number: int
    chosen: bool
    schedules: str
    serial: str
    policies: str
    pages: str
    anomalies: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentShown:
    """A step of the schedule that is walked, and how things stand after it."""

    number: int
    actor: str
    place: int
    asked: str
    answer: str
    changes: tuple[str, ...]
    policies: str
    pages: str
    weights: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RaceShown:
    """A set piece with all its ends; the moments are those of the chosen one."""

    name: str
    title: str
    about: str
    kernel: str
    pieces: Mapping[str, str]
    actors: tuple[ActorShown, ...]
    summary: str
    ends: tuple[EndShown, ...]
    moments: tuple[MomentShown, ...]
    chosen: int


def race_shown(name: str, report: Report, chosen: int, say: Words) -> RaceShown:
    """A set piece in words. ``chosen`` is the end that is walked, counted from 1."""
    race = report.race
    chosen = chosen if 1 <= chosen <= len(report.outcomes) else _most_telling(report)
    outcome = report.outcomes[chosen - 1]
    names = [actor.name for actor in race.actors]
    odd = sum(bool(end.anomalies) for end in report.outcomes)
    return RaceShown(
        name=name,
        title=race.title,
        about=race.about,
        kernel=race.experiment.kernel,
        pieces={each: piece(each).title for each in PIECES},
        actors=tuple(
            ActorShown(
                name=actor.name,
                intent=actor.intent.words,
                steps=tuple(_step(step.event, step.take) for step in actor.steps),
            )
            for actor in race.actors
        ),
        summary=say("interfaces.race_summary", n=len(report.outcomes), schedules=report.schedules)
        + " "
        + say("interfaces.race_odd", n=odd),
        ends=tuple(
            _end(place, end, report, chosen=chosen, say=say)
            for place, end in enumerate(report.outcomes, 1)
        ),
        moments=_moments(race, outcome, names, say),
        chosen=chosen,
    )


def _most_telling(report: Report) -> int:
    """The end with an anomaly that most schedules lead to; the first where there is none."""
    odd = (place for place, end in enumerate(report.outcomes, 1) if end.anomalies)
    return next(odd, 1)


def _step(event: Model, take: Mapping[str, str]) -> str:
    """An event in a line; what is taken from an earlier answer stands as its source."""
    fields = event.model_dump(exclude=set(_HIDDEN), exclude_defaults=True, by_alias=True)
    fields |= take
    told = " ".join(f"{name}={_short(value)}" for name, value in fields.items())
    return f"{getattr(event, 'op', '')} {told}".strip()


def _short(value: object) -> str:
    if isinstance(value, Mapping):
        return ",".join(f"{key}:{part}" for key, part in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "|".join(map(str, value))
    return str(value)


def _end(number: int, end: Outcome, report: Report, *, chosen: int, say: Words) -> EndShown:
    orders = [" → ".join(order) for order in end.serial_orders]
    return EndShown(
        number=number,
        chosen=number == chosen,
        schedules=say("interfaces.of_all", n=end.schedules, all=report.schedules),
        serial="; ".join(orders) if orders else say("interfaces.no_order"),
        policies=_policies(end.state, say),
        pages=_pages(end.state, say),
        anomalies=tuple(
            f"{say(f'interfaces.rule_{anomaly.rule}')}: {anomaly.sentence}"
            + _how_often(anomaly.schedules, end.schedules, say)
            for anomaly in end.anomalies
        ),
    )


def _how_often(shown: int, schedules: int, say: Words) -> str:
    """In how many of an end's schedules something shows, where it is not in all."""
    if shown == schedules:
        return ""
    return f" ({say('interfaces.in_some', n=shown, all=schedules)})"


def _moments(
    race: Race, outcome: Outcome, names: Sequence[str], say: Words
) -> tuple[MomentShown, ...]:
    odd = [anomaly.schedule for anomaly in outcome.anomalies if anomaly.schedule]
    schedule = odd[0] if odd else outcome.schedule
    return tuple(_moment(moment, names, say) for moment in walk(race, schedule))


def _moment(moment: Moment, names: Sequence[str], say: Words) -> MomentShown:
    asked = moment.skipped if moment.event is None else _step(moment.event, {})
    return MomentShown(
        number=moment.number + 1,
        actor=moment.actor,
        place=names.index(moment.actor),
        asked=asked,
        answer=_answer(moment.result),
        changes=tuple(
            f"{pointer}: {_value(before, say)} → {_value(after, say)}"
            for pointer, (before, after) in moment.changes.items()
            if not pointer.endswith(("free_pages", "/counter"))
        ),
        policies=_policies(moment.state, say),
        pages=_pages(moment.state, say),
        weights=":".join(map(str, moment.state["weights"].values())),
    )


def _answer(result: EventResult) -> str:
    if result.errno is not None:
        return f"{Errno(result.errno).name}: {result.check}"
    if result.answer and "steps" not in result.answer:
        return " ".join(f"{name}={_short(value)}" for name, value in result.answer.items())
    return "" if result.ret is None else str(result.ret)


def _value(value: object, say: Words) -> str:
    if isinstance(value, list):
        return ", ".join(
            f"{first}–{first + count - 1} {policy or 'default'}" for first, count, policy in value
        )
    return say("interfaces.none") if value is None else str(value)


def _policies(state: Mapping[str, Any], say: Words) -> str:
    """Policies in force: of tasks that have one, and of ranges that have one."""
    told = [
        f"{name}: {task['policy']['text']}"
        for name, task in state["tasks"].items()
        if task["policy"]["text"] != "default"
    ]
    for name, region in state["regions"].items():
        told += [
            f"{name} {part['first']}–{part['first'] + part['pages'] - 1}: {part['policy']['text']}"
            for part in region["policies"]
            if part["policy"]["text"] != "default"
        ]
    if state.get("attributes"):
        told.append(say("interfaces.attribute_on", nodes=state["attributes"]))
    return "; ".join(told) or say("interfaces.none")


def _pages(state: Mapping[str, Any], say: Words) -> str:
    """The node of each page that is there, region by region."""
    told = []
    for name, region in state["regions"].items():
        nodes = [node for _, count, node in region["pages"] for _ in range(count)]
        if nodes:
            more = " …" if len(nodes) > _MOST_PAGES else ""
            told.append(f"{name}: {' '.join(nodes[:_MOST_PAGES])}{more}")
    return "; ".join(told) or say("interfaces.no_pages")
