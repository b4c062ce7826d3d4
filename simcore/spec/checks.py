"""Rules that tie two parts of an experiment together.

Each rule names the parts it needs and yields problems. When a part cannot be read at all, the
rules that need it are passed over, so that everything else is still told at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from simcore.errors import Problem, pointer
from simcore.nodemask import NodeMask
from simcore.spec.event_checks import address_problems, event_problems
from simcore.spec.events import Event, Mmap
from simcore.spec.experiment import Sysfs, Task, Workload
from simcore.spec.limits import MAX_CPUS
from simcore.spec.machine import Machine

__all__ = ("Parts", "problems_between")


@dataclass(frozen=True, slots=True)
class Parts:
    """What could be read of an experiment; None marks a part that could not.

    ``events`` pairs each readable event with its place in the document.
    """

    machine: Machine | None = None
    sysfs: Sysfs | None = None
    tasks: tuple[Task, ...] | None = None
    events: tuple[tuple[int, Event], ...] | None = None
    workload: Workload | None = None
    all_events_read: bool = True


def problems_between(parts: Parts) -> Iterator[Problem]:
    """Every problem that only shows when parts are seen together, in document order."""
    for needs, rule in _RULES:
        if all(getattr(parts, part) is not None for part in needs):
            yield from rule(parts)


def _repeats(values: Iterable[Hashable]) -> Iterator[int]:
    """Places at which a value stands that stood before."""
    seen: Counter[Hashable] = Counter()
    for place, value in enumerate(values):
        seen[value] += 1
        if seen[value] > 1:
            yield place


def _unique_ids(parts: Parts) -> Iterator[Problem]:
    machine = parts.machine
    assert machine is not None
    for group in ("sockets", "switches", "nodes", "links"):
        for place in _repeats(item.id for item in getattr(machine, group)):
            yield Problem(pointer("machine", group, place, "id"), "is used twice")


def _nodes(parts: Parts) -> Iterator[Problem]:
    machine = parts.machine
    assert machine is not None
    sockets = {socket.id for socket in machine.sockets}
    taken = NodeMask()
    for place, node in enumerate(machine.nodes):
        at = ("machine", "nodes", place)
        if node.reserve_mib > node.mib:
            yield Problem(pointer(*at, "reserve_mib"), "must not exceed the node's mib")
        if node.socket is not None and node.socket not in sockets:
            yield Problem(pointer(*at, "socket"), f"there is no socket {node.socket}")
        cpus = NodeMask.parse(node.cpus, MAX_CPUS)
        if cpus & taken:
            yield Problem(pointer(*at, "cpus"), f"CPU {cpus & taken} belongs to another node too")
        taken |= cpus


def _distances(parts: Parts) -> Iterator[Problem]:
    machine = parts.machine
    assert machine is not None
    size = len(machine.nodes)
    if len(machine.distance) != size or any(len(row) != size for row in machine.distance):
        rule = f"must be square: one row and one column for each of the {size} nodes"
        yield Problem("/machine/distance", rule)
        return
    for i, row in enumerate(machine.distance):
        for j, value in enumerate(row):
            if i == j and value != 10:
                yield Problem(
                    pointer("machine", "distance", i, j), "a node's distance to itself is 10"
                )
            if i != j and value < 10:
                yield Problem(pointer("machine", "distance", i, j), "distances start at 10")


_END = re.compile(r"(socket|node|switch)(0|[1-9][0-9]{0,2})")


def _link_ends(parts: Parts) -> Iterator[Problem]:
    machine = parts.machine
    assert machine is not None
    places = {f"socket{socket.id}" for socket in machine.sockets}
    places |= {f"node{node.id}" for node in machine.nodes}
    places |= {f"switch{switch.id}" for switch in machine.switches}
    for place, link in enumerate(machine.links):
        for side, end in enumerate(link.ends):
            at = pointer("machine", "links", place, "ends", side)
            if _END.fullmatch(end) is None:
                yield Problem(at, "must read socketN, nodeN or switchN")
            elif end not in places:
                yield Problem(at, f"there is no {end}")
        if link.ends[0] == link.ends[1]:
            yield Problem(pointer("machine", "links", place, "ends"), "must be two places")


_FULL_PERCENT = 98
"""A curve must begin below this part of the node's rate, where the model takes over."""


def _curves(parts: Parts) -> Iterator[Problem]:
    machine = parts.machine
    assert machine is not None
    for place, node in enumerate(machine.nodes):
        at = ("machine", "nodes", place, "curve")
        if node.curve is None:
            continue
        if node.read_mib_per_s is None:
            yield Problem(pointer(*at), "needs the node's read_mib_per_s")
        elif node.curve[0].mib_per_s * 100 > node.read_mib_per_s * _FULL_PERCENT:
            rule = f"must begin below {_FULL_PERCENT} % of the node's read_mib_per_s"
            yield Problem(pointer(*at, 0, "mib_per_s"), rule)
        for later, (before, after) in enumerate(pairwise(node.curve), start=1):
            if after.mib_per_s <= before.mib_per_s:
                yield Problem(pointer(*at, later, "mib_per_s"), "must be more than the one before")
            if after.latency_ns < before.latency_ns:
                rule = "must not fall: more traffic never takes less time"
                yield Problem(pointer(*at, later, "latency_ns"), rule)


def _access(parts: Parts) -> Iterator[Problem]:
    machine = parts.machine
    assert machine is not None
    entries = machine.access or ()
    for place, entry in enumerate(entries):
        at = ("machine", "access", place)
        if entry.initiator not in machine.has_cpu:
            yield Problem(
                pointer(*at, "initiator"), f"there is no node {entry.initiator} with CPUs"
            )
        if entry.target not in machine.has_memory:
            yield Problem(pointer(*at, "target"), f"there is no node {entry.target} with memory")
            continue
        own = machine.node(entry.target).own_ns
        if entry.idle_ns is not None and own is not None and entry.idle_ns < own:
            way = f"node {entry.initiator} to node {entry.target} takes {entry.idle_ns} ns"
            rule = f"{way}, which must not be below the {own} ns that its own socket takes"
            yield Problem(pointer(*at, "idle_ns"), rule)
    for place in _repeats((entry.initiator, entry.target) for entry in entries):
        yield Problem(pointer("machine", "access", place), "stands for a pair that was given")


_SOURCE = re.compile(r"/(nodes|links|distance|access)(/(0|[1-9][0-9]{0,2}|[a-z_]+)){1,2}")


def _sources(parts: Parts) -> Iterator[Problem]:
    machine = parts.machine
    assert machine is not None
    for name in machine.sources:
        if _SOURCE.fullmatch(name) is None:
            rule = "must be a pointer below /machine, such as /nodes/0/idle_ns"
            yield Problem(pointer("machine", "sources", name), rule)


def _weights(parts: Parts) -> Iterator[Problem]:
    machine, sysfs = parts.machine, parts.sysfs
    assert machine is not None
    assert sysfs is not None
    for node in sysfs.weights:
        if int(node) not in machine.online:
            yield Problem(pointer("sysfs", "weights", node), f"there is no node {node}")


def _task_names(parts: Parts) -> Iterator[Problem]:
    assert parts.tasks is not None
    for place in _repeats(task.name for task in parts.tasks):
        yield Problem(pointer("tasks", place, "name"), "is used twice")


def _task_places(parts: Parts) -> Iterator[Problem]:
    machine, tasks = parts.machine, parts.tasks
    assert machine is not None
    assert tasks is not None
    for place, task in enumerate(tasks):
        if machine.node_of_cpu(task.cpu) is None:
            yield Problem(pointer("tasks", place, "cpu"), f"no node has CPU {task.cpu}")
        allowed = NodeMask.parse(task.mems_allowed or "")
        at = pointer("tasks", place, "mems_allowed")
        if allowed - machine.online:
            yield Problem(at, f"there is no node {allowed - machine.online}")
        elif task.mems_allowed is not None and not allowed & machine.has_memory:
            yield Problem(at, "must hold a node with memory")


def _memory(parts: Parts) -> Iterator[Problem]:
    machine = parts.machine
    assert machine is not None
    if not machine.has_memory:
        yield Problem("/machine/nodes", "no node has memory")


def _events(parts: Parts) -> Iterator[Problem]:
    assert parts.events is not None
    assert parts.tasks is not None
    yield from event_problems(parts.events, parts.tasks, complete=parts.all_events_read)


def _addresses(parts: Parts) -> Iterator[Problem]:
    assert parts.machine is not None
    assert parts.events is not None
    assert parts.tasks is not None
    yield from address_problems(parts.events, parts.tasks, parts.machine.page_kib * 1024)


def _streams(parts: Parts) -> Iterator[Problem]:
    workload, tasks, events = parts.workload, parts.tasks, parts.events
    assert workload is not None
    assert tasks is not None
    assert events is not None
    names = {task.name for task in tasks}
    mapped = {event.id for _, event in events if isinstance(event, Mmap)}
    for place, stream in enumerate(workload.streams):
        at = ("workload", "streams", place)
        if stream.task is not None and stream.task not in names:
            yield Problem(pointer(*at, "task"), f"there is no task {stream.task}")
        for region in stream.regions:
            if region not in mapped and parts.all_events_read:
                yield Problem(pointer(*at, "regions", region), "no event maps this region")
        if sum(stream.regions.values()) != 1000:
            yield Problem(pointer(*at, "regions"), "the thousandths must add up to 1000")
        after = stream.after_event
        if after is not None and after >= len(events) and parts.all_events_read:
            rule = f"there are {len(events)} events, counted from 0"
            yield Problem(pointer(*at, "after_event"), rule)


_RULES: tuple[tuple[tuple[str, ...], Callable[[Parts], Iterator[Problem]]], ...] = (
    (("machine",), _unique_ids),
    (("machine",), _nodes),
    (("machine",), _memory),
    (("machine",), _distances),
    (("machine",), _link_ends),
    (("machine",), _curves),
    (("machine",), _access),
    (("machine",), _sources),
    (("machine", "sysfs"), _weights),
    (("tasks",), _task_names),
    (("machine", "tasks"), _task_places),
    (("events", "tasks"), _events),
    (("machine", "events", "tasks"), _addresses),
    (("workload", "tasks", "events"), _streams),
)
