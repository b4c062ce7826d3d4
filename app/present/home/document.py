"""The experiment itself, in its canonical form."""

from __future__ import annotations

from app.present.home.subject import Subject
from simcore.spec.canonical import canonical_text

__all__ = ("json_document",)


def json_document(subject: Subject) -> str:
    """The one JSON text that the content hash is made of."""
    return canonical_text(subject.view.experiment)
