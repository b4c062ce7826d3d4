"""Events with their answers and what they changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from app.present import text
from app.present.tables.table import Table, heads
from app.present.views import View
from app.present.weighing import moving
from app.words import Words
from simcore.kernel.addresses import no_mapping
from simcore.kernel.errno import Errno
from simcore.result import EventResult
from simcore.spec.base import Model
from simcore.spec.events import Mmap
from simcore.syscalls.calls import check_place

__all__ = ("events",)


def events(view: View) -> Table:
    say, still = view.words, frozenset(view.movers) - frozenset(moving(view))
    rows = tuple(
        (str(place), event.op, _answer(event.op, answer, say), _asked(event), told)
        for place, (event, answer) in enumerate(
            zip(view.experiment.events, view.result.events, strict=False)
        )
        for told in (
            _unreal(view, event)
            or _changes(answer, say, still=place in still and event.op != "cpuset"),
        )
    )
    return Table(
        say("table.events"),
        heads(say, "number", "op", "answer", "asked", "changes"),
        rows,
        (True, *[False] * 4),
        _KERNELS if say.language != "en" else (),
    )


_KERNELS = (1, 2, 3)
"""Columns of events in the kernel's own words: op, the answer's check, arguments."""
_HIDDEN = ("op", "task")


def _asked(event: Model) -> str:
    fields = event.model_dump(exclude=set(_HIDDEN), exclude_defaults=True)
    return " ".join(f"{name}={_short(value)}" for name, value in fields.items())


def _short(value: object) -> str:
    if isinstance(value, Mapping):
        return ",".join(f"{name}:{each}" for name, each in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "|".join(map(str, value))
    written = str(value)
    return written if len(written) <= 40 else written[:37] + "…"


_MANY = 6
"""No more changes of one event than this are listed."""


def _changes(answer: EventResult, say: Words, *, still: bool) -> str:
    """What the event changed in the state: place, before → after; that a call moved nothing."""
    told = [
        f"{place}: {_state(before, say)} → {_state(after, say)}"
        for place, (before, after) in list(answer.changes.items())[:_MANY]
    ]
    more = len(answer.changes) - len(told)
    told += [say("table.more_changes", n=more)] if more > 0 else []
    return "; ".join(told + ([say("table.nothing_moved")] if still and answer.ret == 0 else []))


def _state(value: object, say: Words) -> str:
    if value is None:
        return say("table.none")
    if isinstance(value, list):
        return ", ".join(
            f"{first}–{first + count - 1} {policy or say('table.none')}"
            for first, count, policy in value
        )
    return text.grouped(value) if type(value) is int else str(value)


def _unreal(view: View, event: Model) -> str:
    """What a real kernel says to a mapping that fits in no address space; it counts here."""
    if not isinstance(event, Mmap):
        return ""
    page = view.experiment.machine.page_kib * 1024
    errno = no_mapping(int(event.addr or "0x0", 16), event.pages * page)
    return "" if errno is None else view.words(_UNREAL[errno])


_UNREAL: Final = {Errno.ENOMEM: "table.unreal_enomem", Errno.EPERM: "table.unreal_eperm"}


def _which_check(op: str, answer: EventResult, say: Words) -> str:
    """Which of the call's checks failed, where its list is known."""
    place = check_place(op, answer.rule)
    if place is None:
        return ""
    return " " + say("table.check_place", number=place[0], of=place[1])


def _written(node: str, answer: int) -> str:
    """A write to the file of a node: bytes, which nobody needs, or minus errno."""
    return f"node{node} {'ok' if answer > 0 else Errno(-answer).name}"


def _answer(op: str, answer: EventResult, say: Words) -> str:
    if answer.signal is not None:
        page = text.grouped(answer.at_page or 0)
        return say("table.killed", page=page, check=answer.check)
    if answer.errno is not None:
        return f"{Errno(answer.errno).name}: {answer.check}{_which_check(op, answer, say)}"
    if "results" in answer.answer:
        return ", ".join(_written(*each) for each in answer.answer["results"].items())
    if answer.answer:
        return " ".join(f"{name}={_short(value)}" for name, value in answer.answer.items())
    return str(answer.ret)
