"""The machine for other tools, as the core's writers put it."""

from __future__ import annotations

from app.present.home.subject import Output, Subject
from simcore.interchange.writers import WRITERS

__all__ = ("machine_output",)


def machine_output(name: str) -> Output:
    """The output that a writer of ``WRITERS`` makes; labels are names of tools."""
    writer = WRITERS[name]

    def write(subject: Subject) -> str:
        return writer.write(subject.view.experiment)

    filename = f"machine-{name}.{writer.extension}"
    return Output(name, writer.label, writer.media_type, filename, write)
