"""What a recorded run knows of the steps of its counter, and the engine's own count beside it.

Slab refills take steps of the task's counter (mempolicy_slab_node() in mm/mempolicy.c), and
when one comes depends on the state of the slab allocator, not on the policy. A recording lists
them among all steps of an operation; here they are told apart from the steps that follow from
the experiment, so that each can be taken where it belongs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simcore.spec.events import Given

__all__ = ("Recording",)

_FORESEEN = frozenset({"pud", "pmd", "pte", "pagecache"})
_SLAB_REFILL = "mempolicy_slab_node"


class Recording:
    """Kinds of the counter's steps in one operation, in order; ``steps`` is the engine's list."""

    def __init__(self, given: Given) -> None:
        self._kinds = _kinds_of_steps(given.allocs or (), given.step_callers)
        self.steps: list[int] = []
        self.extra = 0
        """Steps that were taken because the recording says so."""

    def before(self, kind: str) -> int:
        """How many steps of other kinds come before the next one of this kind."""
        if kind not in self._kinds:
            return 0
        place = self._kinds.index(kind)
        del self._kinds[: place + 1]
        self.extra += place
        return place

    def after(self) -> int:
        """How many steps follow at once, before the next one that the engine foresees."""
        foreseen = (i for i, kind in enumerate(self._kinds) if kind in _FORESEEN)
        place = next(foreseen, len(self._kinds))
        del self._kinds[:place]
        self.extra += place
        return place

    def rest(self) -> int:
        """How many recorded steps are left after the engine's own."""
        left = len(self._kinds)
        self._kinds.clear()
        self.extra += left
        return left


def _kinds_of_steps(allocs: Sequence[Any], callers: Sequence[Any] | None) -> list[str]:
    """Kind of each step: what was allocated, or "refill" for one that allocated nothing.

    Without a list of callers every allocation by the counter is a step. With one, a step whose
    next entry is the slab allocator's was a refill; when steps are fewer than allocations the
    slab pages among these took none.
    """
    kinds = [entry[0] for entry in allocs if entry[1] == "counter"]
    if callers is None:
        return kinds
    refill = [
        i + 1 < len(callers) and callers[i + 1][0] == _SLAB_REFILL
        for i, entry in enumerate(callers)
        if entry[0] != _SLAB_REFILL
    ]
    if refill.count(False) < len(kinds):
        kinds = [kind for kind in kinds if kind != "slab"]
    left = iter(kinds)
    return ["refill" if is_refill else next(left, "other") for is_refill in refill]
