"""get_mempolicy2: a policy read back whole, into the struct and the arrays that it points to.

Follows sys_get_mempolicy2() of the posted code (v6 10/12 and 12/12).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simcore.kernel.arguments import DEFAULT_MAXNODE, MODE_FLAG_BITS
from simcore.kernel.counter import peek
from simcore.kernel.errno import Errno, Refusal
from simcore.kernel.modes import MODE_RULES, MemPolicy
from simcore.kernel.profiles import Feature
from simcore.kernel.weights import DEFAULT_WEIGHT
from simcore.nodemask import NodeMask
from simcore.result import EventResult
from simcore.spec.events import GetMempolicy2
from simcore.syscalls.masks import mask_bytes, nodes_to_user
from simcore.syscalls.memory import NOWHERE, NULL, UserMemory
from simcore.syscalls.param import ParamPointer, layout_of, read_struct
from simcore.system.answers import done, refused
from simcore.system.param_calls import (
    MOST_TAIL,
    NO_NODE,
    copy_error,
    flag_word,
    hex_or,
    unknown_call,
)
from simcore.system.policy_calls import task_of, vma_policy_at
from simcore.system.state import System, TaskState

__all__ = ("ReadBack", "do_get_mempolicy2", "get_mempolicy2")

_MPOL_F_ADDR = 2


def get_mempolicy2(system: System, event: GetMempolicy2) -> EventResult:
    """A policy read back whole; what the struct and its arrays then hold is the answer."""
    missing = unknown_call(system, event.op, Feature.MEMPOLICY2)
    if missing is not None:
        return missing
    task, memory, layout = task_of(system, event), UserMemory(), layout_of(system.kernel)
    maxnode = hex_or(event.maxnode, DEFAULT_MAXNODE) % 2 ** (16 if layout.has("resv") else 64)
    room = min(maxnode, 32769)
    mask, weights = memory.put(mask_bytes(0, room)), memory.put(bytes(room))
    data = layout.pack({"pol_maxnodes": maxnode, "pol_nodes": mask, "il_weights": weights})
    size = hex_or(event.size, layout.size)
    filler = b"\1" if event.tail == "nonzero" else b"\0"
    data += filler * min(max(size - len(data), 0), MOST_TAIL)
    address = NOWHERE if event.param == "bad" else memory.put(data)
    given = ParamPointer(system.kernel, memory, address, size)
    answer = do_get_mempolicy2(system, task, given, ReadBack(*_asked(system, event)))
    if answer.errno is not None:
        return answer
    back = layout.unpack(memory.read(address, min(size, layout.size)) or b"")
    return done(answer={**_told(system, back, memory, (mask, weights, room)), **answer.answer})


@dataclass(frozen=True, slots=True)
class ReadBack:
    """Whose policy is read: flags, and an address in bytes."""

    flags: int
    address: int


def _asked(system: System, event: GetMempolicy2) -> tuple[int, int]:
    page_bytes = system.machine.page_kib * 1024
    if event.id is None:
        return hex_or(event.ask, 0), hex_or(event.addr, 0)
    page = system.regions[event.id].base + (event.page or 0)
    return hex_or(event.ask, _MPOL_F_ADDR), page * page_bytes


def do_get_mempolicy2(
    system: System, task: TaskState, given: ParamPointer, asked: ReadBack
) -> EventResult:
    """sys_get_mempolicy2() of v6 10/12 and 12/12: fills the struct and its arrays."""
    if asked.flags & ~_MPOL_F_ADDR:
        why = f"the flags {asked.flags:#x} are not 0 or MPOL_F_ADDR"
        return refused(Refusal(Errno.EINVAL, why, "call_flags"))
    values = read_struct(given)
    if isinstance(values, Refusal):
        return refused(copy_error(system, values))
    policy = task.policy
    if asked.flags & _MPOL_F_ADDR:
        piece = task.space.at(asked.address // (system.machine.page_kib * 1024))
        if piece is None:
            return refused(Refusal(Errno.EFAULT, "the address is not mapped", "mapped"))
        policy = vma_policy_at(piece, piece.first)
        values["addr_node"] = piece.region.map.node_of(piece.first)
    written = _write_back(system, task, given, values=values, policy=policy)
    return refused(written) if isinstance(written, Refusal) else done(answer=written)


def _write_back(
    system: System,
    task: TaskState,
    given: ParamPointer,
    *,
    values: dict[str, int],
    policy: MemPolicy | None,
) -> dict[str, object] | Refusal:
    """Struct, mask and weights into the caller's memory; what went wrong beyond an errno."""
    layout, memory = layout_of(system.kernel), given.memory
    values |= {
        "mode": MODE_RULES["default" if policy is None else policy.mode].number,
        "mode_flags": 0 if policy is None else flag_word(policy.flags),
        "home_node": _home_node_of(policy),
        "policy_node": NO_NODE,
    }
    if policy is not None and policy.rule.interleaves and policy == task.policy:
        values["policy_node"] = peek(task.counter, policy)
    known = system.machine.possible_nodes.bits
    failed = _write_arrays(system, given, values, policy=policy, possible=known.bit_length())
    if failed is not None:
        return failed
    kept = {name: value for name, value in values.items() if layout.has(name)}
    trusts = system.kernel.has(Feature.COPY_OUT_TRUSTS_SIZE)
    length = given.size if trusts else min(given.size, layout.size)
    over = max(length - layout.size, 0)
    if not memory.write(given.address, layout.pack(kept)[: min(length, layout.size)]):
        return Refusal(Errno.EFAULT, "the struct cannot be written", "copy_out")
    return {"overread_bytes": over} if over else {}


def _home_node_of(policy: MemPolicy | None) -> int:
    if policy is None or policy.home_node is None:
        return NO_NODE
    return policy.home_node


def _write_arrays(
    system: System,
    given: ParamPointer,
    values: Mapping[str, int],
    *,
    policy: MemPolicy | None,
    possible: int,
) -> Refusal | None:
    memory, maxnode = given.memory, values["pol_maxnodes"]
    if values["pol_nodes"] != NULL:
        nodes = NodeMask() if policy is None else policy.shown_nodes
        failed = nodes_to_user(memory, values["pol_nodes"], maxnode, nodes=nodes, possible=possible)
        if failed is not None:
            return failed
    if policy is None or policy.mode != "weighted_interleave" or values["il_weights"] == NULL:
        return None
    weights = system.weights_for(policy)
    shown = bytes(weights.get(node, DEFAULT_WEIGHT) for node in range(min(maxnode, possible)))
    if not memory.write(values["il_weights"], shown):
        return Refusal(Errno.EFAULT, "the weights cannot be written", "copy_out")
    return None


def _told(
    system: System, back: Mapping[str, int], memory: UserMemory, arrays: tuple[int, int, int]
) -> dict[str, object]:
    """What a program would print of the struct that it got back."""
    mask, weights, room = arrays
    data = memory.read(mask, len(mask_bytes(0, room))) or b""
    modes = {rule.number: name for name, rule in MODE_RULES.items()}
    told: dict[str, object] = {
        "mode": modes[back["mode"]],
        "flags": tuple(n for n, bit in sorted(MODE_FLAG_BITS.items()) if back["mode_flags"] & bit),
        "home_node": back["home_node"],
        "nodes": str(NodeMask(int.from_bytes(data, "little"))),
    }
    told |= {name: back[name] for name in ("policy_node", "addr_node") if name in back}
    if told["mode"] == "weighted_interleave":
        shown = [node for node in system.machine.online if node < room]
        array = memory.read(weights, room) or b""
        told["weights"] = {str(node): array[node] for node in shown}
    return told
