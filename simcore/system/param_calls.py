"""The calls that were posted to set a policy by a struct: set_mempolicy2 and mbind2.

An event's fields become bytes in a caller's memory, laid out as the series at hand had them;
from there on only numbers and bytes count, as in the posted code (v6 08/12 to 12/12).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from simcore.kernel.arguments import DEFAULT_MAXNODE, MF2_BITS, MODE_FLAG_BITS, mode_word
from simcore.kernel.errno import Errno, Refusal
from simcore.kernel.modes import MemPolicy
from simcore.kernel.profiles import Feature
from simcore.kernel.weights import DEFAULT_WEIGHT
from simcore.nodemask import NodeMask
from simcore.result import EventResult
from simcore.spec.events import Mbind2, ParamEvent, SetMempolicy2
from simcore.syscalls.masks import mask_bytes
from simcore.syscalls.memory import NOWHERE, NULL, UserMemory
from simcore.syscalls.param import KILLED, Param, ParamPointer, layout_of, read_param
from simcore.system.answers import done, refused
from simcore.system.policy_calls import (
    MbindCall,
    do_mbind,
    give_policy,
    new_policy,
    range_of,
    task_of,
)
from simcore.system.state import System, TaskState

__all__ = (
    "MOST_TAIL",
    "NO_NODE",
    "Range",
    "bind_param",
    "copy_error",
    "do_mbind2",
    "do_set_mempolicy2",
    "flag_word",
    "hex_or",
    "killed",
    "mbind2",
    "mf2_bits",
    "param_pointer",
    "param_policy",
    "range_param",
    "set_mempolicy2",
    "unknown_call",
    "with_param",
)

_HOME_NODE = MF2_BITS["home_node"]
_SIGKILL = 9
NO_NODE = -1
"""Stands for no home node, and for no next node."""


def mf2_bits(mf: tuple[str, ...] | str) -> int:
    """The flags of mbind2 from names or hex text."""
    return int(mf, 16) if isinstance(mf, str) else sum(MF2_BITS[name] for name in mf)


def unknown_call(system: System, call: str, needs: Feature) -> EventResult | None:
    """ENOSYS where a kernel does not have the call."""
    if system.kernel.has(needs):
        return None
    return refused(Errno.ENOSYS, f"{system.kernel.name} has no {call}")


def killed(why: Refusal) -> EventResult:
    """The call ends in an oops, and the task with it."""
    return EventResult(check=why.check, rule=why.rule, signal=_SIGKILL)


def hex_or(text: str | None, default: int) -> int:
    """The number of a hex text, or what counts without one."""
    return default if text is None else int(text, 16)


def flag_word(flags: tuple[str, ...] | str) -> int:
    """The mode_flags of the struct from names or hex text."""
    if isinstance(flags, str):
        return int(flags, 16) % 2**16
    return sum(MODE_FLAG_BITS.get(flag, 0) for flag in flags)


def param_pointer(system: System, event: ParamEvent) -> ParamPointer:
    """The struct of an event, in a memory of its own, and a pointer to it.

    In the first posted shape mbind2's range lay in the struct, as a vector of one.
    """
    memory, layout = UserMemory(), layout_of(system.kernel)
    maxnode = hex_or(event.maxnode, DEFAULT_MAXNODE)
    values = {
        "mode": mode_word(event.mode, ()) % 2**16,
        "mode_flags": flag_word(event.flags),
        "home_node": NO_NODE if event.home_node is None else event.home_node,
        "pol_maxnodes": maxnode % 2 ** (16 if layout.has("resv") else 64),
        "pol_nodes": _mask_pointer(memory, event.nodes, maxnode),
        "il_weights": _weights_pointer(memory, event.il_weights, maxnode),
    }
    if layout.has("vec") and isinstance(event, Mbind2):
        start, length = range_of(system, event)
        entry = start.to_bytes(8, "little") + length.to_bytes(8, "little")
        values |= {"vec": memory.put(entry), "vlen": 1}
    if layout.has("resv"):
        values["resv"] = hex_or(event.resv, 0) % 2**48
    size = hex_or(event.size, layout.size)
    data = layout.pack(values)
    if size > len(data):
        filler = b"\1" if event.tail == "nonzero" else b"\0"
        data += filler * min(size - len(data), MOST_TAIL)
    address = NOWHERE if event.param == "bad" else memory.put(data)
    return ParamPointer(system.kernel, memory, address, size)


MOST_TAIL = 4096
"""Bytes beyond the struct that are really there; a larger size reaches unmapped memory."""


def _mask_pointer(memory: UserMemory, text: str, maxnode: int) -> int:
    if text == "-":
        return NULL
    if text == "bad":
        return NOWHERE
    bits = NodeMask.parse(text, 32769).bits
    return memory.put(mask_bytes(bits, min(maxnode, 32769)))


def _weights_pointer(
    memory: UserMemory, weights: tuple[int, ...] | str | None, maxnode: int
) -> int:
    """The array has a byte for each of pol_maxnodes nodes, those that were not given are 0."""
    if weights is None:
        return NULL
    if isinstance(weights, str):
        return NOWHERE
    return memory.put(bytes(weights).ljust(min(maxnode, 32769), b"\0"))


def param_policy(system: System, policy: MemPolicy, param: Param) -> MemPolicy | Refusal:
    """A policy with what the struct says beyond mode and mask."""
    has = system.kernel.has
    if param.home_node is not None:
        suits = policy.mode in ("bind", "preferred_many")
        if not suits and not has(Feature.HOME_NODE_SUITS_ANY_MODE):
            return Refusal(Errno.EOPNOTSUPP, f"{policy.mode} has no home node", "suits")
        policy = replace(policy, home_node=param.home_node)
    if param.il_weights is None:
        return policy
    return _own_weights(system, policy, param.il_weights)


def _own_weights(system: System, policy: MemPolicy, given: tuple[int, ...]) -> MemPolicy | Refusal:
    """A zero byte takes the sysfs weight of this moment (v6); before v6 it was refused.

    Nodes outside the mask get the sysfs weight, before v6 the default: they are never used,
    but read back.
    """
    known = system.machine.possible_nodes
    zero_is_global = system.kernel.has(Feature.ZERO_WEIGHT_IS_GLOBAL)
    own = {node: given[node] for node in policy.nodes if node < len(given) and given[node]}
    missing = [node for node in policy.nodes if node not in own]
    if missing and not zero_is_global:
        why = f"node {missing[0]} of the mask has no weight"
        return Refusal(Errno.EINVAL, why, "weights")
    filled = system.weights if zero_is_global else {}
    return replace(
        policy,
        il_weights=tuple(
            own.get(node, filled.get(node, DEFAULT_WEIGHT)) for node in range(max(known) + 1)
        ),
    )


def with_param(system: System, task: TaskState, param: Param) -> MemPolicy | Refusal | None:
    """The policy that a struct makes for a task."""
    policy = new_policy(system, task, param.mode, param.mask)
    if not isinstance(policy, MemPolicy):
        return policy
    if system.kernel.has(Feature.HOME_NODE_STARTS_AT_ZERO):
        policy = replace(policy, home_node=0)
    return param_policy(system, policy, replace(param, home_node=None))


def set_mempolicy2(system: System, event: SetMempolicy2) -> EventResult:
    """The calling task's policy from a struct."""
    given = unknown_call(system, event.op, Feature.MEMPOLICY2)
    if given is not None:
        return given
    flags = hex_or(event.call_flags, 0)
    return do_set_mempolicy2(system, task_of(system, event), param_pointer(system, event), flags)


def do_set_mempolicy2(
    system: System, task: TaskState, given: ParamPointer, flags: int
) -> EventResult:
    """sys_set_mempolicy2() of v6 09/12 and 12/12; the home node in the struct is not looked at."""
    if flags:
        return refused(Refusal(Errno.EINVAL, "there are no flags, they must be 0", "call_flags"))
    param = read_param(given)
    if isinstance(param, Refusal):
        return killed(param) if param is KILLED else refused(param)
    policy = with_param(system, task, param)
    if isinstance(policy, Refusal):
        return refused(policy)
    give_policy(system, task, policy)
    return done()


def mbind2(system: System, event: Mbind2) -> EventResult:
    """The policy of a range from a struct, home node and weights included."""
    missing = unknown_call(system, event.op, Feature.MEMPOLICY2)
    if missing is not None:
        return missing
    task = task_of(system, event)
    return do_mbind2(
        system,
        task,
        param_pointer(system, event),
        Range(*range_of(system, event), mf2_bits(event.mf)),
    )


@dataclass(frozen=True, slots=True)
class Range:
    """Start and length in bytes, MPOL_MF_* bits; ``caller`` where it is not the task itself."""

    start: int
    length: int
    mf: int
    caller: TaskState | None = None


def do_mbind2(system: System, task: TaskState, given: ParamPointer, where: Range) -> EventResult:
    """sys_mbind2() of v6 11/12 and 12/12."""
    param = range_param(system, given, where)
    if isinstance(param, Refusal):
        return killed(param) if param is KILLED else refused(param)
    return bind_param(system, task, param, home_bit_cleared(where))


def range_param(system: System, given: ParamPointer, where: Range) -> Param | Refusal:
    """What is read before the range is looked at; an error of the copy may become EINVAL."""
    if where.start == 0 or where.length == 0:
        return Refusal(Errno.EINVAL, "the address or the length is 0", "range")
    home_of = system.machine.online if where.mf & _HOME_NODE else None
    param = read_param(given, home_of)
    return copy_error(system, param) if isinstance(param, Refusal) else param


def home_bit_cleared(where: Range) -> Range:
    """The range once the home node was taken from the struct: mbind itself knows no such bit."""
    return replace(where, mf=where.mf & ~_HOME_NODE)


def copy_error(system: System, refusal: Refusal) -> Refusal:
    """An error of copying the struct, as mbind2 and get_mempolicy2 answer it."""
    if refusal.rule == "struct" and system.kernel.has(Feature.COPY_ERRORS_ARE_EINVAL):
        return replace(refusal, errno=Errno.EINVAL)
    return refusal


def bind_param(system: System, task: TaskState, param: Param, where: Range) -> EventResult:
    """The range gets the struct's policy."""
    call = MbindCall(
        system,
        task,
        param.mode,
        param.mask,
        where.mf,
        where.start,
        where.length,
        where.caller,
    )
    return do_mbind(call, lambda policy: param_policy(system, policy, param))
