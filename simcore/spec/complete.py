"""Writing out what a document left to defaults, and putting lists into their order.

Nodes, sockets, switches, links and tasks are sorted by id or name; events and streams keep
their order. Every event gets its task, every mapping its address: the address decides which
page of a weighted round comes first, so it is part of what an experiment says.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from typing import Any

from simcore.spec.events import Event, Mmap, TaskEvent
from simcore.spec.experiment import Experiment, Sysfs, Task
from simcore.spec.machine import Machine

__all__ = ("FIRST_ADDRESS", "complete")

FIRST_ADDRESS = 0x1000_0000_0000
_STRIDE = 1 << 40


def complete(experiment: Experiment) -> Experiment:
    """The same experiment with defaults written out and lists in canonical order."""
    machine = _sorted_machine(experiment.machine)
    tasks = tuple(
        sorted((_completed_task(task, machine) for task in experiment.tasks), key=lambda t: t.name)
    )
    first = experiment.tasks[0].name
    streams = tuple(
        stream if stream.task is not None else stream.model_copy(update={"task": first})
        for stream in experiment.workload.streams
    )
    return experiment.model_copy(
        update={
            "machine": machine,
            "sysfs": _completed_sysfs(experiment.sysfs, machine),
            "tasks": tasks,
            "events": _completed_events(experiment.events, first, machine.page_kib * 1024),
            "workload": experiment.workload.model_copy(update={"streams": streams}),
        }
    )


def _completed_task(task: Task, machine: Machine) -> Task:
    caps = tuple(sorted(set(task.caps)))
    mems = str(machine.has_memory) if task.mems_allowed is None else task.mems_allowed
    return task.model_copy(update={"mems_allowed": mems, "caps": caps})


def _completed_sysfs(sysfs: Sysfs, machine: Machine) -> Sysfs:
    """Every node with its weight, unless weights follow from bandwidths."""
    if sysfs.auto:
        return sysfs
    ones = {str(node): 1 for node in machine.online}  # the kernel's default weight
    return sysfs.model_copy(update={"weights": ones | sysfs.weights})


def _sorted_machine(machine: Machine) -> Machine:
    """Nodes and links by id; rows, columns and source pointers move along."""
    nodes = sorted(range(len(machine.nodes)), key=lambda i: machine.nodes[i].id)
    links = sorted(range(len(machine.links)), key=lambda i: machine.links[i].id)
    given = machine.access or ()
    access = sorted(range(len(given)), key=lambda i: (given[i].initiator, given[i].target))
    moved = {"nodes": nodes, "links": links, "distance": nodes, "access": access}
    return machine.model_copy(
        update={
            "sockets": tuple(sorted(machine.sockets, key=lambda s: s.id)),
            "switches": tuple(sorted(machine.switches, key=lambda s: s.id)),
            "nodes": tuple(machine.nodes[i] for i in nodes),
            "links": tuple(
                link.model_copy(update={"ends": tuple(sorted(link.ends))})
                for link in (machine.links[i] for i in links)
            ),
            "distance": tuple(tuple(machine.distance[i][j] for j in nodes) for i in nodes),
            "access": tuple(given[i] for i in access) or None,
            "sources": {
                _moved(name, moved): source
                for name, source in machine.sources.items()
                if source != "typed"
            },
        }
    )


def _moved(name: str, order: dict[str, list[int]]) -> str:
    """A source pointer after the entries of its list were put into ``order``."""
    _, group, *rest = name.split("/")
    width = 2 if group == "distance" else 1
    places = order[group]
    head = [
        str(places.index(int(part))) if part.isdecimal() and int(part) < len(places) else part
        for part in rest[:width]
    ]
    return "/".join(("", group, *head, *rest[width:]))


def _completed_events(
    events: Sequence[Event], first_task: str, page_bytes: int
) -> tuple[Event, ...]:
    space = _AddressSpace(events, page_bytes)
    completed: list[Event] = []
    for event in events:
        update: dict[str, Any] = {}
        if isinstance(event, TaskEvent) and event.task is None:
            update["task"] = first_task
        if isinstance(event, Mmap) and event.addr is None:
            update["addr"] = f"0x{space.take(event.pages * page_bytes):x}"
        completed.append(event.model_copy(update=update) if update else event)
    return tuple(completed)


class _AddressSpace:
    """Hands out addresses to mappings that were given none, clear of those that were."""

    def __init__(self, events: Sequence[Event], page_bytes: int) -> None:
        self._handed_out = 0
        self._taken = sorted(
            (int(event.addr, 16), int(event.addr, 16) + event.pages * page_bytes)
            for event in events
            if isinstance(event, Mmap) and event.addr is not None
        )

    def take(self, size: int) -> int:
        """The address of the next mapping without one: its own slot, or the next free one."""
        start = FIRST_ADDRESS + self._handed_out * _STRIDE
        self._handed_out += 1
        place = max(bisect_right(self._taken, (start, start)) - 1, 0)
        for begin, end in self._taken[place:]:
            if begin >= start + size:
                break
            if end > start:
                start = -(-end // _STRIDE) * _STRIDE
        insort(self._taken, (start, start + size))
        return start
