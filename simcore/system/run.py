"""Events act on the system one after another; each leaves its answer.

``HANDLERS`` has one entry for each op of the vocabulary. A handler changes the state and
answers as the kernel does: a return value, or an errno with the check that failed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from simcore.kernel.errno import Errno, Refusal
from simcore.kernel.modes import make_policy
from simcore.kernel.weights import store_weight, weight_files
from simcore.nodemask import NodeMask
from simcore.pageranges import PageRange, parse_pages
from simcore.placement.choose import choose
from simcore.placement.fill import Gap, OutOfMemory, fill
from simcore.placement.pagemap import PageMap
from simcore.result import EventResult
from simcore.spec.events import Event, Mmap, SchedSetaffinity, SetMempolicy, Touch, Weights
from simcore.system.state import Region, System

__all__ = ("HANDLERS", "run_events")

_SIGKILL = 9


def run_events(system: System, events: tuple[Event, ...]) -> Iterator[EventResult]:
    """Answers in order; ends early when the OOM killer ends the experiment."""
    for event in events:
        system.changes = {}
        answer: EventResult = HANDLERS[event.op](system, event)
        yield answer.model_copy(update={"changes": system.changes})
        if answer.signal is not None:
            return


def _refused(refusal: Refusal) -> EventResult:
    return EventResult(ret=-1, errno=int(refusal.errno), check=refusal.check)


def _set_mempolicy(system: System, event: SetMempolicy) -> EventResult:
    """do_set_mempolicy(), mm/mempolicy.c."""
    assert event.task is not None
    task = system.tasks[event.task]
    mask = NodeMask.parse(event.nodes)
    policy = make_policy(event.mode, event.flags, mask, task.mems_allowed)
    if isinstance(policy, Refusal):
        return _refused(policy)
    system.note(f"tasks/{event.task}/policy", _text(task.policy), _text(policy))
    task.policy = policy
    return EventResult(ret=0)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _mmap(system: System, event: Mmap) -> EventResult:
    """Anonymous memory: vm_pgoff is the address in pages, so the index follows the address."""
    assert event.addr is not None
    index = int(event.addr, 16) >> system.machine.page_shift
    system.regions[event.id] = Region(event.id, index, PageMap(event.pages))
    return EventResult(ret=0)


def _touch(system: System, event: Touch) -> EventResult:
    """Page faults in touch order; pages that are present stay where they are."""
    assert event.task is not None
    task, region = system.tasks[event.task], system.regions[event.id]
    placing = choose(task.policy, system.around(task))
    before = dict(system.free)
    answer = EventResult(ret=0)
    try:
        for pages in parse_pages(event.pages):
            for low, count in _gaps(region.map, pages):
                gap = Gap(low, count, region.index)
                for segment in fill(placing, gap, system.free):
                    region.map.insert(segment)
    except OutOfMemory as full:
        check = f"no allowed node has room for page {full.page}: the OOM killer ends the task"
        answer = EventResult(ret=None, signal=_SIGKILL, at_page=full.page, check=check)
    for node, free in system.free.items():
        system.note(f"nodes/{node}/free_pages", before[node], free)
    return answer


def _gaps(pages_of: PageMap, wanted: PageRange) -> Iterator[tuple[int, int]]:
    """Absent pages of a range, in touch order; a whole range going up is one piece."""
    if wanted.step == 1:
        yield from pages_of.absent(wanted.first, wanted.last)
        return
    for page in range(wanted.first, wanted.last + (1 if wanted.step > 0 else -1), wanted.step):
        yield from pages_of.absent(page, page)


def _sched_setaffinity(system: System, event: SchedSetaffinity) -> EventResult:
    assert event.task is not None
    node = system.machine.node_of_cpu(event.cpu)
    if node is None:
        return _refused(Refusal(Errno.EINVAL, f"there is no CPU {event.cpu}"))
    task = system.tasks[event.task]
    system.note(f"tasks/{event.task}/cpu_node", task.cpu_node, node)
    task.cpu_node = node
    return EventResult(ret=0)


def _weights(system: System, event: Weights) -> EventResult:
    """node_store(), mm/mempolicy.c; later writes are tried even when one is refused."""
    answer = EventResult(ret=0)
    files = weight_files(system.kernel, system.machine.online, system.machine.has_memory)
    for name, value in sorted(event.set.items(), key=lambda item: int(item[0])):
        node = int(name)
        stored = store_weight(system.kernel, files, node, value)
        if isinstance(stored, Refusal):
            answer = _refused(stored)
            continue
        system.note(f"sysfs/weights/{node}", system.weights[node], stored)
        system.weights[node] = stored
    return answer


HANDLERS: Mapping[str, Callable[[System, Any], EventResult]] = {
    "mmap": _mmap,
    "sched_setaffinity": _sched_setaffinity,
    "set_mempolicy": _set_mempolicy,
    "touch": _touch,
    "weights": _weights,
}
