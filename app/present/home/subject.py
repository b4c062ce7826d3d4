"""What an output is made of, and how an output is described."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.present.views import View
from app.words import Words

__all__ = ("Output", "Subject")


@dataclass(frozen=True, slots=True)
class Subject:
    """An experiment beside its result, and the address that leads back to it.

    ``link`` is an address of this site, a path or a fragment; "" when there is none.
    """

    view: View
    link: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """One thing to carry away: its name in addresses, its label, its file, its writer."""

    name: str
    label: str
    media_type: str
    filename: str
    write: Callable[[Subject], str]

    def label_in(self, words: Words) -> str:
        """The label; most are names of tools, which are the same in every language."""
        key = f"home.tab_{self.name}"
        return words(key) if words.has(key) else self.label

    @property
    def extension(self) -> str:
        """What the file's name ends with."""
        return self.filename.rpartition(".")[2]
