"""Policies of a task set by another, and the attribute of nodes: proposals that were never merged.

Three times somebody proposed to reach into another task: Zhongkun He's pidfd_set_mempolicy
(November 2022), V. Petrucci's process_mbind and Gregory Price's set_task_mempolicy family (both
November 2023). process_set_mempolicy with a struct was only named; its order of checks is a
reading of ours, and so is everything about the attribute of nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from simcore.kernel.arguments import MaskArgument, get_nodes, mode_word
from simcore.kernel.errno import Errno, Refusal
from simcore.kernel.profiles import Feature
from simcore.nodemask import NodeMask
from simcore.result import EventResult
from simcore.spec.events import NodeAttribute, ParamEvent, ProcessMbind, ProcessSetMempolicy
from simcore.syscalls.param import KILLED, Param, read_param
from simcore.system.answers import done, refused
from simcore.system.param_calls import (
    Range,
    bind_param,
    home_bit_cleared,
    killed,
    mf2_bits,
    param_pointer,
    range_param,
    unknown_call,
    with_param,
)
from simcore.system.policy_calls import give_policy, mode_of, range_of, task_of
from simcore.system.state import System, TaskState

__all__ = (
    "TARGET_CHECKS",
    "Reach",
    "do_process_mbind",
    "do_process_set_mempolicy",
    "node_attribute",
    "process_mbind",
    "process_set_mempolicy",
)


@dataclass(frozen=True, slots=True)
class Reach:
    """A caller, and the name of the task that it reaches for."""

    system: System
    caller: TaskState
    name: str

    @property
    def target(self) -> TaskState | None:
        """The task, if there is one."""
        return self.system.tasks.get(self.name)


def _is_pidfd(reach: Reach) -> Refusal | None:
    bad = reach.name == "bad" and reach.target is None
    return Refusal(Errno.EBADF, "the descriptor is no pidfd", "pidfd") if bad else None


def _is_there(reach: Reach) -> Refusal | None:
    if reach.target is None:
        return Refusal(Errno.ESRCH, f"there is no task {reach.name}", "process")
    return None


def _may_nice(reach: Reach) -> Refusal | None:
    if "sys_nice" not in reach.caller.caps:
        return Refusal(Errno.EPERM, "needs CAP_SYS_NICE", "permission")
    return None


def _may_nice_others(reach: Reach) -> Refusal | None:
    return None if reach.name == reach.caller.name else _may_nice(reach)


def _may_trace(reach: Reach) -> Refusal | None:
    """ptrace_may_access(): one process, or one user and no capability that the caller lacks.

    All tasks of an experiment belong to one user (__ptrace_may_access() of kernel/ptrace.c,
    cap_ptrace_access_check() of security/commoncap.c); no other security module is loaded.
    """
    target = reach.target
    assert target is not None, "_is_there comes first"
    near = target.space is reach.caller.space or target.caps <= reach.caller.caps
    if not near and "sys_ptrace" not in reach.caller.caps:
        why = f"{reach.name} has capabilities that the caller lacks: needs CAP_SYS_PTRACE"
        return Refusal(Errno.EPERM, why, "permission")
    return None


_Check = Callable[[Reach], Refusal | None]
TARGET_CHECKS: Mapping[str, tuple[_Check, ...]] = {
    "process_set_mempolicy": (_is_pidfd, _is_there, _may_nice, _may_trace),
    "pidfd_set_mempolicy": (_is_pidfd, _is_there, _may_nice, _may_trace),
    "set_task_mempolicy": (_may_nice_others, _is_there),
    "process_mbind": (_is_pidfd, _is_there, _may_nice, _may_trace),
    "process_mbind_2023": (_is_pidfd, _is_there, _may_trace, _may_nice),
    "task_mbind": (_may_nice_others, _is_there),
}
"""What each proposal asks about the target, in its order."""

_TARGET_FIRST = ("set_task_mempolicy", "task_mbind")
"""Proposals that look for the task before they read the policy."""


def _target(reach: Reach, via: str) -> TaskState | Refusal:
    for check in TARGET_CHECKS[via]:
        refusal = check(reach)
        if refusal is not None:
            return refusal
    assert reach.target is not None
    return reach.target


def _plain_param(system: System, event: ParamEvent) -> Param | Refusal:
    """Mode and mask, as the proposals without a struct take them: flags are bits of the mode."""
    if isinstance(event.flags, str):
        mode = mode_of(system, hex(mode_word(event.mode, ()) | int(event.flags, 16)), ())
    else:
        mode = mode_of(system, event.mode, event.flags)
    if isinstance(mode, Refusal):
        return mode
    maxnode = None if event.maxnode is None else int(event.maxnode, 16)
    mask = get_nodes(MaskArgument(event.nodes, maxnode))
    return mask if isinstance(mask, Refusal) else Param(mode=mode, mask=mask)


def _both(
    via: str,
    read: Callable[[], Param | Refusal],
    reach: Callable[[], TaskState | Refusal],
) -> tuple[Param, TaskState] | Refusal:
    """Request and target, whichever the proposal looks at first."""
    if via in _TARGET_FIRST:
        target = reach()
        param = target if isinstance(target, Refusal) else read()
    else:
        param = read()
        target = param if isinstance(param, Refusal) else reach()
    if isinstance(param, Refusal):
        return param
    return target if isinstance(target, Refusal) else (param, target)


def process_set_mempolicy(system: System, event: ProcessSetMempolicy) -> EventResult:
    """Another task's policy, in the shape that the event names."""
    missing = unknown_call(system, event.op, Feature.EXTERNAL_CALLS)
    if missing is not None:
        return missing
    via, reach = event.via or event.op, Reach(system, task_of(system, event), event.target)
    flags = int(event.call_flags or "0x0", 16)
    if via == event.op:
        pointer = param_pointer(system, event)
        return do_process_set_mempolicy(reach, lambda: read_param(pointer), flags)
    return do_process_set_mempolicy(reach, lambda: _plain_param(system, event), flags, via)


def do_process_set_mempolicy(
    reach: Reach,
    read: Callable[[], Param | Refusal],
    flags: int,
    via: str = "process_set_mempolicy",
) -> EventResult:
    """Flags, request, target; the mask is seen from the target's allowed nodes."""
    if flags:
        return refused(Refusal(Errno.EINVAL, "there are no flags, they must be 0", "call_flags"))
    found = _both(via, read, lambda: _target(reach, via))
    if isinstance(found, Refusal):
        return killed(found) if found is KILLED else refused(found)
    param, target = found
    policy = with_param(reach.system, target, param)
    if isinstance(policy, Refusal):
        return refused(policy)
    give_policy(reach.system, target, policy)
    return done()


def process_mbind(system: System, event: ProcessMbind) -> EventResult:
    """The policy of another task's memory, in the shape that the event names."""
    missing = unknown_call(system, event.op, Feature.EXTERNAL_CALLS)
    if missing is not None:
        return missing
    via, reach = event.via or event.op, Reach(system, task_of(system, event), event.target)
    where = Range(*range_of(system, event), mf2_bits(event.mf), reach.caller)
    if via == event.op:
        pointer = param_pointer(system, event)
        return do_process_mbind(reach, lambda: range_param(system, pointer, where), where)
    return do_process_mbind(reach, lambda: _plain_param(system, event), where, via)


def do_process_mbind(
    reach: Reach,
    read: Callable[[], Param | Refusal],
    where: Range,
    via: str = "process_mbind",
) -> EventResult:
    """Request, target, then the range as mbind2 has it."""
    found = _both(via, read, lambda: _target(reach, via))
    if isinstance(found, Refusal):
        return killed(found) if found is KILLED else refused(found)
    param, target = found
    if via == "process_mbind":
        where = home_bit_cleared(where)
    else:
        # Its author saw that the code takes the cpuset of whoever calls.
        target = replace(target, mems_allowed=reach.caller.mems_allowed)
    return bind_param(reach.system, target, param, where)


def node_attribute(system: System, event: NodeAttribute) -> EventResult:
    """Attribute bits of nodes are written to sysfs, one write for each node."""
    answer, results = done(), {}
    has_files = system.kernel.has(Feature.ATTRIBUTE_FLAGS)
    for name, value in sorted(event.set.items(), key=lambda item: int(item[0])):
        node = int(name)
        refusal = None
        if not has_files or node not in system.machine.has_memory:
            refusal = Refusal(Errno.ENOENT, f"there is no file node{node}/weight_attr")
        elif value > 1:
            refusal = Refusal(Errno.EINVAL, f"an attribute is 0 or 1, not {value}")
        if refusal is not None:
            answer = refused(refusal)
            results[name] = -int(refusal.errno)
            continue
        bit = NodeMask.of((node,))
        before = int(bool(system.attributes & bit))
        system.attributes = system.attributes | bit if value else system.attributes - bit
        system.note(f"sysfs/attributes/{node}", before, value)
        results[name] = 1
    return answer.model_copy(update={"answer": {"results": results}})
