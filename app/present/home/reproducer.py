"""Reproducers, which the core writes: from an experiment beside its result."""

from __future__ import annotations

from collections.abc import Callable

from app.present.home.subject import Subject
from simcore.reproduce import REPRODUCERS

__all__ = ("reproducer",)


def reproducer(name: str) -> Callable[[Subject], str]:
    """The writer of a reproducer."""
    write = REPRODUCERS[name]

    def written(subject: Subject) -> str:
        return write(subject.view.experiment, subject.view.result)

    return written
