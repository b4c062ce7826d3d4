"""Measured ways that share a link: together they carry no more than it does.

A pair of ``machine.access`` tells what the CPUs of one node get of one memory while nothing else
goes on. Where several pairs of an initiator lead over one link, the fastest of them tells what
the link carries, provided that it is clearly slower than its memory: then something on the way
holds it back, and the link is on the way of all of them. Pairs of different initiators share
nothing here: CPUs of two sockets cross a link in two directions, and of two nodes of one socket
nobody measured both at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from simcore.performance.paths import paths_from
from simcore.spec.machine import Machine

__all__ = ("SharedWays", "shared_ways")

_HELD_BACK: Final = 0.9
"""Part of a memory's own read rate below which a way to it is what limits."""


@dataclass(frozen=True, slots=True)
class SharedWays:
    """Places in ``machine.access`` of ways over one link, and of the fastest of them."""

    link: int
    ways: tuple[int, ...]
    fastest: int


def shared_ways(machine: Machine) -> Iterator[SharedWays]:
    """Every link that measured ways of one initiator share, one for each set of ways."""
    seen = set()
    for (_, link), ways in _over_links(machine).items():
        fastest = max(ways, key=lambda place: _rate(machine, place))
        if len(ways) > 1 and ways not in seen and _is_held_back(machine, fastest):
            seen.add(ways)
            yield SharedWays(link, ways, fastest)


def _over_links(machine: Machine) -> dict[tuple[int, int], tuple[int, ...]]:
    """(initiator, link) → the measured ways over it."""
    entries = machine.access or ()
    paths = {
        initiator: paths_from(machine, initiator) for initiator in {e.initiator for e in entries}
    }
    found: dict[tuple[int, int], tuple[int, ...]] = {}
    for place, entry in enumerate(entries):
        for link in paths[entry.initiator][entry.target] or ():
            key = (entry.initiator, link)
            found[key] = (*found.get(key, ()), place)
    return found


def _rate(machine: Machine, place: int) -> int:
    return (machine.access or ())[place].read_mib_per_s or 0


def _is_held_back(machine: Machine, place: int) -> bool:
    own = machine.node((machine.access or ())[place].target).read_mib_per_s
    return own is not None and 0 < _rate(machine, place) < _HELD_BACK * own
