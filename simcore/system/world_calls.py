"""Events around the tasks: where a task runs, sysfs, cpusets, huge-page settings.

Follows node_store() and weighted_interleave_auto_store() of mm/mempolicy.c, and
cpuset_change_task_nodemask() with its callers in kernel/cgroup/cpuset.c.
"""

from __future__ import annotations

import re
from dataclasses import replace

from simcore.kernel.errno import Errno, Refusal
from simcore.kernel.profiles import Feature
from simcore.kernel.sysfs import parse_auto, parse_weight
from simcore.kernel.weights import auto_weights, store_weight, weight_files
from simcore.nodemask import NodeMask
from simcore.result import EventResult
from simcore.spec.events import (
    Compact,
    Cpuset,
    Meminfo,
    Readweights,
    SchedSetaffinity,
    SysfsWrite,
    Thp,
    TraceOff,
    TraceOn,
    Weights,
)
from simcore.system.answers import done, policy_text, refused
from simcore.system.mappings import AddressSpace, Vma
from simcore.system.migrate import migrate_nodes
from simcore.system.policy_calls import task_of
from simcore.system.state import System, TaskState

__all__ = (
    "cpuset",
    "noted",
    "readweights",
    "sched_setaffinity",
    "sysfs_write",
    "thp",
    "trace_on",
    "weights",
)


def sched_setaffinity(system: System, event: SchedSetaffinity) -> EventResult:
    """The task runs on the CPU's node from now on."""
    node = system.machine.node_of_cpu(event.cpu)
    if node is None:
        return refused(Errno.EINVAL, f"there is no CPU {event.cpu}")
    task = task_of(system, event)
    system.note(f"tasks/{task.name}/cpu_node", task.cpu_node, node)
    task.cpu_node = node
    return done()


def _files(system: System) -> NodeMask:
    possible = system.machine.possible_nodes
    return weight_files(system.kernel, possible, system.machine.has_memory)


def _store(system: System, node: int, weight: int) -> None:
    """A weight that was accepted; the table is no longer automatic."""
    system.note(f"sysfs/weights/{node}", system.weights[node], weight)
    system.note("sysfs/auto", system.auto, False)
    system.weights[node] = weight
    system.auto = False


def weights(system: System, event: Weights) -> EventResult:
    """Writes of numbers to weight files; later ones are tried even when one is refused."""
    answer = done()
    results: dict[str, int] = {}
    for name, value in sorted(event.set.items(), key=lambda item: int(item[0])):
        stored = store_weight(system.kernel, _files(system), int(name), value)
        if isinstance(stored, Refusal):
            answer = refused(stored)
            results[name] = -int(stored.errno)
        else:
            _store(system, int(name), stored)
            results[name] = len(str(value))
    return answer.model_copy(update={"answer": {"results": results}})


_NODE_FILE = re.compile(r"node(0|[1-9][0-9]{0,3})")


def sysfs_write(system: System, event: SysfsWrite) -> EventResult:
    """A write of text, and the table after it."""
    refusal = _write(system, event.file, event.value)
    state = _table(system)
    if refusal is not None:
        return refused(refusal, answer=state)
    return done(len(event.value.encode()), state)


def _write(system: System, file: str, text: str) -> Refusal | None:
    match = _NODE_FILE.fullmatch(file)
    if match is not None and int(match[1]) in _files(system):
        return _write_weight(system, int(match[1]), text)
    if file == "auto" and system.kernel.has(Feature.AUTO_WEIGHTS):
        return _write_auto(system, text)
    return Refusal(Errno.ENOENT, f"there is no file weighted_interleave/{file}")


def _write_weight(system: System, node: int, text: str) -> Refusal | None:
    if not text:
        return None  # a write of no bytes never reaches the handler
    weight = parse_weight(system.kernel, text)
    if isinstance(weight, Refusal):
        return weight
    _store(system, node, weight)
    return None


def _write_auto(system: System, text: str) -> Refusal | None:
    if not text:
        return None
    wanted = parse_auto(text)
    if isinstance(wanted, Refusal):
        return wanted
    if wanted and system.auto and system.kernel.has(Feature.AUTO_AGAIN_IS_NO_CHANGE):
        return None
    if wanted and not any(system.bandwidth.values()):
        return Refusal(Errno.ENODEV, "no bandwidth is known, so no weights can be computed")
    if wanted:
        for node, weight in auto_weights(system.bandwidth).items():
            system.note(f"sysfs/weights/{node}", system.weights[node], weight)
            system.weights[node] = weight
    system.note("sysfs/auto", system.auto, wanted)
    system.auto = wanted
    return None


def _table(system: System) -> dict[str, object]:
    table: dict[str, object] = {
        "weights": {str(node): system.weights[node] for node in _files(system)}
    }
    if system.kernel.has(Feature.AUTO_WEIGHTS):
        table["auto"] = "true" if system.auto else "false"
    return table


def readweights(system: System, event: Readweights) -> EventResult:
    """All weight files and ``auto``."""
    del event
    return EventResult(answer=_table(system))


def cpuset(system: System, event: Cpuset) -> EventResult:
    """cpuset.mems is written, or a task joins a group; either may change who may use what.

    A group whose mems were never written, or are empty, has those of the whole machine.
    """
    task = task_of(system, event)
    everywhere = system.machine.has_memory
    if event.mems is not None:
        group = task.group if event.group is None else event.group
        mems = NodeMask.parse(event.mems)
        if mems - system.machine.online or (mems and not mems & everywhere):
            return refused(Errno.EINVAL, f"the nodes {mems} are not all there")
        system.note(f"cpusets/{group}", _text(system.cpusets.get(group)), str(mems))
        system.cpusets[group] = mems
    else:
        assert event.group is not None, "decode() refuses an event without both"
        group = task.group = event.group
    allowed = system.cpusets.get(group, everywhere) & everywhere or everywhere
    members = [task for task in system.tasks.values() if task.group == group]
    changed = [task for task in members if task.mems_allowed != allowed]
    spaces = {id(task.space): (task.space, task.mems_allowed) for task in reversed(changed)}
    for member in changed:
        _change_mems(system, member, allowed)
    for space, old in spaces.values():
        _rebind_space(system, space, allowed)
        migrate_nodes(system, space, old, allowed, move_all=True)
    return done()


def _text(mems: NodeMask | None) -> str | None:
    return None if mems is None else str(mems)


def _change_mems(system: System, task: TaskState, allowed: NodeMask) -> None:
    """cpuset_change_task_nodemask(): the task's mems, and its policy bound anew."""
    system.note(f"tasks/{task.name}/mems_allowed", str(task.mems_allowed), str(allowed))
    task.mems_allowed = allowed
    if task.policy is not None:
        rebound = task.policy.rebound(allowed)
        system.note(f"tasks/{task.name}/policy", policy_text(task.policy), policy_text(rebound))
        task.policy = rebound


def _rebind_space(system: System, space: AddressSpace, allowed: NodeMask) -> None:
    """mpol_rebind_mm(): the policies of all VMAs; those of shared objects stay."""
    for region in space.regions:
        before = region.policies
        region.vmas = [_rebound(vma, allowed) for vma in region.vmas]
        system.note(f"regions/{region.id}/policies", before, region.policies)


def _rebound(vma: Vma, allowed: NodeMask) -> Vma:
    return vma if vma.policy is None else replace(vma, policy=vma.policy.rebound(allowed))


def thp(system: System, event: Thp) -> EventResult:
    """Settings of transparent huge pages; ``defrag`` changes no placement."""
    settings = system.huge_pages
    for name in ("enabled", "shmem_enabled"):
        value = getattr(event, name)
        if value is not None:
            system.note(f"thp/{name}", getattr(settings, name), value)
            setattr(settings, name, value)
    return done()


def trace_on(system: System, event: TraceOn) -> EventResult:
    """The recorder answers 1."""
    del system, event
    return done(1)


def noted(system: System, event: Compact | Meminfo | TraceOff) -> EventResult:
    """No policy acts: nothing changes."""
    del system, event
    return EventResult()
