"""Moments of an experiment in words and as links: the timeline of a page without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from app.present import text
from app.present.state import Moment
from app.words import Words
from simcore.pageranges import PageRange, parse_pages
from simcore.spec.events import Event, Touch
from simcore.spec.experiment import Experiment

__all__ = ("NO_MOMENTS", "MomentLink", "Moments", "moment_told", "moments_of")

_PARTS: Final = 8
"""So many parts a touch is walked in, as the scripts play it."""
_MOST: Final = 48
"""No more links than this."""


@dataclass(frozen=True, slots=True)
class MomentLink:
    """A moment that can be gone to; ``here`` is the one that is shown."""

    label: str
    href: str
    here: bool


@dataclass(frozen=True, slots=True)
class Moments:
    """Links to the moments of a page whose address can name one, and what is shown of them.

    ``told`` is empty at the end, whose link is ``end``. ``later`` is the moment of a saved link,
    whose page shows the end until scripts ask for it.
    """

    told: str = ""
    end: str = ""
    links: tuple[MomentLink, ...] = ()
    later: str = ""


NO_MOMENTS: Final = Moments()
"""Of a page whose address names no moment."""


def moments_of(
    experiment: Experiment, shown: Moment | None, address: Mapping[str, str], words: Words
) -> Moments:
    """The moments of an experiment that has an address."""

    def href(moment: str) -> str:
        return f"/?{urlencode({**address, 'moment': moment}, safe=',:')}"

    links = [
        MomentLink(_short(experiment, each, words), href(_written(each)), each == shown)
        for each in _walk(experiment)
    ]
    told = moment_told(experiment, shown, words)
    end = MomentLink(words("results.last"), href("end"), not told)
    said = words("results.earlier", moment=told) if told else ""
    return Moments(said, end.href, (*links[:_MOST], end))


def moment_told(experiment: Experiment, moment: Moment | None, words: Words) -> str:
    """A moment in words; empty for the end."""
    if moment is None or moment.event >= len(experiment.events):
        return ""
    whole = moment.pages is None or moment.pages >= _touched(experiment.events[moment.event])
    if moment.event == len(experiment.events) - 1 and whole:
        return ""
    return _long(experiment, moment, words)


def _walk(experiment: Experiment) -> Iterator[Moment]:
    """Before the first event, after each, and in between after parts of a touch; not the end."""
    yield Moment(event=-1)
    last = len(experiment.events) - 1
    for place, event in enumerate(experiment.events):
        total = _touched(event)
        if total >= _PARTS:
            for part in range(1, _PARTS):
                yield Moment(event=place, pages=round(total * part / _PARTS))
        if place < last:
            yield Moment(event=place)


def _written(moment: Moment) -> str:
    """A moment as an address names it."""
    inner = "" if moment.pages is None else f".{moment.pages}"
    return f"{moment.event}{inner}"


def _short(experiment: Experiment, moment: Moment, words: Words) -> str:
    if moment.event < 0:
        return words("results.before_all")
    told = f"{moment.event} {experiment.events[moment.event].op}"
    if moment.pages is None:
        return told
    pages = text.grouped(moment.pages)
    return words("workbench.moment_pages", n=moment.pages, told=told, pages=pages)


def _long(experiment: Experiment, moment: Moment, words: Words) -> str:
    if moment.event < 0:
        return words("results.before_all")
    event = experiment.events[moment.event]
    asked = f"{event.id} {event.pages.replace('-', '–')}" if isinstance(event, Touch) else ""
    told = words("results.after_event", number=moment.event, op=event.op, asked=asked).rstrip()
    total = _touched(event)
    if not moment.pages or not isinstance(event, Touch) or moment.pages >= total:
        return told
    page = text.grouped(_page_at(event, moment.pages - 1))
    counts = {"n": text.grouped(moment.pages), "total": text.grouped(total)}
    return words("results.within_touch", told=told, page=page, **counts)


def _touched(event: Event) -> int:
    """How many pages an event touches."""
    return sum(each.count for each in _ranges(event))


def _ranges(event: Event) -> tuple[PageRange, ...]:
    return parse_pages(event.pages) if isinstance(event, Touch) else ()


def _page_at(touch: Touch, order: int) -> int:
    """The page that is touched as number ``order``, counted from 0."""
    for each in _ranges(touch):
        if order < each.count:
            return each.first + order * each.step
        order -= each.count
    raise IndexError(order)
