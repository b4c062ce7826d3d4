"""The shapes of what is stored: shares, their history, drafts."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from app.wire.shape import Shape
from simcore.result import Result

__all__ = (
    "DifferenceAnswer",
    "DraftAnswer",
    "LineageAnswer",
    "NewDraftAnswer",
    "SavedAnswer",
    "SharedAnswer",
)


class SharedAnswer(Shape):
    """Where a stored experiment lies."""

    sid: str
    url: str
    content: str


class SavedAnswer(Shape):
    """A stored experiment with its stored result."""

    sid: str
    content: str
    model: str
    experiment: dict[str, Any]
    result: Result
    title: str
    notes: str
    parent: str | None
    view: dict[str, Any]
    created: str
    listed: bool = False


class MadeShareItem(Shape):
    """A share that was made from a draft and not withdrawn."""

    sid: str
    title: str
    created: str


class DraftAnswer(Shape):
    """A working copy; what follows ``shares`` can be sent as a share."""

    id: str
    version: int
    created: str
    touched: str
    shares: list[MadeShareItem]
    title: str
    notes: str
    parent: str | None
    listed: bool
    view: dict[str, Any]
    experiment: dict[str, Any]


class NewDraftAnswer(DraftAnswer):
    """A new working copy, its edit token, and the private address that holds both."""

    edit_token: str
    url: str


class ChangeItem(Shape):
    """One difference: where, what it was, what it is, and a sentence about it."""

    pointer: str
    before: Any
    after: Any
    rule: str
    values: dict[str, Any]
    text: str


class DifferenceAnswer(Shape):
    """All that leads from one experiment to another."""

    before: str = Field(alias="from")
    after: str = Field(alias="to")
    changes: list[ChangeItem]


class KinItem(Shape):
    """A share in a lineage; ``changes`` lead from its parent to it."""

    sid: str
    parent: str | None
    title: str
    created: str
    withdrawn: bool
    depth: int
    changes: list[ChangeItem]


class LineageAnswer(Shape):
    """Ancestors, the oldest first and the share itself last, and listed descendants."""

    sid: str
    ancestors: list[KinItem]
    descendants: list[KinItem]
