"""What two systems must have in common to be one state of a race.

A system goes in; a hashable value comes out that holds everything a later event could read.
Numbers of decisions are left out: they tell how a page came to its node, not where it lies.
Page maps are compared by the nodes of their pages, however they were put together.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from simcore.placement.pagemap import PageMap, Segment
from simcore.spec.events import Event
from simcore.spec.machine import Machine
from simcore.system.mappings import Region
from simcore.system.objects import MemoryObject
from simcore.system.pagetables import PageTables
from simcore.system.state import System, TaskState

__all__ = ("MAX_PARTS", "Asked", "asked_by", "frozen", "page_runs", "size_of", "state_key")

MAX_PARTS = 4096
"""Parts of which a state of a race may be made before anybody starts."""
_EXPANDED = 1024
"""Pages of a segment up to which it is written out node by node."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What later events may still ask for; what nobody asks for tells no states apart."""

    anon_vma: bool = True
    """Whether memory was ever allocated in a VMA: fork() and mremap() do."""
    tables: bool = True
    """Which page tables there are: huge pages and kernel memory do."""


def state_key(system: System, asked: Asked | None = None) -> Hashable:
    """The state of a system."""
    asked = asked or Asked()
    with_anon_vma = asked.anon_vma
    return (
        tuple(_task(system.tasks[name]) for name in sorted(system.tasks)),
        tuple(_tables(task.space.tables) for task in system.tasks.values() if asked.tables),
        tuple(sorted(system.weights.items())),
        system.auto,
        (system.huge_pages.enabled, system.huge_pages.shmem_enabled),
        tuple(sorted(system.free.items())),
        tuple(_region(system.regions[name], with_anon_vma) for name in sorted(system.regions)),
        tuple(_object(system.objects[name]) for name in sorted(system.objects)),
        tuple(sorted(system.cpusets.items())),
        system.forks,
        system.attributes,
    )


def asked_by(machine: Machine, events: Iterable[Event]) -> Asked:
    """What the events may ask for on a machine."""
    ops = {event.op for event in events}
    huge = machine.thp not in (None, "never") or "thp" in ops
    return Asked(
        anon_vma=bool(ops & {"fork", "mremap"}), tables=huge or bool(machine.kernel_memory)
    )


def size_of(system: System) -> int:
    """Of how many parts a state is made: regions, their policies, runs of their pages."""
    regions, objects = system.regions.values(), system.objects.values()
    maps = [region.own for region in regions] + [shown.map for shown in objects]
    runs = (_run_count(segment) for pages in maps for segment in pages)
    policies = sum(len(r.vmas) for r in regions) + sum(len(o.policies) for o in objects)
    return len(system.regions) + policies + sum(runs)


def _run_count(segment: Segment) -> int:
    runs = len(segment.pattern.runs)
    return runs if runs == 1 else min(segment.count, max(runs, _EXPANDED))


def _tables(tables: PageTables) -> Hashable:
    return tables.ranges, tuple(tables.huge)


def _task(task: TaskState) -> Hashable:
    return (
        task.name,
        task.cpu_node,
        task.mems_allowed,
        task.policy,
        task.counter,
        task.group,
    )


def _region(region: Region, with_anon_vma: bool) -> Hashable:
    return (
        region.id,
        region.base,
        tuple(
            (v.first, v.end, v.pgoff, v.policy, v.huge, with_anon_vma and v.faulted)
            for v in region.vmas
        ),
        page_runs(region.own),
        tuple(region.mapped),
        tuple(region.cow),
        tuple(region.large) if with_anon_vma else (),
    )


def _object(shown: MemoryObject) -> Hashable:
    return shown.name, shown.ino, shown.mappings, page_runs(shown.map), tuple(shown.policies)


def page_runs(pages: PageMap) -> tuple[tuple[int, int, str], ...]:
    """First page, count and node of each run; of long segments one turn of their pattern.

    The same pages give the same runs unless long patterns were put together differently.
    """
    joined: list[tuple[int, int, str]] = []
    for first, count, nodes in _runs(_without_causes(pages)):
        if joined and joined[-1][2] == nodes and sum(joined[-1][:2]) == first and " " not in nodes:
            joined[-1] = (joined[-1][0], joined[-1][1] + count, nodes)
        else:
            joined.append((first, count, nodes))
    return tuple(joined)


def _without_causes(pages: Iterable[Segment]) -> list[Segment]:
    """Segments joined wherever their pattern goes on, whoever decided."""
    joined: list[Segment] = []
    for here in pages:
        last = joined[-1] if joined else None
        if last is not None and last.pattern is here.pattern and _goes_on(last, here):
            joined[-1] = replace(last, count=last.count + here.count)
        else:
            joined.append(here)
    return joined


def _goes_on(last: Segment, here: Segment) -> bool:
    return replace(here, cause=last.cause).continues(last)


def _runs(pages: Iterable[Segment]) -> Iterator[tuple[int, int, str]]:
    for segment in pages:
        pattern = segment.pattern
        if segment.count > _EXPANDED and len(pattern.runs) > 1:
            turn = pattern.walk(segment.phase, pattern.period)
            text = " ".join(f"{node}x{length}" for node, length in turn)
            yield segment.first, segment.count, text
            continue
        at = segment.first
        for node, length in pattern.walk(segment.phase, segment.count):
            yield at, length, str(node)
            at += length


def frozen(value: Any) -> Hashable:
    """Plain data as a hashable value: objects and lists become tuples."""
    if isinstance(value, Mapping):
        return tuple((key, frozen(value[key])) for key in sorted(value))
    if isinstance(value, list | tuple):
        return tuple(frozen(item) for item in value)
    assert isinstance(value, Hashable)
    return value
