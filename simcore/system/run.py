"""Events act on the system one after another; each leaves its answer.

``HANDLERS`` has one entry for each op of the vocabulary. A handler changes the state and
answers as the kernel does: a return value, or an errno with the check that failed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from simcore.placement.fill import OutOfMemory
from simcore.result import EventResult
from simcore.spec.events import Event
from simcore.system import (
    memory_calls,
    outside_calls,
    page_calls,
    param_calls,
    param_reads,
    policy_calls,
    read_calls,
    world_calls,
)
from simcore.system.answers import killed_for_memory
from simcore.system.recording import Recording
from simcore.system.state import At, Killed, System

__all__ = ("HANDLERS", "run_event", "run_events")


def run_events(system: System, events: Iterable[Event]) -> Iterator[EventResult]:
    """Answers in order; ends early when a signal ends the experiment."""
    for number, event in enumerate(events):
        system.at = At(number, event.op)
        answer = run_event(system, event)
        yield answer
        if answer.signal is not None:
            return


def run_event(system: System, event: Event) -> EventResult:
    """One event's answer, with what it changed."""
    system.changes = {}
    traced = event.given is not None and event.given.traced
    system.recording = Recording(event.given) if event.given is not None and traced else None
    before = dict(system.free)
    try:
        answer = HANDLERS[event.op](system, event)
    except OutOfMemory as full:
        answer = killed_for_memory(full)
        system.killed = _killed(system, event, full)
    if before != system.free:
        for node, free in system.free.items():
            system.note(f"nodes/{node}/free_pages", before[node], free)
    update: dict[str, Any] = {"changes": system.changes}
    if system.recording is not None:
        update["answer"] = answer.answer | {"steps": system.recording.steps}
        update["extra_steps"] = system.recording.extra
    return answer.model_copy(update=update)


def _killed(system: System, event: Event, full: OutOfMemory) -> Killed | None:
    """Which page of which region was too much, where that is known."""
    region = getattr(event, "id", None)
    if region is None or full.placing is None:
        return None
    return Killed(system.at, region, full.page, full.placing)


HANDLERS: Mapping[str, Callable[[System, Any], EventResult]] = {
    "bpfmap": memory_calls.bpfmap,
    "compact": world_calls.noted,
    "cpuset": world_calls.cpuset,
    "fork": memory_calls.fork,
    "get_mempolicy": read_calls.get_mempolicy,
    "get_mempolicy2": param_reads.get_mempolicy2,
    "get_node": read_calls.get_node,
    "madvise": memory_calls.madvise,
    "mbind": policy_calls.mbind,
    "mbind2": param_calls.mbind2,
    "meminfo": world_calls.noted,
    "mems_allowed": read_calls.mems_allowed,
    "migrate_pages": page_calls.migrate_pages,
    "mmap": memory_calls.mmap,
    "move_pages": page_calls.move_pages,
    "mremap": memory_calls.mremap,
    "munmap": memory_calls.munmap,
    "next": read_calls.next_node,
    "node_attribute": outside_calls.node_attribute,
    "process_mbind": outside_calls.process_mbind,
    "process_set_mempolicy": outside_calls.process_set_mempolicy,
    "pwrite": memory_calls.pwrite,
    "readweights": world_calls.readweights,
    "sched_setaffinity": world_calls.sched_setaffinity,
    "set_mempolicy": policy_calls.set_mempolicy,
    "set_mempolicy2": param_calls.set_mempolicy2,
    "set_mempolicy_home_node": policy_calls.set_mempolicy_home_node,
    "step": memory_calls.step,
    "sysfs_write": world_calls.sysfs_write,
    "thp": world_calls.thp,
    "touch": memory_calls.touch,
    "trace_off": world_calls.noted,
    "trace_on": world_calls.trace_on,
    "weights": world_calls.weights,
    "where": read_calls.where,
}
"""The handler of each op."""
