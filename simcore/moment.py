"""A moment of an experiment: the same experiment, ended early.

A scrubber moves over events, and within a touch over its pages. The state at a moment is what
the engine says of the shorter experiment; so nothing has to remember what came in between.
"""

from __future__ import annotations

from collections.abc import Iterator

from simcore.pageranges import PageRange, pages_text, parse_pages
from simcore.spec.events import Touch
from simcore.spec.experiment import Experiment

__all__ = ("until",)


def until(experiment: Experiment, event: int, pages: int | None = None) -> Experiment:
    """The experiment up to and including event number ``event`` (-1: before the first).

    With ``pages`` the last event, if it is a touch, ends after so many pages. Streams that wait
    for a later event look at the end instead.
    """
    kept = experiment.events[: event + 1]
    if pages is not None and kept and isinstance(kept[-1], Touch):
        ranges = tuple(_first(parse_pages(kept[-1].pages), pages))
        touch = kept[-1].model_copy(update={"pages": pages_text(ranges)})
        kept = (*kept[:-1], touch) if ranges else kept[:-1]
    streams = tuple(
        stream
        if stream.after_event is None or stream.after_event < len(kept)
        else stream.model_copy(update={"after_event": None})
        for stream in experiment.workload.streams
    )
    workload = experiment.workload.model_copy(update={"streams": streams})
    return experiment.model_copy(update={"events": kept, "workload": workload})


def _first(ranges: tuple[PageRange, ...], pages: int) -> Iterator[PageRange]:
    """The first so many pages of the ranges, in touch order."""
    for each in ranges:
        if pages <= 0:
            return
        count = min(each.count, pages)
        yield PageRange(each.first, each.first + (count - 1) * each.step, each.step)
        pages -= count
