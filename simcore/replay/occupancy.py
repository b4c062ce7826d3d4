"""Full nodes, as a recording shows them.

When a node is full depends on watermarks, per-CPU lists and the reclaimer, so a replay takes
the occupancy from the recording: for every page the engine says which nodes it would try, in
order, and the recorded one must be among them. A node that is passed over counts as full from
then on; that is only believed if the last look at it found it nearly empty and little more
comes to it. What is not known is estimated from free memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simcore.pageranges import parse_pages
from simcore.placement.choose import Placing
from simcore.placement.fill import Gap, OutOfMemory, fill
from simcore.placement.pagemap import Segment
from simcore.placement.pattern import ABSENT, Pattern
from simcore.replay.words import parse_runs
from simcore.spec.events import Event
from simcore.system.memory import Memory

__all__ = ("FollowedMemory", "Occupancy", "look_ahead", "needs_occupancy")

_NEARLY_FULL = 20
"""Less than one part in so many is free on a node that is full."""
_TOLERANCE = 8
"""One part in so many of a node: how far what is estimated may be off."""

Nodes = NDArray[np.int16]
Occupancy = Mapping[int, tuple[str, int, Nodes]]
"""By event: the region, the first page, and the node of each page from there on."""

_MOVERS = frozenset({"mbind", "migrate_pages", "move_pages", "madvise", "mremap", "munmap"})


def needs_occupancy(events: Sequence[Event]) -> bool:
    """Whether a case watches nodes fill up."""
    return any(event.op == "meminfo" for event in events)


def look_ahead(events: Sequence[Event]) -> Occupancy:
    """What the recording later shows of the pages that each event brings in."""
    seen: dict[str, tuple[int, Nodes]] = {}
    found: dict[int, tuple[str, int, Nodes]] = {}
    for number in range(len(events) - 1, -1, -1):
        event: Any = events[number]
        if event.op == "where" and event.expect is not None and event.expect.nodes is not None:
            seen[event.id] = (event.first, _expanded(event.expect.nodes))
        elif event.op in _MOVERS and getattr(event, "mf", True):
            seen.pop(getattr(event, "id", None) or "", None)
        elif event.op in ("touch", "pwrite") and event.id in seen:
            first, end = _span(event)
            low, nodes = seen[event.id]
            found[number] = (event.id, first, _slice(nodes, first - low, end - low))
    return found


def _span(event: Any) -> tuple[int, int]:
    if event.op == "pwrite":
        return event.first, event.first + event.pages
    ranges = parse_pages(event.pages)
    return min(r.low for r in ranges), max(r.high for r in ranges) + 1


def _expanded(text: str) -> Nodes:
    runs = list(parse_runs(text))
    nodes = np.array([node for node, _ in runs], dtype=np.int16)
    return np.repeat(nodes, [count for _, count in runs])


def _slice(nodes: Nodes, first: int, end: int) -> Nodes:
    """Nodes [first, end), ABSENT where nothing is known."""
    taken = np.full(end - first, ABSENT, dtype=np.int16)
    low, high = max(first, 0), min(end, len(nodes))
    if low < high:
        taken[low - first : high - first] = nodes[low:high]
    return taken


class FollowedMemory(Memory):
    """Memory whose occupancy a recording tells."""

    def __init__(
        self, sizes: Mapping[int, int], last_free: Mapping[int, int], occupancy: Occupancy
    ) -> None:
        super().__init__(sizes)
        self.inexact = 0
        self.killed_here = False
        """Whether the recorded task was killed in the present event."""
        self._sizes = dict(sizes)
        self._last_free = last_free
        self._full: set[int] = set()
        self._refusing: set[int] = set()
        self._occupancy = occupancy
        self._now: tuple[str, int, Nodes] | None = None
        self._to_come = dict.fromkeys(sizes, 0)
        for _, _, nodes in occupancy.values():
            for node in self._to_come:
                self._to_come[node] += int(np.count_nonzero(nodes == node))

    def begin(self, event: int) -> None:
        """The next event's turn."""
        self._now = self._occupancy.get(event)

    def seen_free(self, free_kib: Mapping[str, int], page_kib: int) -> None:
        """Free memory as it was read."""
        self.free.update({int(node): kib // page_kib for node, kib in free_kib.items()})

    def refuses(self, node: int, *, refused: bool) -> None:
        """Whether a nearly full node was seen to refuse a migrated page."""
        (self._refusing.add if refused else self._refusing.discard)(node)

    def room(self, node: int) -> int:
        """Migrated pages find room unless one was refused."""
        return 0 if node in self._refusing else self._sizes[node]

    def move(self, placing: Placing, gap: Gap, owner: str) -> Iterator[Segment]:
        """Migrated pages: all of them share the fate of the page that was seen."""
        del owner
        if self._refusing and all(
            set(order) <= self._refusing for order in placing.orders.values()
        ):
            self.inexact += 1
            raise OutOfMemory(gap.first)
        return fill(placing, gap, dict.fromkeys(self.free, gap.count))

    def place(self, placing: Placing, gap: Gap, owner: str) -> Iterator[Segment]:
        """Pages where the recording saw them; by free memory where it did not look."""
        known = self._known(gap, owner)
        if known is None:
            yield from self._estimated(placing, gap)
            return
        asked = _window(placing.pattern, gap.index + gap.first, gap.count)
        order = np.arange(gap.count)[:: -1 if gap.down else 1]
        nodes = self._followed(placing, asked[order], known[order])[order]
        found, counts = np.unique(nodes, return_counts=True)
        self.take(dict(zip(found.tolist(), counts.tolist(), strict=True)))
        yield Segment(gap.first, gap.count, _pattern_of(nodes), 0, placing.cause)

    def _known(self, gap: Gap, owner: str) -> Nodes | None:
        """The recorded nodes of a gap's pages, if all of them are known."""
        if self._now is None or self._now[0] != owner or gap.unit != 1:
            return None
        first = gap.first - self._now[1]
        known = _slice(self._now[2], first, first + gap.count)
        return None if bool((known < 0).any()) else known

    def _followed(self, placing: Placing, asked: Nodes, known: Nodes) -> Nodes:
        """The recorded nodes, the engine's own where it would never have gone there.

        Both lists are in touch order. Pages on a node that counts as full are inexact.
        """
        nodes = known.copy()
        full_since = dict.fromkeys(self._full, -1)
        for place in np.flatnonzero(asked != known).tolist():
            order = placing.orders[int(asked[place])]
            passed = _before(order, int(known[place]))
            new = [node for node in passed or () if node not in full_since]
            if passed is None or not all(self._may_be_full(node, known[place:]) for node in new):
                nodes[place] = asked[place]
            else:
                full_since |= dict.fromkeys(new, place)
        for node, place in full_since.items():
            self.inexact += int(np.count_nonzero(nodes[place + 1 :] == node))
        self._full |= full_since.keys()
        for node in self._to_come:
            self._to_come[node] -= int(np.count_nonzero(known == node))
        return nodes

    def _may_be_full(self, node: int, coming: Nodes) -> bool:
        """Whether it can be believed that a node is full before the pages that are coming."""
        size, free = self._sizes[node], self._last_free.get(node, 0)
        # What is to come after this event is what is left without it.
        to_come = self._left_after(node) + int(np.count_nonzero(coming == node))
        return free * _NEARLY_FULL < size and to_come * _TOLERANCE <= size

    def _left_after(self, node: int) -> int:
        """Recorded pages that come to a node in later events."""
        now = 0 if self._now is None else int(np.count_nonzero(self._now[2] == node))
        return max(self._to_come[node] - now, 0)

    def _estimated(self, placing: Placing, gap: Gap) -> Iterator[Segment]:
        """By free memory; at the edge the recording decides whether there was room."""
        nodes = {node for order in placing.orders.values() for node in order}
        room = sum(max(self.free[node], 0) for node in nodes)
        tolerated = max(self._sizes[node] for node in nodes) // _TOLERANCE
        near = abs(room - gap.count) <= tolerated
        if near and not self.killed_here:
            yield from fill(placing, gap, dict.fromkeys(self.free, gap.count))
            return
        yield from fill(placing, gap, self.free)
        if near and self.killed_here:
            raise OutOfMemory(gap.first + gap.count - 1)


def _before(order: Sequence[int], node: int) -> Sequence[int] | None:
    """Nodes that are tried before this one, None when it is never tried."""
    return order[: order.index(node)] if node in order else None


def _window(pattern: Pattern, position: int, count: int) -> Nodes:
    return np.repeat(
        np.array([node for node, _ in pattern.walk(position, count)], dtype=np.int16),
        [length for _, length in pattern.walk(position, count)],
    )


def _pattern_of(nodes: Nodes) -> Pattern:
    edges = np.flatnonzero(np.diff(nodes)) + 1
    starts = np.concatenate(([0], edges))
    lengths = np.diff(np.concatenate((starts, [len(nodes)])))
    return Pattern.of(zip(nodes[starts].tolist(), lengths.tolist(), strict=True))
