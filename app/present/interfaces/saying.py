"""One wanted policy in every interface, for people: a card for each, and Markdown for a mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.present import text
from app.words import Words
from simcore.interfaces.answers import Answer, Between, Comparison
from simcore.interfaces.plan import Step
from simcore.interfaces.telling import as_markdown
from simcore.syscalls.calls import Status

__all__ = ("SayingShown", "WayShown", "saying_shown")

_STATUS: Final = {
    Status.MERGED: "interfaces.status_merged",
    Status.POSTED: "interfaces.status_posted",
    Status.READING: "interfaces.status_reading",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WayShown:
    """An interface's answer."""

    name: str
    title: str
    status: str
    says_it: bool
    verdict: str
    distance: str
    lines: tuple[str, ...]
    cannot: tuple[str, ...]
    effects: tuple[str, ...]
    cost: str
    read_back: str
    half_made: tuple[str, ...]
    nearest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SayingShown:
    """All answers to one intent."""

    wanted: str
    rate: str
    base: str
    ways: tuple[WayShown, ...]
    markdown: str


def saying_shown(comparison: Comparison, say: Words) -> SayingShown:
    """A comparison in words."""
    rate = comparison.gb_per_s
    return SayingShown(
        wanted=str(comparison.intent),
        rate="" if rate is None else say("interfaces.wanted_rate", rate=text.gb_per_s(rate, say)),
        base=say("interfaces.base", weights=comparison.base),
        ways=tuple(_way(answer, say) for answer in comparison.answers),
        markdown=as_markdown(comparison),
    )


def _way(answer: Answer, say: Words) -> WayShown:
    read, steps = answer.reading, len(answer.steps)
    lines = tuple(line for step in answer.steps for line in _lines(step))
    back = say("interfaces.read_back", calls=read.calls, files=read.files)
    untold = [say("interfaces.untold", what=what) for what in read.untold]
    return WayShown(
        name=answer.way.name,
        title=answer.way.title,
        status=say(_STATUS[answer.way.status]),
        says_it=answer.says_it,
        verdict=say("interfaces.says_it" if answer.says_it else "interfaces.says_not"),
        distance=_distance(answer, say),
        lines=lines,
        cannot=(*answer.cannot, *answer.errors),
        effects=answer.effects,
        cost=say("interfaces.cost", n=steps, bytes=answer.bytes),
        read_back="; ".join([back, *untold]),
        half_made=tuple(_between(each, say) for each in answer.between),
        nearest=answer.nearest,
    )


def _distance(answer: Answer, say: Words) -> str:
    """Pages that lie elsewhere, and the rate beside the wanted one."""
    off = answer.distance
    if off is None:
        return say("interfaces.not_run")
    if not off.pages_elsewhere:
        return say("interfaces.pages_right")
    told = say(
        "interfaces.pages_off",
        n=off.pages_elsewhere,
        pages=text.grouped(off.pages_elsewhere),
        of=text.grouped(off.pages),
        moves=text.grouped(off.pages_to_move),
    )
    if off.gb_per_s is None or off.percent is None:
        return told
    rate = text.gb_per_s(off.gb_per_s, say)
    wanted = text.gb_per_s(off.gb_per_s / (1 + off.percent / 100), say)
    values = {"rate": rate, "wanted": wanted, "percent": _signed(off.percent)}
    return f"{told}, {say('interfaces.rate_off', **values)}"


def _between(half: Between, say: Words) -> str:
    """A half-made state, and the pages that would then lie elsewhere."""
    pages = text.grouped(half.pages_elsewhere)
    told = {"after": half.after, "state": half.state, "pages": pages}
    return say("interfaces.between", n=half.pages_elsewhere, **told)


def _lines(step: Step) -> Iterator[str]:
    """The line of a step, and what a struct in it holds."""
    yield step.line
    if step.struct is not None:
        yield f"  {step.struct.filled}"
        yield f"  {step.struct.hex}"
        for name, data in step.struct.arrays.items():
            yield f"  {name} → {data}"


def _signed(percent: float) -> str:
    """With one place and a sign; nothing is below nothing."""
    told = f"{percent:+.1f}"
    return "±0" if told in {"+0.0", "-0.0"} else told
