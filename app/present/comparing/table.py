"""The result of each experiment, a row for each quantity; the best is marked by a word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from app.present import text
from app.present.comparing.columns import Entry
from app.present.kinds import KINDS, node_label, resource_name
from app.present.tables import Table
from app.words import Words
from simcore.kernel.errno import Errno

__all__ = ("results_table",)

_TOLD: Final = 4
"""Events of an experiment that are told one by one."""

Choose = Callable[[Sequence[float]], float]


def results_table(entries: Sequence[Entry], words: Words) -> Table:
    """Rates, latency, bottleneck and pages of each node, a column for each experiment."""
    rows = [
        _row(
            words("compare.row_rate"),
            _rates(entries),
            partial(text.gb_per_s, words=words),
            (max, words),
        ),
        (words("compare.row_band"), *map(_band, entries)),
        _row(words("compare.row_latency"), _latencies(entries), text.nanoseconds, (min, words)),
        (words("compare.row_bottleneck"), *map(_bottleneck, entries)),
        *_pages(entries, words),
        *_outcomes(entries, words),
    ]
    head = (words("compare.quantity"), *(entry.letter for entry in entries))
    numeric = (False, *(True for _ in entries))
    return Table(words("compare.results"), head, tuple(rows), numeric)


def _rates(entries: Sequence[Entry]) -> list[float | None]:
    streams = [entry.view.stream for entry in entries]
    return [stream.gb_per_s if stream else None for stream in streams]


def _latencies(entries: Sequence[Entry]) -> list[float | None]:
    streams = [entry.view.stream for entry in entries]
    return [stream.latency_ns if stream else None for stream in streams]


def _row(
    name: str,
    values: Sequence[float | None],
    write: Callable[[float], str],
    best: tuple[Choose, Words],
) -> tuple[str, ...]:
    """Written values; the best is named where they are not all the same as written."""
    choose, words = best
    known = [value for value in values if value is not None]
    written = ["–" if value is None else write(value) for value in values]
    if len(known) < 2 or len({*written}) == 1:
        return (name, *written)
    first = write(choose(known))
    marked = (words("compare.best", value=cell) if cell == first else cell for cell in written)
    return (name, *marked)


def _band(entry: Entry) -> str:
    stream = entry.view.stream
    return (
        "–"
        if stream is None
        else "–".join(text.gb_per_s(rate, entry.view.words) for rate in stream.gb_per_s_band)
    )


def _bottleneck(entry: Entry) -> str:
    """What saturates first; nothing does where the threads are the limit."""
    stream, words = entry.view.stream, entry.view.words
    if stream is None:
        return "–"
    if not entry.view.saturates:
        return words("compare.threads_limit")
    return resource_name(stream.bottleneck, words)


def _outcomes(entries: Sequence[Entry], words: Words) -> list[tuple[str, ...]]:
    """What the kernel refused and what ended a task, where any experiment has such an event."""
    cells = [_outcome(entry) for entry in entries]
    if not any(cells):
        return []
    return [(words("compare.row_outcomes"), *(cell or "–" for cell in cells))]


def _outcome(entry: Entry) -> str:
    words = entry.view.words
    told = []
    for event, answer in enumerate(entry.view.result.events):
        if answer.signal is not None:
            told.append(
                words("compare.killed", event=event, page=text.grouped(answer.at_page or 0))
            )
        elif answer.errno is not None:
            told.append(words("compare.refused", event=event, errno=Errno(answer.errno).name))
    more = words("compare.more_changes", n=len(told) - _TOLD) if len(told) > _TOLD else ""
    return "; ".join(filter(None, [*told[:_TOLD], more]))


def _pages(entries: Sequence[Entry], words: Words) -> list[tuple[str, ...]]:
    """Pages of the compared region on each node that any of the machines has.

    Where the machines have different kinds under one number, the cells name them.
    """
    kinds: dict[int, set[str]] = {}
    for entry in entries:
        for node, kind in entry.view.kinds.items():
            kinds.setdefault(node, set()).add(kind)
    return [_pages_row(entries, node, kinds[node], words) for node in sorted(kinds)]


def _pages_row(
    entries: Sequence[Entry], node: int, kinds: set[str], words: Words
) -> tuple[str, ...]:
    if len(kinds) == 1:
        (kind,) = kinds
        name = node_label(node, kind, words)
        cells = [_pages_on(entry, node) for entry in entries]
    else:
        name = words("compare.on_node", node=node)
        cells = [_pages_of_kind(entry, node) for entry in entries]
    return (words("compare.row_pages", node=name), *cells)


def _pages_of_kind(entry: Entry, node: int) -> str:
    pages, kind = _pages_on(entry, node), entry.view.kinds.get(node)
    if kind is None:
        return pages
    return entry.view.words("compare.pages_of_kind", pages=pages, kind=KINDS[kind].label)


def _pages_on(entry: Entry, node: int) -> str:
    if entry.region is None or node not in entry.view.kinds:
        return "–"
    return text.grouped(entry.region[1].pages_on.get(str(node), 0))
