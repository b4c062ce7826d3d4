"""A stored result beside that of the present model: both numbers, and the change in percent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from app.present import text
from app.present.kinds import node_label
from app.present.tables import Table
from app.words import Words
from simcore.result import Result
from simcore.spec import Experiment

__all__ = ("Drift", "drift_of")

_Write = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Drift:
    """The model that computes now, and the table if it has computed this experiment."""

    model: str
    table: Table | None


def drift_of(
    experiment: Experiment, stored: Result, fresh: Result | None, *, model: str, words: Words
) -> Drift | None:
    """How far the present model is from a stored result; None while they are the same model."""
    if stored.model == model:
        return None
    if fresh is None:
        return Drift(model, None)
    head = (
        words("drift.what"),
        words("drift.by_model", model=stored.model),
        words("drift.by_model", model=fresh.model),
        words("drift.change"),
    )
    rows = tuple(
        (name, _or_dash(before, write), _or_dash(after, write), _change(before, after, words))
        for name, before, after, write in _pairs(experiment, stored, fresh, words=words)
    )
    return Drift(model, Table(words("drift.title"), head, rows, (False, True, True, True)))


def _pairs(
    experiment: Experiment, stored: Result, fresh: Result, *, words: Words
) -> Iterator[tuple[str, float | None, float | None, _Write]]:
    """What is compared: a name, both numbers, and how they are written."""
    rate = partial(text.gb_per_s, words=words)
    for old, new in zip(stored.streams, fresh.streams, strict=False):
        yield words("drift.stream_rate", task=old.task), old.gb_per_s, new.gb_per_s, rate
        told = words("drift.stream_wait", task=old.task)
        yield told, old.latency_ns, new.latency_ns, text.nanoseconds
    kinds = {node.id: node.kind for node in experiment.machine.nodes}
    for before, after in zip(stored.nodes, fresh.nodes, strict=False):
        name = node_label(before.id, kinds[before.id], words)
        pages = words("drift.node_pages", node=name)
        yield pages, before.pages, after.pages, lambda count: text.grouped(int(count))
        yield words("drift.node_rate", node=name), before.gb_per_s, after.gb_per_s, rate
        wait = words("drift.node_wait", node=name)
        yield wait, before.latency_ns, after.latency_ns, text.nanoseconds


def _or_dash(value: float | None, write: _Write) -> str:
    return "–" if value is None else write(value)


def _change(before: float | None, after: float | None, words: Words) -> str:
    if before is None or after is None:
        return "–"
    if before == after:
        return text.percent(0.0, words)
    if not before:
        return "–"
    share = after / before - 1
    return ("+" if share > 0 else "\u2212") + text.percent(abs(share), words)
