"""A second system that starts where another one is: a system in, an independent copy out.

Parts that nothing changes are shared (machine, policies, counters, segments); every list, map
and object that a handler may write to is made anew. What several parts of a system have in
common (an address space, a memory object, the regions of a fork) the copies have in common, too.
The one exception is the book of decisions (``causes``), which all copies keep together: it only
grows, and an entry says nothing about who made use of it.
"""

from __future__ import annotations

from dataclasses import replace

from simcore.system.mappings import AddressSpace, Region
from simcore.system.memory import Memory
from simcore.system.objects import MemoryObject
from simcore.system.state import System, TaskState

__all__ = ("clone",)


def clone(system: System) -> System:
    """An independent copy. Events that follow a recording cannot be copied in the middle."""
    copies = _Copies()
    return replace(
        system,
        weights=dict(system.weights),
        memory=Memory(system.memory.free),
        tasks={name: copies.task(task) for name, task in system.tasks.items()},
        bandwidth=dict(system.bandwidth),
        huge_pages=replace(system.huge_pages),
        regions={name: copies.region(region) for name, region in system.regions.items()},
        objects={name: copies.object(each) for name, each in system.objects.items()},
        cpusets=dict(system.cpusets),
        changes={},
        recording=None,
    )


class _Copies:
    """What was copied so far, by the identity of the original."""

    def __init__(self) -> None:
        self._spaces: dict[int, AddressSpace] = {}
        self._objects: dict[int, MemoryObject] = {}
        self._regions: dict[int, Region] = {}
        self._families: dict[int, list[Region]] = {}

    def task(self, task: TaskState) -> TaskState:
        return replace(task, space=self.space(task.space))

    def space(self, space: AddressSpace) -> AddressSpace:
        made = self._spaces.get(id(space))
        if made is None:
            made = self._spaces[id(space)] = AddressSpace()
            made.tables = space.tables.copy()
            made.regions = [self.region(region) for region in space.regions]
        return made

    def object(self, shown: MemoryObject) -> MemoryObject:
        made = self._objects.get(id(shown))
        if made is None:
            made = replace(shown, map=shown.map.copy(), policies=shown.policies.copy())
            self._objects[id(shown)] = made
        return made

    def region(self, region: Region) -> Region:
        made = self._regions.get(id(region))
        if made is None:
            made = self._regions[id(region)] = replace(
                region,
                vmas=list(region.vmas),
                own=region.own.copy(),
                mapped=region.mapped.copy(),
                cow=region.cow.copy(),
                large=region.large.copy(),
                object=None if region.object is None else self.object(region.object),
            )
            # Only now: regions, spaces and families point at each other.
            made.space = self.space(region.space)
            made.family = self.family(region.family)
        return made

    def family(self, family: list[Region]) -> list[Region]:
        made = self._families.get(id(family))
        if made is None:
            made = self._families[id(family)] = []
            made += [self.region(region) for region in family]
        return made
