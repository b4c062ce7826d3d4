"""What a reader of one kind of text is: a row of the table ``READERS``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simcore.interchange.facts import Reading

__all__ = ("Reader",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A format: what to call it, what prints it, how to tell it, how to read it.

    ``read`` takes its own lines of a text that may hold more, and raises SpecError with every
    problem at "/text".
    """

    name: str
    label: str
    command: str
    recognises: Callable[[str], bool]
    read: Callable[[str], Reading]
