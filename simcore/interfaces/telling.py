"""A comparison as text: a table and details for people, Markdown for a mail, 78 columns wide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from simcore.interfaces.answers import Answer, Comparison
from simcore.interfaces.plan import LABELS, Step
from simcore.syscalls.calls import Status
from simcore.syscalls.structs import LAYOUTS

__all__ = ("as_markdown", "as_table")

_WIDTH = 78
_SHORT = {Status.MERGED: "6.9+", Status.POSTED: "posted", Status.READING: "reading"}
_HEAD = ("", "interface", "status", "says", "set", "read", "half", "off", "GB/s")
_LEGEND = (
    f"status: {', '.join(f'{_SHORT[status]} = {LABELS[status]}' for status in Status)}. "
    "set: calls+writes/bytes; read: calls+files, ! = not whole; half: states that others see "
    "half-made; off: pages on another node than wanted."
)


def _read(answer: Answer) -> str:
    back = answer.reading
    return f"{back.calls}+{back.files}{'' if back.whole else '!'}"


def _share(part: int, whole: int) -> str:
    return "0 %" if not part or not whole else f"{100 * part / whole:.1f} %"


def _cells(number: int, answer: Answer) -> tuple[str, ...]:
    far = answer.distance
    rate = "-" if far is None or far.gb_per_s is None else f"{far.gb_per_s:.1f}"
    if far is not None and far.percent is not None:
        rate += f" {far.percent:+.1f}%"
    calls = f"{answer.count('call', 'command')}+{answer.count('write')}"
    return (
        str(number),
        answer.way.title if len(answer.way.title) < _LONG else answer.way.title.split(",")[0],
        _SHORT[answer.way.status],
        "yes" if answer.says_it else "no",
        f"{calls}/{answer.bytes}",
        _read(answer),
        str(len(answer.between)),
        "-" if far is None else _share(far.pages_elsewhere, far.pages),
        rate,
    )


_LONG = 22


def _rows(comparison: Comparison) -> list[tuple[str, ...]]:
    return [_HEAD, *(_cells(n, each) for n, each in enumerate(comparison.answers, 1))]


def _wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    return wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _wanted(comparison: Comparison) -> Iterator[str]:
    yield from _wrapped(f"Wanted: {comparison.intent}.")
    rate = comparison.gb_per_s
    gets = "" if rate is None else f" It gets {rate:.1f} GB/s."
    yield f"{comparison.pages:,} pages.{gets}"
    yield from _wrapped(
        f"Every interface starts from sysfs weights {comparison.base}: on a machine whose table "
        "holds others, all of them are to be written."
    )
    source = LAYOUTS[comparison.revision].source
    yield f"Posted calls: {comparison.revision}, {source}. Simulated."


def as_table(comparison: Comparison) -> str:
    """The comparison for a terminal: what is wanted, a table, then each interface."""
    rows = _rows(comparison)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    table = [" ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in rows]
    lines = [*_wanted(comparison), "", *table, "", *_wrapped(_LEGEND)]
    for number, answer in enumerate(comparison.answers, 1):
        lines += ["", f"{number}. {answer.way.title} [{answer.way.label}]"]
        lines += _wrapped(f"{answer.way.source}; run as {answer.kernel}", "   ", "   ")
        lines += _steps(answer.steps)
        lines += _told(answer, "   ", "     ")
    return "\n".join(lines) + "\n"


def _steps(steps: Iterable[Step]) -> Iterator[str]:
    """Lines of C and shell, each with the bytes of its struct below."""
    for step in steps:
        yield from _wrapped(step.line, "     ", "         ")
        if step.struct is not None:
            yield from _wrapped(step.struct.filled, " " * 7, " " * 9)
            yield from _wrapped(step.struct.hex, " " * 7 + "bytes ", " " * 9)
            for name, text in step.struct.arrays.items():
                yield from _wrapped(text, f"       {name} -> ", " " * 9)


def _told(answer: Answer, first: str, rest: str) -> Iterator[str]:
    for mark, texts in _groups(answer):
        for text in texts:
            yield from _wrapped(f"{mark}{text}", first, rest)


def _far(answer: Answer) -> list[str]:
    """Pages and rate of a policy that is another than the wanted one."""
    far = answer.distance
    if far is None or not far.pages_elsewhere:
        return []
    told = (
        f"{far.pages_elsewhere:,} of {far.pages:,} pages elsewhere, {far.pages_to_move:,} to move"
    )
    if far.gb_per_s is not None and far.percent is not None:
        told += f", {far.gb_per_s:.1f} GB/s ({far.percent:+.1f} %)"
    return [told]


def _groups(answer: Answer) -> Sequence[tuple[str, Sequence[str]]]:
    untold = ", ".join(answer.reading.untold)
    return (
        ("cannot say ", answer.cannot),
        ("nearest: ", [] if answer.says_it else [answer.nearest]),
        ("its distance: ", _far(answer)),
        ("refused: ", answer.errors),
        ("", answer.effects),
        ("not read back: ", [untold] if untold else []),
        ("seen half-made ", answer.half_made),
    )


def as_markdown(comparison: Comparison) -> str:
    """The comparison for a mail: a compact table, then the calls and the reasons."""
    rows = _rows(comparison)
    table = ["|".join(["", *row, ""]) for row in rows]
    table.insert(1, "|".join(["", *("-" for _ in _HEAD), ""]))
    lines = [*_wanted(comparison), "", *table, "", *_wrapped(_LEGEND)]
    for number, answer in enumerate(comparison.answers, 1):
        lines += ["", f"**{number}. {answer.way.title}** ({answer.way.label})"]
        lines += _wrapped(f"{answer.way.source}; run as {answer.kernel}")
        lines += ["", *_steps(answer.steps), ""] if answer.steps else [""]
        lines += _told(answer, "- ", "  ")
    return "\n".join(lines) + "\n"
