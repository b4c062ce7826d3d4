"""A comparison as text: a table for people, Markdown for a mail."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from simcore.interfaces.answers import Answer, Comparison

__all__ = ("as_markdown", "as_table")

_WIDTH = 78


def _verdict(answer: Answer) -> str:
    return "says it" if answer.says_it else "cannot say all of it"


def _distance(answer: Answer) -> str:
    """Pages elsewhere, and the rate with its distance."""
    told = [f"{answer.pages_elsewhere:,} of {answer.pages:,} pages elsewhere"]
    if answer.pages_elsewhere:
        told.append(f"{answer.pages_to_move:,} to move for the same shares")
    if answer.gb_per_s is not None and answer.percent is not None:
        told.append(f"{answer.gb_per_s:.1f} GB/s ({answer.percent:+.1f} %)")
    return ", ".join(told)


def _counts(answer: Answer) -> str:
    """What it takes to set it and to read it back."""
    read = answer.reading
    back = f"{read.calls} calls, {read.files} files"
    if read.untold:
        back += f", never told: {', '.join(read.untold)}"
    return f"set: {len(answer.steps)} steps, {answer.bytes} bytes; read back: {back}"


def as_table(comparison: Comparison) -> str:
    """The comparison for a terminal."""
    lines = [f"Wanted: {comparison.intent}"]
    if comparison.gb_per_s is not None:
        lines.append(f"It gets {comparison.gb_per_s:.1f} GB/s.")
    for answer in comparison.answers:
        lines += ["", *_block(answer)]
    return "\n".join(lines) + "\n"


def _block(answer: Answer) -> Iterator[str]:
    yield f"{answer.way.title}  [{answer.way.status.value}]"
    yield f"  {_verdict(answer)}; {_distance(answer)}"
    for step in answer.steps:
        yield f"    {step.line}"
    told = [("cannot", text) for text in answer.cannot]
    told += [("refused", text) for text in answer.errors]
    told += [("note", text) for text in answer.effects]
    for mark, text in told:
        yield from wrap(f"{mark}: {text}", _WIDTH, initial_indent="  ", subsequent_indent="    ")
    yield f"  {_counts(answer)}"
    seen = len(answer.half_made)
    yield f"  seen half-made: {f'in {seen} states' if seen else 'never'}"


def as_markdown(comparison: Comparison) -> str:
    """The comparison for a mail: a short table, then the calls."""
    lines = [
        f"Wanted: {comparison.intent}",
        f"Posted calls as in {comparison.revision}; everything simulated by ilx.",
        "",
        f"| {' | '.join(_HEAD)} |",
        "|---" * len(_HEAD) + "|",
        *map(_row, comparison.answers),
    ]
    for answer in comparison.answers:
        lines += ["", f"**{answer.way.title}** ({answer.way.status.value})", ""]
        lines += [f"    {step.line}" for step in answer.steps]
        reasons = [f"- cannot: {text}" for text in answer.cannot]
        reasons += [f"- refused: {text}" for text in answer.errors]
        reasons += [f"- {text}" for text in answer.effects]
        lines += ["", *reasons] if reasons else []
    return "\n".join(lines) + "\n"


_HEAD = (
    *("interface", "status", "says it", "steps", "bytes", "read back"),
    *("half-made", "pages off", "GB/s"),
)


def _row(answer: Answer) -> str:
    read = answer.reading
    rate = "" if answer.gb_per_s is None else f"{answer.gb_per_s:.1f} ({answer.percent:+.1f} %)"
    cells = (
        answer.way.title,
        answer.way.status.value,
        "yes" if answer.says_it else "no",
        str(len(answer.steps)),
        str(answer.bytes),
        f"{read.calls} + {read.files} files" + (", not whole" if read.untold else ""),
        str(len(answer.half_made)),
        f"{answer.pages_elsewhere} of {answer.pages}",
        rate,
    )
    return f"| {' | '.join(cells)} |"
