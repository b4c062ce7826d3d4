"""The page that takes a machine in: a paste box, then what the text does not tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simcore.errors import Problem
from simcore.interchange.facts import Note
from simcore.interchange.asking import Ask

__all__ = ("ImportPage", "import_page")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage:
    """Context of ``pages/import.html``; ``answered`` repeats what was said before."""

    title: str
    text: str
    answered: Mapping[str, str]
    asks: tuple[Ask, ...]
    notes: tuple[Note, ...]
    problems: tuple[Problem, ...]
    command: str


def import_page(
    *,
    text: str,
    kinds: Mapping[str, str],
    asks: Sequence[Ask] = (),
    notes: Sequence[Note] = (),
    problems: Sequence[Problem] = (),
) -> ImportPage:
    """The context for an empty box, for questions, or for problems with a text."""
    asked = {str(ask.node) for ask in asks}
    return ImportPage(
        title="My machine",
        text=text,
        answered={node: kind for node, kind in kinds.items() if node not in asked},
        asks=tuple(asks),
        notes=tuple(notes),
        problems=tuple(problems),
        command="numactl --hardware",
    )
