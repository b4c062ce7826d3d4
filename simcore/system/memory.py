"""Free memory of the nodes, and the one place where pages are taken from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from simcore.placement.choose import Placing
from simcore.placement.fill import Gap, fill
from simcore.placement.pagemap import Segment

__all__ = ("Memory",)


class Memory:
    """Free pages by node: capacity minus a reserve, minus what was taken."""

    def __init__(self, free: Mapping[int, int]) -> None:
        self.free = dict(free)
        self._held: Counter[int] | None = None

    def place(self, placing: Placing, gap: Gap, owner: str) -> Iterator[Segment]:
        """Segments that fill a gap of a region or object called ``owner``, in touch order.

        Raises OutOfMemory after the segments that still fit.
        """
        del owner  # whose pages they are matters only where a recording is followed
        return fill(placing, gap, self.free)

    def move(self, placing: Placing, gap: Gap, owner: str) -> Iterator[Segment]:
        """The same for pages that are moved here."""
        return self.place(placing, gap, owner)

    def room(self, node: int) -> int:
        """How many pages can be migrated to the node."""
        return self.free[node]

    def give_back(self, counts: Mapping[int, int]) -> None:
        """Pages that are no longer used; what is on no node is passed over."""
        for node, count in counts.items():
            if node >= 0 and self._held is None:
                self.free[node] += count
            elif node >= 0 and self._held is not None:
                self._held[node] += count

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Pages given back meanwhile become free at the end: all targets come before that.

        migrate_pages() of mm/migrate.c allocates for a whole batch before it frees anything.
        """
        self._held = Counter()
        try:
            yield
        finally:
            held, self._held = self._held, None
            self.give_back(held)

    def take(self, counts: Mapping[int, int]) -> None:
        """Pages that were placed by other means."""
        for node, count in counts.items():
            if node >= 0:
                self.free[node] -= count
