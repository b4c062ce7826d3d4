"""What an explanation is made of, and the page that it is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simcore.explain.diary import Diary
from simcore.system import Region
from simcore.system.mappings import Vma

__all__ = ("Explanation", "Page", "Step", "listed")


@dataclass(frozen=True, slots=True)
class Step:
    """One link of the chain: the rule, the sentence, who does it in the kernel, the numbers."""

    rule: str
    text: str
    kernel_function: str
    values: dict[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "rule": self.rule,
            "text": self.text,
            "kernel_function": self.kernel_function,
            "values": self.values,
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """A page's node (None: it is not present) and the steps that led there."""

    node: int | None
    steps: tuple[Step, ...]

    def plain(self) -> dict[str, Any]:
        """Plain data."""
        return {"node": self.node, "steps": [step.plain() for step in self.steps]}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a region with the VMA that maps it; the diary of what happened to it, if kept."""

    region: Region
    vma: Vma
    number: int
    diary: Diary | None = None

    @property
    def in_object(self) -> bool:
        """Whether the memory is the object's, not a private page over it."""
        own = self.region.own.segment_at(self.number)
        return self.region.object is not None and own is None

    @property
    def where(self) -> tuple[str, int]:
        """Region and number."""
        return self.region.id, self.number


def listed(nodes: tuple[int, ...]) -> str:
    """Nodes with commas between."""
    return ", ".join(map(str, nodes))
