"""The page that takes a machine in: paste boxes, then a review of what they say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.words import Words
from simcore.errors import Problem
from simcore.interchange import READERS
from simcore.interchange.asking import Ask
from simcore.interchange.facts import Note
from simcore.interchange.sheet import Hole, SheetCell

__all__ = ("ImportPage", "Question", "Refused", "Review", "import_page", "open_questions")


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

    ``asks`` stay when they are answered; of ``taken`` the likely answer was taken.
    """

    asks: Sequence[Ask] = ()
    taken: Sequence[Ask] = ()
    notes: Sequence[Note] = ()
    cells: Sequence[SheetCell] = ()
    holes: Sequence[Hole] = ()
    removed: Sequence[Taken] = ()
    usable: bool = False
    told_free: bool = False
    free_now: bool = False
    several_sockets: bool = False
    all_sockets: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with what is chosen so far: an answer, the likely one, or "" for none.

    ``likely`` tells that nobody has chosen it: it stays assumed.
    """

    ask: Ask
    chosen: str
    likely: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What is wrong, and in which of the boxes or answers; "" where it is not in a single one."""

    where: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage:
    """Context of ``pages/import.html``; ``answered`` repeats answers that are not asked for now.

    ``said`` is what stands against going on, in a sentence; ``doubts`` are to be seen at once.
    """

    title: str
    texts: tuple[str, ...]
    answered: Mapping[str, str]
    questions: tuple[Question, ...]
    doubts: tuple[str, ...]
    notes: tuple[Note, ...]
    cells: tuple[SheetCell, ...]
    holes: tuple[Hole, ...]
    removed: tuple[Taken, ...]
    problems: tuple[Refused, ...]
    said: str
    usable: bool
    told_free: bool
    free_now: bool
    several_sockets: bool
    all_sockets: bool
    commands: tuple[str, ...]


def import_page(
    *,
    texts: Sequence[str],
    kinds: Mapping[str, str],
    review: Review,
    words: Words,
    problems: Sequence[Problem] = (),
    said: str = "",
) -> ImportPage:
    """The context for empty boxes, for a review, or for problems with the texts."""
    asked = {str(ask.node) for ask in review.asks}
    return ImportPage(
        title=words("frame.import"),
        texts=tuple(texts) or ("",),
        answered={node: kind for node, kind in kinds.items() if node not in asked},
        questions=tuple(
            Question(
                ask=ask,
                chosen=kinds.get(str(ask.node), ask.proposed),
                likely=ask in review.taken,
            )
            for ask in review.asks
        ),
        doubts=tuple(note.text for note in review.notes if note.kind == "doubt"),
        notes=tuple(note for note in review.notes if note.kind != "doubt"),
        cells=tuple(cell for cell in review.cells if not cell.pointer.startswith("/distance/")),
        holes=tuple(review.holes),
        removed=tuple(review.removed),
        problems=tuple(
            Refused(where=_where(problem.pointer, words), detail=problem.detail)
            for problem in problems
        ),
        said=said,
        usable=review.usable,
        told_free=review.told_free,
        free_now=review.free_now,
        several_sockets=review.several_sockets,
        all_sockets=review.all_sockets,
        commands=tuple(reader.command for reader in READERS.values()),
    )


def open_questions(asks: Sequence[Ask], words: Words) -> str:
    """What has to be answered before the machine is used; "" for nothing."""
    nodes = ", ".join(words("import.node", id=ask.node) for ask in asks)
    return words("taking.open", nodes=nodes) if nodes else ""


_BOX = re.compile(r"/texts/([0-9]+)(/.*)?")
_ANSWER = re.compile(r"/kinds/([0-9]+)")


def _where(pointer: str, words: Words) -> str:
    """The name on the page of what a pointer leads to."""
    if box := _BOX.fullmatch(pointer):
        return words("import.current", n=int(box[1]) + 1)
    if answer := _ANSWER.fullmatch(pointer):
        return words("import.node", id=answer[1])
    return ""
