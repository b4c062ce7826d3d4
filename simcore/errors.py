"""What can be wrong with an experiment, said in full.

A refusal is a list of problems, each a JSON pointer and a sentence. Nothing in the core
knows a status code; the web application and the command line decide how to show them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ("Problem", "SimError", "SpecError", "pointer")


def pointer(*parts: str | int) -> str:
    """JSON pointer (RFC 6901) to the place that ``parts`` lead to; "" is the whole document."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where (JSON pointer) and which rule it breaks (a sentence)."""

    pointer: str
    detail: str


class SimError(Exception):
    """Base of every error that the simulation core raises on purpose."""


class SpecError(SimError):
    """The document cannot be used as written; ``problems`` says why, in full."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = tuple(problems)
        super().__init__("; ".join(f"{p.pointer or '/'}: {p.detail}" for p in self.problems))

    def below(self, prefix: str) -> SpecError:
        """The same refusal for a document that holds this one at ``prefix``."""
        return SpecError(Problem(prefix + p.pointer, p.detail) for p in self.problems)

    @classmethod
    def at(cls, where: str, detail: str) -> SpecError:
        """A refusal with a single problem."""
        return cls((Problem(where, detail),))
