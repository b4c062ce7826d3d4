"""What all events have in common."""

from __future__ import annotations

from simcore.spec.base import Name, SparseModel
from simcore.spec.events.answers import Given

__all__ = ("EventBase", "TaskEvent")


class EventBase(SparseModel):
    """An event: what was asked, perhaps what was given, perhaps what is expected.

    Fields that are null say nothing and are left out of the text.
    """

    given: Given | None = None


class TaskEvent(EventBase):
    """An event that a task causes; without a name it is the first task."""

    task: Name | None = None
