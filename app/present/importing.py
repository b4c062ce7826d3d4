"""The page that takes a machine in: paste boxes, then a review of what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.words import Words
from simcore.errors import Problem
from simcore.interchange import READERS
from simcore.interchange.asking import Ask
from simcore.interchange.facts import Note
from simcore.interchange.sheet import Hole, SheetCell

__all__ = ("ImportPage", "Review", "import_page")


class Taken(Protocol):
    """What was taken out of the texts."""

    @property
    def kind(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def example(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What came of the texts, as far as the page shows it.

    ``left`` are proposed kinds that nobody changed: they stay assumed.
    """

    asks: Sequence[Ask] = ()
    notes: Sequence[Note] = ()
    cells: Sequence[SheetCell] = ()
    holes: Sequence[Hole] = ()
    removed: Sequence[Taken] = ()
    usable: bool = False
    told_free: bool = False
    free_now: bool = False
    left: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage:
    """Context of ``pages/import.html``; ``answered`` repeats what was said before."""

    title: str
    texts: tuple[str, ...]
    answered: Mapping[str, str]
    left: Mapping[str, str]
    asks: tuple[Ask, ...]
    notes: tuple[Note, ...]
    cells: tuple[SheetCell, ...]
    holes: tuple[Hole, ...]
    removed: tuple[Taken, ...]
    problems: tuple[Problem, ...]
    usable: bool
    told_free: bool
    free_now: bool
    commands: tuple[str, ...]


def import_page(
    *,
    texts: Sequence[str],
    kinds: Mapping[str, str],
    review: Review,
    words: Words,
    problems: Sequence[Problem] = (),
) -> ImportPage:
    """The context for empty boxes, for a review, or for problems with the texts."""
    asked = {str(ask.node) for ask in review.asks}
    return ImportPage(
        title=words("frame.import"),
        texts=tuple(texts) or ("",),
        answered={node: kind for node, kind in kinds.items() if node not in asked},
        left=review.left,
        asks=tuple(review.asks),
        notes=tuple(review.notes),
        cells=tuple(cell for cell in review.cells if not cell.pointer.startswith("/distance/")),
        holes=tuple(review.holes),
        removed=tuple(review.removed),
        problems=tuple(problems),
        usable=review.usable,
        told_free=review.told_free,
        free_now=review.free_now,
        commands=tuple(reader.command for reader in READERS.values()),
    )
