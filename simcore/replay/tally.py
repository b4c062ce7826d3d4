"""What a replay counts, and the differences it found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

__all__ = ("Difference", "Tally")


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that is not what the kernel gave."""

    case: str
    op: int
    what: str
    expected: object
    got: object
    rule: str

    def __str__(self) -> str:
        return (
            f"  {self.case} op {self.op}: {self.what}: expected {self.expected}, "
            f"got {self.got} ({self.rule})"
        )


@dataclass(slots=True)
class Tally:
    """Counts of what was compared, and of what differed."""

    files: int = 0
    cases: int = 0
    pages: int = 0
    wrong_pages: int = 0
    calls: int = 0
    wrong_calls: int = 0
    steps: int = 0
    wrong_steps: int = 0
    inexact: int = 0
    given: Counter[str] = field(default_factory=Counter)
    """Recorded facts that were used as input, by kind."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Operations that the recording machine did not allow, by op."""
    differences: list[Difference] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        """Everything that differed."""
        return self.wrong_pages + self.wrong_calls + self.wrong_steps

    def add(self, other: Tally) -> None:
        """Count another tally's findings in; its differences stay its own."""
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.given += other.given
        self.skipped += other.skipped

    def last_line(self) -> str:
        """The line that sums everything up."""
        return (
            f"replayed {self.files} files, {self.cases} cases: "
            f"pages {self.pages}, wrong {self.wrong_pages}; "
            f"calls {self.calls}, wrong {self.wrong_calls}; "
            f"counter steps {self.steps}, wrong {self.wrong_steps}; inexact {self.inexact}"
        )


_NUMBERS = (
    "files",
    "cases",
    "pages",
    "wrong_pages",
    "calls",
    "wrong_calls",
    "steps",
    "wrong_steps",
    "inexact",
)
