"""System calls by their registers: a name, numbers, and the memory that pointers lead into.

The same calls as the events make, but as a program makes them, so that every number up to 2^64
can be tried: each gets a value or an errno, and never anything else. C types are those of the
prototypes: an ``int`` takes the lower half of its register.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from simcore.kernel.arguments import (
    ATTRIBUTE_FLAG_BITS,
    MODE_FLAG_BITS,
    U64,
    ModeArgument,
    mask_bits,
    mask_too_short,
    mode_word,
)
from simcore.kernel.errno import Errno, Refusal
from simcore.kernel.modes import MODE_RULES
from simcore.kernel.profiles import Feature
from simcore.nodemask import NodeMask
from simcore.result import EventResult
from simcore.syscalls.masks import nodes_from_user, nodes_to_user
from simcore.syscalls.memory import NULL, UserMemory
from simcore.syscalls.param import Param, ParamPointer, read_param
from simcore.system.answers import done, refused
from simcore.system.outside_calls import Reach, do_process_mbind, do_process_set_mempolicy
from simcore.system.page_calls import migrate_own, move_one, node_at
from simcore.system.param_calls import (
    Range,
    do_mbind2,
    do_set_mempolicy2,
    range_param,
    unknown_call,
)
from simcore.system.param_reads import ReadBack, do_get_mempolicy2
from simcore.system.policy_calls import (
    MbindCall,
    do_mbind,
    do_set_mempolicy,
    home_node,
    mode_of,
)
from simcore.system.read_calls import PolicyFound, look_up
from simcore.system.state import System, TaskState

__all__ = ("FIRST_PIDFD", "REGISTER_CALLS", "Caller", "call")

FIRST_PIDFD = 3
"""The first task's pidfd; the others follow, all other numbers are no pidfd."""

_POINTER_BYTES = 8
_INT_BYTES = 4


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, and the memory that the registers may point into."""

    system: System
    task: TaskState
    memory: UserMemory

    def mode(self, register: int) -> ModeArgument | Refusal:
        """A mode argument, of which an int is looked at."""
        return mode_of(self.system, f"{register:#x}", ())

    def nodes(self, address: int, maxnode: int) -> NodeMask | Refusal:
        """A nodemask argument."""
        return nodes_from_user(self.memory, address, maxnode)

    def param(self, address: int, size: int) -> ParamPointer:
        """A struct argument."""
        return ParamPointer(self.system.kernel, self.memory, address, size)

    def reach(self, pidfd: int) -> Reach:
        """The task behind a pidfd."""
        names = list(self.system.tasks)
        place = _int(pidfd) - FIRST_PIDFD
        name = names[place] if 0 <= place < len(names) else "bad"
        return Reach(self.system, self.task, name)


def _int(register: int) -> int:
    """The lower half of a register, with its sign."""
    low = register % 2**32
    return low - 2**32 if low >= 2**31 else low


def call(by: Caller, name: str, registers: Sequence[int]) -> EventResult:
    """What a call with these registers answers; a missing register counts as 0.

    Raises KeyError for a name that is no system call of memory policies.
    """
    wanted = REGISTER_CALLS[name]
    arguments = [register % U64 for register in registers[: wanted.count]]
    arguments += [0] * (wanted.count - len(arguments))
    by.system.changes = {}
    missing = None if wanted.needs is None else unknown_call(by.system, name, wanted.needs)
    answer = missing or wanted.run(by, *arguments)
    return answer.model_copy(update={"changes": by.system.changes})


def _set_mempolicy(by: Caller, mode: int, mask: int, maxnode: int) -> EventResult:
    return do_set_mempolicy(by.system, by.task, by.mode(mode), lambda: by.nodes(mask, maxnode))


def _mbind(by: Caller, *registers: int) -> EventResult:
    start, length, mode, mask, maxnode, flags = registers
    nodes = by.nodes(mask, maxnode)
    made = MbindCall(by.system, by.task, by.mode(mode), nodes, flags % 2**32, start, length)
    return do_mbind(made)


def _get_mempolicy(by: Caller, *registers: int) -> EventResult:
    """The order of the copies is the code's: first the mode, then the mask."""
    policy, mask, maxnode, address, flags = registers
    possible = by.system.machine.possible_nodes.bits
    short = mask_too_short(maxnode, possible.bit_length()) if mask != NULL else None
    found = short or look_up(by.system, by.task, address, flags)
    if isinstance(found, Refusal):
        return refused(found)
    word = _mode_word(found)
    if policy != NULL and not by.memory.write(policy, word.to_bytes(_INT_BYTES, "little")):
        return refused(Refusal(Errno.EFAULT, "the mode cannot be written", "copy_out"))
    if mask == NULL:
        return done()
    bits = mask_bits(maxnode)
    if isinstance(bits, Refusal):
        return refused(Refusal(bits.errno, bits.check, "copy_out"))
    failed = nodes_to_user(
        by.memory, mask, maxnode, nodes=found.nodes, possible=possible.bit_length()
    )
    return done() if failed is None else refused(failed)


def _mode_word(found: PolicyFound) -> int:
    if found.node is not None:
        return found.node
    if found.policy is None:
        return MODE_RULES["default"].number
    known = {**MODE_FLAG_BITS, **ATTRIBUTE_FLAG_BITS}
    return mode_word(found.policy.mode, [flag for flag in found.policy.flags if flag in known])


def _home_node(by: Caller, *registers: int) -> EventResult:
    start, length, node, flags = registers
    return home_node(by.system, by.task, (start, length), node=node, flags=flags)


def _migrate_pages(by: Caller, *registers: int) -> EventResult:
    """The masks are read before anybody is looked for; 0 is the caller."""
    pid, maxnode, old, new = registers
    masks = by.nodes(old, maxnode), by.nodes(new, maxnode)
    if _int(pid) and not any(isinstance(mask, Refusal) for mask in masks):
        return refused(Refusal(Errno.ESRCH, f"there is no process {_int(pid)}", "process"))
    return migrate_own(by.system, by.task, masks)


_MOVE, _MOVE_ALL = 2, 4


def _move_pages(by: Caller, *registers: int) -> EventResult:
    pid, count, pages, nodes, status, flags = registers
    if _int(flags) & ~(_MOVE | _MOVE_ALL):
        return refused(Refusal(Errno.EINVAL, "only MPOL_MF_MOVE and _MOVE_ALL are known", "mf"))
    if _int(flags) & _MOVE_ALL and "sys_nice" not in by.task.caps:
        why = "MPOL_MF_MOVE_ALL needs CAP_SYS_NICE"
        return refused(Refusal(Errno.EPERM, why, "permission"))
    if _int(pid):
        return refused(Refusal(Errno.ESRCH, f"there is no process {_int(pid)}", "process"))
    for place in range(count):
        lists = _Lists(pages, nodes, status)
        failed = _move_nth(by, place, lists, move_all=bool(_int(flags) & _MOVE_ALL))
        if failed is not None:
            return refused(failed)
    return done()


@dataclass(frozen=True, slots=True)
class _Lists:
    """Addresses of what move_pages reads and writes."""

    pages: int
    nodes: int
    status: int


def _move_nth(by: Caller, place: int, lists: _Lists, *, move_all: bool) -> Refusal | None:
    """One page of the list; without nodes its place is asked only."""
    unreadable = Refusal(Errno.EFAULT, "the lists cannot be read or written", "copy_out")
    address = by.memory.read((lists.pages + place * _POINTER_BYTES) % U64, _POINTER_BYTES)
    wanted = (
        by.memory.read((lists.nodes + place * _INT_BYTES) % U64, _INT_BYTES) if lists.nodes else b""
    )
    if address is None or wanted is None:
        return unreadable
    page = int.from_bytes(address, "little") // (by.system.machine.page_kib * 1024)
    node = _int(int.from_bytes(wanted, "little"))
    moved = (
        move_one(by.system, by.task, page, node, move_all=move_all)
        if lists.nodes
        else node_at(by.task, page)
    )
    if isinstance(moved, Refusal):
        return moved
    told = moved.to_bytes(_INT_BYTES, "little", signed=True)
    written = by.memory.write((lists.status + place * _INT_BYTES) % U64, told)
    return None if written else unreadable


def _set_mempolicy2(by: Caller, param: int, size: int, flags: int) -> EventResult:
    return do_set_mempolicy2(by.system, by.task, by.param(param, size), flags)


def _mbind2(by: Caller, *registers: int) -> EventResult:
    start, length, param, size, flags = registers
    return do_mbind2(by.system, by.task, by.param(param, size), Range(start, length, flags))


def _get_mempolicy2(by: Caller, *registers: int) -> EventResult:
    param, size, address, flags = registers
    given = by.param(param, size)
    return do_get_mempolicy2(by.system, by.task, given, ReadBack(flags, address))


def _process_set_mempolicy(by: Caller, *registers: int) -> EventResult:
    pidfd, param, size, flags = registers
    given = by.param(param, size)
    return do_process_set_mempolicy(by.reach(pidfd), lambda: read_param(given), flags)


def _process_mbind(by: Caller, *registers: int) -> EventResult:
    """Range by range; the first that fails ends the call, those before it stay changed."""
    pidfd, vec, vlen, param, size, flags = registers
    given, answer = by.param(param, size), done()
    for place in range(vlen):
        entry = by.memory.read((vec + place * 2 * _POINTER_BYTES) % U64, 2 * _POINTER_BYTES)
        if entry is None:
            return refused(Refusal(Errno.EFAULT, "the vector cannot be read", "range"))
        start, length = (int.from_bytes(entry[at : at + 8], "little") for at in (0, 8))
        where = Range(start, length, flags, by.task)
        answer = do_process_mbind(by.reach(pidfd), _reader(by, given, where), where)
        if answer.errno is not None or answer.signal is not None:
            return answer
    return answer


def _reader(by: Caller, given: ParamPointer, where: Range) -> Callable[[], Param | Refusal]:
    return lambda: range_param(by.system, given, where)


@dataclass(frozen=True, slots=True)
class _Registers:
    """How many registers a call takes, what runs it, what a kernel must have for it."""

    count: int
    run: Callable[..., EventResult]
    needs: Feature | None = None


REGISTER_CALLS: Mapping[str, _Registers] = {
    "set_mempolicy": _Registers(3, _set_mempolicy),
    "mbind": _Registers(6, _mbind),
    "get_mempolicy": _Registers(5, _get_mempolicy),
    "set_mempolicy_home_node": _Registers(4, _home_node),
    "migrate_pages": _Registers(4, _migrate_pages),
    "move_pages": _Registers(6, _move_pages),
    "set_mempolicy2": _Registers(3, _set_mempolicy2, Feature.MEMPOLICY2),
    "mbind2": _Registers(5, _mbind2, Feature.MEMPOLICY2),
    "get_mempolicy2": _Registers(4, _get_mempolicy2, Feature.MEMPOLICY2),
    "process_set_mempolicy": _Registers(4, _process_set_mempolicy, Feature.EXTERNAL_CALLS),
    "process_mbind": _Registers(6, _process_mbind, Feature.EXTERNAL_CALLS),
}
"""The calls by name."""
