"""The subcommand ``races FILE|-``: every schedule of a race, grouped by how it ends."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from simcore.cli.reading import BAD_INPUT, attempt, program, read
from simcore.races import (
    PIECES,
    Anomaly,
    Moment,
    Outcome,
    Report,
    StepAnswer,
    decode_race,
    explore,
    piece_text,
    walk,
)
from simcore.spec import parse_json

__all__ = ("main", "text")

_SHOWN = 8
"""Outcomes that are told unless all are asked for."""


def main(argv: Sequence[str]) -> int:
    """Print the outcomes; 2 when the race cannot be used, with every problem."""
    asked = _parser().parse_args(argv)
    report = attempt(asked.file, lambda: explore(decode_race(parse_json(_read(asked.file)))))
    if report is None:
        return BAD_INPUT
    if asked.json:
        print(json.dumps(_plain(report, full=asked.full), indent=1))
    else:
        print(text(report, full=asked.full))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program("races"),
        description="Run a race in every order and group the orders by how they end.",
        epilog=f"Set pieces, to be given in place of a file: {', '.join(PIECES)}.",
    )
    parser.add_argument("file", help="a race as JSON, or a set piece; - reads standard input")
    parser.add_argument("--json", action="store_true", help="everything, as JSON")
    parser.add_argument(
        "--full", action="store_true", help="every outcome, and its schedule step by step"
    )
    return parser


def _read(name: str) -> bytes | str:
    return piece_text(name) if name in PIECES and not Path(name).exists() else read(name)


def _plain(report: Report, *, full: bool) -> dict[str, object]:
    plain = report.plain()
    if full:
        for shown, outcome in zip(plain["outcomes"], report.outcomes, strict=True):
            shown["walk"] = [m.plain() for m in walk(report.race, outcome.schedule)]
    return plain


def text(report: Report, *, full: bool = False) -> str:
    """The report for people."""
    return "\n".join(_lines(report, full))


def _lines(report: Report, full: bool) -> Iterator[str]:
    if report.race.title:
        yield report.race.title
    least = "" if report.exact else "at least "
    yield (
        f"{least}{_count(report.schedules, 'schedule')}, {_count(len(report.outcomes), 'outcome')} "
        f"({report.states} states, {report.transitions} steps)"
    )
    shown = report.outcomes if full else report.outcomes[:_SHOWN]
    for number, outcome in enumerate(shown, start=1):
        yield ""
        yield from _outcome(report, number, outcome)
        if full:
            yield from (f"     {_moment(each)}" for each in walk(report.race, outcome.schedule))
    if len(shown) < len(report.outcomes):
        yield ""
        left = _count(len(report.outcomes) - len(shown), "more outcome")
        yield f"{left}; --full tells {'it' if left.startswith('1 ') else 'them all'}"


def _outcome(report: Report, number: int, outcome: Outcome) -> Iterator[str]:
    yield f"{number}. {outcome.schedules} of {report.schedules} schedules, {_orders(outcome)}"
    for anomaly in outcome.anomalies:
        yield f"   {_anomaly(anomaly, outcome)}"
    for name, region in outcome.state["regions"].items():
        policies = (
            f"{_span(each['first'], each['pages'])} {each['policy']['text']}"
            for each in region["policies"]
        )
        yield f"   {name}: {', '.join(policies)}"
        if region["pages"]:
            runs = (f"{_span(first, count)} on {node}" for first, count, node in region["pages"])
            yield f"   {name}, pages: {', '.join(runs)}"
    for name, task in outcome.state["tasks"].items():
        yield f"   task {name}: {task['policy']['text']}"
    weights = (f"{node}:{weight}" for node, weight in outcome.state["weights"].items())
    yield f"   weights: {' '.join(weights)}"
    if outcome.state["attributes"]:
        yield f"   attribute of nodes: {outcome.state['attributes']}"
    for name, answers in outcome.answers.items():
        yield f"   {name}: {', '.join(map(_answer, answers))}"
    names = [actor.name for actor in report.race.actors]
    turns = ((names[who], len(list(turn))) for who, turn in groupby(outcome.schedule))
    yield f"   schedule: {', '.join(f'{name} {steps}' for name, steps in turns)}"


def _orders(outcome: Outcome) -> str:
    if not outcome.serial_orders:
        return "in no order of whole actors"
    orders = (", then ".join(order) for order in outcome.serial_orders)
    return f"also whole: {'; or '.join(orders)}"


def _anomaly(anomaly: Anomaly, outcome: Outcome) -> str:
    every = anomaly.schedules == outcome.schedules
    some = "" if every else f" (in {anomaly.schedules} of them)"
    return f"{anomaly.rule.replace('_', ' ')}{some}: {anomaly.sentence}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _span(first: int, count: int) -> str:
    return str(first) if count == 1 else f"{first}-{first + count - 1}"


def _answer(answer: StepAnswer) -> str:
    if answer.skipped is not None:
        return f"{answer.op} not issued: {answer.skipped}"
    if answer.signal is not None:
        return f"{answer.op} signal {answer.signal}"
    if answer.errno is not None:
        return f"{answer.op} errno {answer.errno}"
    read = {key: value for key, value in answer.answer.items() if key != "results"}
    told = " ".join(f"{key}={_value(value)}" for key, value in read.items())
    return f"{answer.op} {told}" if told else f"{answer.op} {answer.ret or 0}"


def _value(value: object) -> str:
    match value:
        case Mapping():
            return ",".join(f"{key}:{inner}" for key, inner in value.items())
        case (int(first), int(count), str(policy)):
            return f"{_span(first, count)} {policy}"
        case list() | tuple():
            return "|".join(map(_value, value))
    return str(value)


def _moment(moment: Moment) -> str:
    part = f" {moment.part + 1}/{moment.parts}" if moment.parts > 1 else ""
    what = f"{moment.number + 1}. {moment.actor}, step {moment.step + 1}{part}"
    if moment.event is None:
        return f"{what}: not issued: {moment.skipped}"
    changed = moment.changes.items()
    changes = ", ".join(f"{key}: {_value(a)} → {_value(b)}" for key, (a, b) in changed)
    failed = f" errno {moment.result.errno} ({moment.result.check})" if moment.result.errno else ""
    return f"{what}: {moment.event.op}{failed}{'; ' if changes else ''}{changes}"
