"""What comes of an intent: one answer for each interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simcore.interfaces.intent import Intent
from simcore.interfaces.ways import Reading, Step, Way
from simcore.spec import Experiment

__all__ = ("Answer", "Comparison")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one interface makes of an intent.

    ``pages_elsewhere`` of ``pages`` lie on another node than wanted, ``pages_to_move`` would
    have to move for the same number on each node: a round that is shifted by a page puts most
    pages elsewhere and changes hardly any share. ``gb_per_s`` is the workload's rate and
    ``percent`` its distance from the wanted one. ``half_made`` are the states that an observer
    can see before the last step.
    """

    way: Way
    steps: tuple[Step, ...]
    cannot: tuple[str, ...]
    effects: tuple[str, ...]
    reading: Reading
    half_made: tuple[str, ...]
    errors: tuple[str, ...]
    pages_elsewhere: int
    pages_to_move: int
    pages: int
    gb_per_s: float | None
    percent: float | None
    experiment: Experiment | None = None
    """The intent's experiment with these steps, None where no document can say them."""

    @property
    def says_it(self) -> bool:
        """Whether the interface can express all of it."""
        return not self.cannot and not self.errors

    @property
    def bytes(self) -> int:
        """Bytes that the kernel is given."""
        return sum(step.bytes for step in self.steps)

    def plain(self) -> dict[str, Any]:
        """Plain data, for programs."""
        return {
            "interface": self.way.name,
            "title": self.way.title,
            "status": self.way.status.value,
            "says_it": self.says_it,
            "limits": dict(self.way.limits),
            "steps": [
                {
                    "event": dict(step.event),
                    "line": step.line,
                    "bytes": step.bytes,
                    "root": step.root,
                }
                for step in self.steps
            ],
            "calls_to_set": len(self.steps),
            "bytes_to_set": self.bytes,
            "cannot": list(self.cannot),
            "effects": list(self.effects),
            "read_back": {
                "calls": self.reading.calls,
                "files": self.reading.files,
                "untold": list(self.reading.untold),
            },
            "half_made": list(self.half_made),
            "errors": list(self.errors),
            "pages_elsewhere": self.pages_elsewhere,
            "pages_to_move": self.pages_to_move,
            "pages": self.pages,
            "gb_per_s": self.gb_per_s,
            "percent": self.percent,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """An intent with the answer of every interface; ``gb_per_s`` is the wanted policy's rate."""

    intent: Intent
    revision: str
    gb_per_s: float | None
    answers: tuple[Answer, ...]

    def plain(self) -> dict[str, Any]:
        """Plain data, for programs."""
        return {
            "schema": 1,
            "intent": str(self.intent),
            "revision": self.revision,
            "gb_per_s": self.gb_per_s,
            "interfaces": [answer.plain() for answer in self.answers],
        }
