"""What a step reads and writes of a system; two steps that do not meet may change places.

``footprint`` looks at a system and an event that is about to act on it. ``None`` says that the
step may touch anything: whatever is not in the table, and whatever might end in a signal. Pages
taken from nodes with ample room are *added* up: two such steps do not disturb each other.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simcore.kernel.modes import MemPolicy
from simcore.kernel.profiles import Feature
from simcore.spec.events import Event, ParamEvent
from simcore.spec.limits import MAX_NODES
from simcore.system import Region, System, TaskState

__all__ = ("Footprint", "footprint", "independent")

Part = tuple[Hashable, int, int]
"""Something that a system holds: its kind and name, and a range [first, end) of it."""

_AMPLE = 4
"""Free pages of a node at which two faults, of two pages each at most, cannot fill it up."""


@dataclass(frozen=True, slots=True)
class Footprint:
    """Parts that a step reads, writes, or takes from."""

    reads: tuple[Part, ...] = ()
    writes: tuple[Part, ...] = ()
    adds: tuple[Part, ...] = ()


def footprint(system: System, event: Event, *, with_anon_vma: bool = False) -> Footprint | None:
    """What the event would read and write now; None: it may be anything."""
    rule = _RULES.get(event.op)
    if rule is None or system.machine.kernel_memory or _has_huge_pages(system):
        return None
    found = rule(system, event)
    if found is not None and with_anon_vma and event.op == "touch":
        # fork() or mremap() will ask whether anything was allocated in the VMA as it is now.
        region = system.regions[event.id]
        return Footprint(found.reads, (*found.writes, *_memory(region, 0, region.pages)))
    return found


def _has_huge_pages(system: System) -> bool:
    """Whether a touch may get a huge page, or find a part of one."""
    huge = any(task.space.tables.huge for task in system.tasks.values())
    return huge or system.huge_pages.enabled != "never"


def independent(one: Footprint | None, other: Footprint | None) -> bool:
    """Whether two steps come to the same, whichever goes first."""
    if one is None or other is None:
        return False
    return not (
        _meet(one.writes, (*other.writes, *other.reads, *other.adds))
        or _meet(other.writes, (*one.reads, *one.adds))
        or _meet(one.adds, other.reads)
        or _meet(other.adds, one.reads)
    )


def _meet(some: Iterable[Part], others: tuple[Part, ...]) -> bool:
    return any(a[0] == b[0] and a[1] < b[2] and b[1] < a[2] for a in some for b in others)


_FREE: Part = ("free", 0, 1)
_AUTO: Part = ("auto", 0, 1)
_WEIGHTS: Part = ("weight", 0, MAX_NODES)


def _weight(node: int) -> Part:
    return ("weight", node, node + 1)


def _task(name: str | None) -> Part:
    return (("task", name), 0, 1)


def _counter(name: str | None) -> Part:
    return (("counter", name), 0, 1)


def _memory(region: Region, first: int, end: int) -> list[Part]:
    """Policies of pages of a region; shared memory keeps them with the object."""
    parts: list[Part] = [(("vma", region.id), first, end)]
    return parts + list(_through(region, "policy", first, end))


def _pages(region: Region, first: int, end: int) -> list[Part]:
    """Pages of a region, and of what it shows."""
    parts: list[Part] = [(("pages", region.id), first, end)]
    return parts + list(_through(region, "object", first, end))


def _through(region: Region, kind: str, first: int, end: int) -> Iterator[Part]:
    if region.object is not None:
        for vma, low, high in region.vmas_in(first, end):
            yield (kind, region.object.name), vma.index + low, vma.index + high


def _span(region: Region, event: Any) -> tuple[int, int]:
    first = event.first or 0
    return first, region.pages if event.pages is None else first + event.pages


def _touch(system: System, event: Any) -> Footprint | None:
    region, page = system.regions[event.id], _single(event.pages)
    if page is None or region.cow or region.kind == "file" or not region.vmas_in(page, page + 1):
        return None
    task = system.tasks[event.task]
    policy = _policy(region, page, task)
    if not _has_room(system, task, policy):
        return None
    reads = (_task(task.name), *_memory(region, page, page + 1), *_by_weight(policy))
    pages = tuple(_pages(region, page, page + 1))
    if all(free == 0 or free >= _AMPLE for free in system.free.values()):
        return Footprint(reads, pages, (_FREE,))
    return Footprint(reads, (*pages, _FREE))


def _single(pages: str) -> int | None:
    return int(pages) if pages.isdecimal() else None


def _policy(region: Region, page: int, task: TaskState) -> MemPolicy | None:
    """The policy that a fault at a mapped page follows."""
    vma = region.vmas_in(page, page + 1)[0][0]
    if region.object is None:
        return task.policy if vma.policy is None else vma.policy
    policy = region.object.policies.get(vma.index + page)
    return task.policy if policy is None else policy


def _has_room(system: System, task: TaskState, policy: MemPolicy | None) -> bool:
    """Whether no fault under the policy can end with the OOM killer."""
    within = task.mems_allowed
    if policy is not None and policy.mode == "bind":
        within = policy.nodes & within or within
    return any(system.free[node] >= _AMPLE for node in within)


def _by_weight(policy: MemPolicy | None) -> list[Part]:
    """The weights that a policy reads at every fault."""
    if policy is None or policy.il_weights is not None:
        return []
    if policy.attribute_share:
        return [("attribute", node, node + 1) for node in policy.nodes]
    return [_weight(node) for node in policy.nodes] if policy.weighted else []


def _range(system: System, event: Any) -> Footprint | None:
    """A policy for a range; what moves pages may touch anything."""
    mf = getattr(event, "mf", ())
    if event.id is None or isinstance(mf, str) or set(mf) - {"home_node"}:
        return None
    region = system.regions[event.id]
    return _with_param(system, event, _memory(region, *_span(region, event)))


def _set_policy(system: System, event: Any) -> Footprint | None:
    name = getattr(event, "target", event.task)
    return _with_param(system, event, [_task(name), _counter(name)])


def _with_param(system: System, event: Any, writes: list[Part]) -> Footprint | None:
    """A call that perhaps takes the struct: its weights freeze, its mask may be fatal."""
    if isinstance(event, ParamEvent) and system.kernel.has(Feature.NULL_MASK_IS_FOLLOWED):
        return None
    frozen_now = (_WEIGHTS,) if getattr(event, "il_weights", None) is not None else ()
    return Footprint((_task(event.task), *frozen_now), tuple(writes))


def _get_policy(system: System, event: Any) -> Footprint | None:
    if event.addr is not None or event.ask not in (None, "0x0", "0x2"):
        return None
    weights = (_WEIGHTS, ("attribute", 0, MAX_NODES)) if event.op == "get_mempolicy2" else ()
    if event.id is None:
        return Footprint((_task(event.task), *weights))
    page = event.page or 0
    return Footprint((*_memory(system.regions[event.id], page, page + 1), *weights))


def _write_weight(system: System, event: Any) -> Footprint:
    written = tuple(_weight(int(node)) for node in event.set)
    return Footprint(writes=(*written, _AUTO) if system.auto else written)


def _sysfs_write(system: System, event: Any) -> Footprint | None:
    digits = event.file.removeprefix("node")
    if not digits.isdecimal():
        return None
    return Footprint(
        writes=(_weight(int(digits)), _AUTO) if system.auto else (_weight(int(digits)),)
    )


def _write_attribute(system: System, event: Any) -> Footprint:
    del system
    return Footprint(writes=tuple(("attribute", int(node), int(node) + 1) for node in event.set))


def _read_weights(system: System, event: Any) -> Footprint:
    del system, event
    return Footprint(reads=(_WEIGHTS, _AUTO))


def _where(system: System, event: Any) -> Footprint:
    region = system.regions[event.id]
    first, end = _span(region, event)
    return Footprint((*_memory(region, first, end), *_pages(region, first, end)))


def _read_task(system: System, event: Any) -> Footprint:
    del system
    return Footprint((_task(event.task), _counter(event.task)))


def _change_task(system: System, event: Any) -> Footprint:
    del system
    return Footprint(writes=(_task(event.task),))


def _mmap(system: System, event: Any) -> Footprint | None:
    del system
    if event.kind != "anon":
        return None  # the next object gets the next inode number
    return Footprint(writes=((("vma", event.id), 0, event.pages),))


def _move_page(system: System, event: Any) -> Footprint | None:
    region = system.regions[event.id]
    if region.cow:
        return None
    pages = _pages(region, event.page, event.page + 1)
    reads = (_task(event.task), *_memory(region, event.page, event.page + 1))
    return Footprint(reads, (*pages, _FREE))


def _nothing(system: System, event: Any) -> Footprint:
    del system, event
    return Footprint()


_RULES: Mapping[str, Callable[[System, Any], Footprint | None]] = {
    "compact": _nothing,
    "get_mempolicy": _get_policy,
    "get_mempolicy2": _get_policy,
    "mbind": _range,
    "mbind2": _range,
    "meminfo": _nothing,
    "mems_allowed": _read_task,
    "mmap": _mmap,
    "move_pages": _move_page,
    "next": _read_task,
    "node_attribute": _write_attribute,
    "process_set_mempolicy": _set_policy,
    "readweights": _read_weights,
    "sched_setaffinity": _change_task,
    "set_mempolicy": _set_policy,
    "set_mempolicy2": _set_policy,
    "set_mempolicy_home_node": _range,
    "sysfs_write": _sysfs_write,
    "touch": _touch,
    "weights": _write_weight,
    "where": _where,
}
"""Steps whose parts are known. Any other may touch anything."""
