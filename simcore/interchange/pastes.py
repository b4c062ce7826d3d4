"""A pasted text may hold several outputs: every reader that recognises it takes its lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

from simcore.errors import Problem, SpecError
from simcore.interchange import READERS
from simcore.interchange.facts import Note, Reading
from simcore.interchange.lines import clean_lines
from simcore.interchange.reader import Reader

__all__ = ("Paste", "read_paste")

_TRANSLATED = re.compile(r"(?m)^\w+ \d{1,4} \w+ ?: ?\d+ M[BioO]{1,2}$")
"""A node's size, in whatever words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paste:
    """What came of one text; ``ignored`` are lines that no reader took."""

    readings: tuple[Reading, ...]
    used: int
    ignored: tuple[Note, ...]

    @property
    def format(self) -> str:
        """The names of all formats found."""
        return ", ".join(reading.format for reading in self.readings)

    @property
    def label(self) -> str:
        """The names of all formats found, for people."""
        return ", ".join(READERS[reading.format].label for reading in self.readings)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What the readers took and had to assume, then the lines nobody took."""
        own = (note for reading in self.readings for note in reading.notes)
        return (*(note for note in own if note.kind != "ignored" or not note.line), *self.ignored)


def read_paste(text: str, name: str | None = None) -> Paste:
    """Read a text in a named format, or in all that it shows. Raises SpecError at "/text"."""
    lines = clean_lines(text)
    plain = "\n".join(line.text for line in lines)
    chosen = [READERS[name]] if name else _recognised(text, plain)
    if not chosen:
        raise SpecError.at("/text", _unknown(plain))
    readings = _readings(text, chosen)
    passed = [
        {note.line: note for note in reading.notes if note.kind == "ignored" and note.line}
        for reading in readings
    ]
    shared = sorted(set.intersection(*(set(notes) for notes in passed)))
    return Paste(
        readings=readings,
        used=len(lines) - len(shared),
        ignored=tuple(passed[0][line] for line in shared),
    )


def _unknown(plain: str) -> str:
    """What is said of a text that no reader recognises."""
    if _TRANSLATED.search(plain):
        return (
            "looks like numactl --hardware in another language than English: "
            "run LC_ALL=C numactl --hardware"
        )
    commands = "; ".join(reader.command for reader in READERS.values())
    return f"shows no output that is known here. Known are: {commands}"


def _recognised(text: str, plain: str) -> list[Reader]:
    return [
        reader for reader in READERS.values() if reader.recognises(plain) or reader.recognises(text)
    ]


def _readings(text: str, chosen: list[Reader]) -> tuple[Reading, ...]:
    """All readings, or all problems with what could be understood beside them."""
    readings: list[Reading] = []
    problems: list[Problem] = []
    for reader in chosen:
        try:
            readings.append(reader.read(text))
        except SpecError as error:
            problems.extend(error.problems)
    if problems and readings:
        names = ", ".join(READERS[reading.format].command for reading in readings)
        problems.append(Problem("/text", f"understood beside it: {names}"))
    if problems:
        raise SpecError(problems)
    return tuple(readings)
