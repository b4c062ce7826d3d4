"""Pasted text as clean lines: whatever terminals, mails and serial lines did to it is undone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from simcore.errors import SpecError
from simcore.interchange.facts import Note

__all__ = ("MAX_LINES", "Line", "clean_lines", "ignored")

MAX_LINES = 20_000

_BREAK = re.compile(r"\r*\n|\r")
_ESCAPE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor moves
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # OSC: window titles
    r"|\x1b[ -/]*[0-~]"  # two-character sequences, character sets
)
_QUOTE = re.compile(r"^(?:[>|]\s?)+")
_JUNK = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufffd]"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text, trimmed, blanks made single, with its number in the text."""

    number: int
    text: str


def clean_lines(text: str) -> list[Line]:
    """The lines of ``text`` that are not blank. Raises SpecError for what is no text at all."""
    junk = len(_JUNK.findall(text))
    if junk > 8 and junk > len(text) // 50:
        raise SpecError.at("/text", "is binary data, not the text that a program printed")
    lines = _BREAK.split(_ESCAPE.sub("", text.removeprefix("\ufeff")))
    if len(lines) > MAX_LINES:
        raise SpecError.at("/text", f"has {len(lines)} lines; {MAX_LINES} are read at most")
    cleaned = (
        Line(number, " ".join(_QUOTE.sub("", _JUNK.sub("", line).strip()).split()))
        for number, line in enumerate(lines, start=1)
    )
    return [line for line in cleaned if line.text]


def ignored(lines: Iterable[Line]) -> Iterator[Note]:
    """A note for each line that a reader passes over, with the beginning of the line."""
    for line in lines:
        quoted = line.text if len(line.text) <= 60 else line.text[:57] + "…"
        yield Note("ignored", quoted, line.number)
