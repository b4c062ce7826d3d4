"""The calls that set policies: handlers of their events.

Follows mm/mempolicy.c: kernel_set_mempolicy(), kernel_mbind(), sys_set_mempolicy_home_node().
Checks come in the kernel's order; where it checks many things in a row they are a table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from simcore.kernel.arguments import (
    MF_BITS,
    MaskArgument,
    ModeArgument,
    get_nodes,
    mode_argument,
    page_range,
)
from simcore.kernel.counter import RESET
from simcore.kernel.errno import Errno, Refusal
from simcore.kernel.modes import MemPolicy, make_policy
from simcore.kernel.profiles import Feature
from simcore.nodemask import MAX_NUMNODES, NodeMask
from simcore.result import EventResult
from simcore.spec.events import (
    Mbind,
    RangeEvent,
    SetMempolicy,
    SetMempolicyHomeNode,
    TaskEvent,
)
from simcore.system.answers import done, policy_text, refused
from simcore.system.mappings import Piece
from simcore.system.migrate import holdings, misplaced, place_anew
from simcore.system.state import System, TaskState

__all__ = (
    "MbindCall",
    "bind_range",
    "do_mbind",
    "do_set_mempolicy",
    "give_policy",
    "home_node",
    "install",
    "mask_of",
    "mbind",
    "mf_bits",
    "mode_of",
    "new_policy",
    "range_of",
    "set_mempolicy",
    "set_mempolicy_home_node",
    "task_of",
    "vma_policy_at",
)

_DISCONTIG_OK = 1 << 4
"""Holes are tolerated (MPOL_MF_DISCONTIG_OK, which no caller can pass)."""
_STRICT, _MOVE, _MOVE_ALL = MF_BITS["strict"], MF_BITS["move"], MF_BITS["move_all"]


def task_of(system: System, event: TaskEvent) -> TaskState:
    """The task that an event belongs to."""
    assert event.task is not None, "decode() writes the task of every event"
    return system.tasks[event.task]


def mask_of(text: str, maxnode: str | None) -> NodeMask | Refusal:
    """A nodemask argument as the call reads it."""
    return get_nodes(MaskArgument(text, None if maxnode is None else int(maxnode, 16)))


def mode_of(system: System, mode: str, flags: tuple[str, ...]) -> ModeArgument | Refusal:
    """A mode argument as this kernel reads it."""
    has = system.kernel.has
    return mode_argument(
        mode,
        flags,
        attribute_flags=has(Feature.ATTRIBUTE_FLAGS),
        balancing_with_many=has(Feature.BALANCING_WITH_PREFERRED_MANY),
    )


def new_policy(
    system: System, task: TaskState, mode: ModeArgument, mask: NodeMask
) -> MemPolicy | Refusal | None:
    """The policy that mode and mask make for a task (mpol_new, mpol_set_nodemask)."""
    return make_policy(
        mode.mode,
        mode.flags,
        mask,
        task.mems_allowed,
        balancing_keeps_mask=system.kernel.has(Feature.BALANCING_KEEPS_USER_MASK),
    )


def set_mempolicy(system: System, event: SetMempolicy) -> EventResult:
    """The task's policy, from the arguments of the call (kernel_set_mempolicy)."""
    return do_set_mempolicy(
        system,
        task_of(system, event),
        mode_of(system, event.mode, event.flags),
        lambda: mask_of(event.nodes, event.maxnode),
    )


def do_set_mempolicy(
    system: System,
    task: TaskState,
    mode: ModeArgument | Refusal,
    mask_of: Callable[[], NodeMask | Refusal],
) -> EventResult:
    """Mode, then nodemask, then both together (do_set_mempolicy)."""
    if isinstance(mode, Refusal):
        return refused(mode)
    mask = mask_of()
    if isinstance(mask, Refusal):
        return refused(mask)
    policy = new_policy(system, task, mode, mask)
    if isinstance(policy, Refusal):
        return refused(policy)
    give_policy(system, task, policy)
    return done()


def give_policy(system: System, task: TaskState, policy: MemPolicy | None) -> None:
    """The task has the policy; the interleave modes also reset the counter."""
    system.note(f"tasks/{task.name}/policy", policy_text(task.policy), policy_text(policy))
    task.policy = policy
    if policy is not None and policy.rule.interleaves:
        system.note(f"tasks/{task.name}/counter", str(task.counter), str(RESET))
        task.counter = RESET


@dataclass(frozen=True, slots=True)
class MbindCall:
    """mbind's arguments; what cannot be read is the refusal.

    ``task`` is whose memory it is, ``caller`` whose rights count where that is another.
    """

    system: System
    task: TaskState
    mode: ModeArgument | Refusal
    mask: NodeMask | Refusal
    mf: int
    start: int
    length: int
    caller: TaskState | None = None

    @property
    def pages(self) -> tuple[int, int] | Refusal:
        """First page and end page of the range."""
        return page_range(self.start, self.length, self.system.machine.page_kib * 1024)


def range_of(system: System, event: RangeEvent) -> tuple[int, int]:
    """Start and length in bytes of the range that an event names."""
    page_bytes = system.machine.page_kib * 1024
    if event.id is None:
        return int(event.addr or "0x0", 16), int(event.length or "0x0", 16)
    region = system.regions[event.id]
    first = event.first or 0
    pages = region.pages - first if event.pages is None else event.pages
    return (region.base + first) * page_bytes, pages * page_bytes


def _unknown_mf(call: MbindCall) -> Refusal | None:
    if call.mf & ~(_STRICT | _MOVE | _MOVE_ALL):
        why = f"the MPOL_MF bits {call.mf:#x} are not all known"
        return Refusal(Errno.EINVAL, why, "mf")
    return None


def _may_move_all(call: MbindCall) -> Refusal | None:
    if call.mf & _MOVE_ALL and "sys_nice" not in (call.caller or call.task).caps:
        return Refusal(Errno.EPERM, "MPOL_MF_MOVE_ALL needs CAP_SYS_NICE", "permission")
    return None


def _aligned(call: MbindCall) -> Refusal | None:
    if call.start % (call.system.machine.page_kib * 1024):
        return Refusal(Errno.EINVAL, "the address is no multiple of the page size", "aligned")
    return None


_MBIND_CHECKS: tuple[Callable[[MbindCall], object], ...] = (
    lambda call: call.mode,
    lambda call: call.mask,
    _unknown_mf,
    _may_move_all,
    _aligned,
    lambda call: call.pages,
)
"""What kernel_mbind() and do_mbind() check before they look at the policy, in order."""


def mf_bits(mf: tuple[str, ...] | str) -> int:
    """The MPOL_MF_* word of names or hex text, an unsigned int."""
    return int(mf, 16) % 2**32 if isinstance(mf, str) else sum(MF_BITS[name] for name in mf)


def mbind(system: System, event: Mbind) -> EventResult:
    """The policy of a range of memory, from the arguments of the call (kernel_mbind)."""
    start, length = range_of(system, event)
    call = MbindCall(
        system,
        task_of(system, event),
        mode_of(system, event.mode, event.flags),
        mask_of(event.nodes, event.maxnode),
        mf_bits(event.mf),
        start,
        length,
    )
    return do_mbind(call)


def do_mbind(
    call: MbindCall, finish: Callable[[MemPolicy], MemPolicy | Refusal] | None = None
) -> EventResult:
    """What is checked of the arguments, then the range (do_mbind).

    ``finish`` adds to the policy what mode and mask do not say, or refuses to.
    """
    for check in _MBIND_CHECKS:
        answer = check(call)
        if isinstance(answer, Refusal):
            return refused(answer)
    assert not isinstance(call.mode, Refusal)
    assert not isinstance(call.mask, Refusal)
    assert not isinstance(call.pages, Refusal)
    if call.pages[0] == call.pages[1]:
        return done()
    policy = new_policy(call.system, call.task, call.mode, call.mask)
    if isinstance(policy, MemPolicy) and finish is not None:
        policy = finish(policy)
    if isinstance(policy, Refusal):
        return refused(policy)
    return bind_range(call, call.mask, call.pages, policy)


def bind_range(
    call: MbindCall, mask: NodeMask, pages: tuple[int, int], policy: MemPolicy | None
) -> EventResult:
    """The range is looked through, gets the policy, and its pages may move."""
    # The default policy tolerates holes and misplaced pages.
    mf = (call.mf & ~_STRICT) | _DISCONTIG_OK if policy is None else call.mf
    pieces = list(call.task.space.pieces(*pages))
    refusal = _scan(pieces, pages, mask, mf)
    if refusal is not None:
        return refused(refusal)
    return _install_and_move(call, pieces, mask, policy)


def _install_and_move(
    call: MbindCall, pieces: list[Piece], mask: NodeMask, policy: MemPolicy | None
) -> EventResult:
    """The new policy goes in, then pages outside the mask move where it puts them."""
    system, task, mf = call.system, call.task, call.mf
    for piece in pieces:
        install(system, piece, policy)
    failed = 0
    if mf & (_MOVE | _MOVE_ALL):
        source = "VMA policy" if policy is not None else "task policy"
        placing = system.placing(task, policy if policy is not None else task.policy, source)
        move_all = bool(mf & _MOVE_ALL)
        with system.memory.batch():
            failed = place_anew(system, pieces, mask=mask, placing=placing, move_all=move_all)
    if failed and mf & _STRICT and policy is not None:
        why = f"{failed} pages outside {mask.named} could not be moved"
        return refused(Refusal(Errno.EIO, why, "strict"))
    return done()


def _scan(pieces: list[Piece], pages: tuple[int, int], mask: NodeMask, mf: int) -> Refusal | None:
    """queue_pages_range(): every VMA in turn, first for holes, then for its pages."""
    unmapped = Refusal(Errno.EFAULT, "part of the range is not mapped", "mapped")
    if not pieces:
        return unmapped
    at = pages[0]
    for place, piece in enumerate(pieces):
        base = piece.region.base
        ends = (
            pieces[place + 1].region.base + pieces[place + 1].first
            if pieces[place + 1 :]
            else pages[1]
        )
        if not mf & _DISCONTIG_OK and (base + piece.first > at or base + piece.end < ends):
            return unmapped
        at = base + piece.end
        if mf & (_STRICT | _MOVE | _MOVE_ALL) == _STRICT and any(
            misplaced(held, mask) for held in holdings([piece])
        ):
            outside = f"a page lies outside {mask.named}"
            why = outside if mask else "the nodemask is empty, so every page counts as misplaced"
            return Refusal(Errno.EIO, why, "strict")
    return None


def install(system: System, piece: Piece, policy: MemPolicy | None) -> None:
    """Give a part of a VMA a policy (mbind_range); shared memory keeps it with the object.

    A VMA that has the policy already is left alone, and so is what its object keeps there,
    although that may be another one by now.
    """
    region, vma = piece.region, piece.vma
    if _equal(vma.policy, policy):
        return
    before = region.policies
    region.change(piece.first, piece.end, lambda part: replace(part, policy=policy))
    if region.object is not None and region.object.shmem:
        low, high = vma.index + piece.first, vma.index + piece.end
        if policy is None:
            region.object.policies.clear(low, high)
        else:
            region.object.policies.put(low, high, policy)
    system.note(f"regions/{region.id}/policies", before, region.policies)


def _equal(one: MemPolicy | None, other: MemPolicy | None) -> bool:
    """mpol_equal(): the cpuset's mems that a policy was made under do not count."""
    if one is None or other is None or one.keeps_user_mask:
        return one == other
    return one == replace(other, remembered=one.remembered)


def _home_node_refusal(system: System, start: int, node: int, flags: int) -> Refusal | None:
    """What sys_set_mempolicy_home_node() checks before it looks at memory, in order."""
    online = 0 <= node < MAX_NUMNODES and node in system.machine.online
    checks = (
        (
            start % (system.machine.page_kib * 1024),
            "aligned",
            "the address is no multiple of the page size",
        ),
        (flags, "call_flags", "there are no flags yet, they must be 0"),
        (not online, "home_node", f"there is no node {node}"),
    )
    return next(
        (Refusal(Errno.EINVAL, check, rule) for wrong, rule, check in checks if wrong), None
    )


def set_mempolicy_home_node(system: System, event: SetMempolicyHomeNode) -> EventResult:
    """The home node of a range's policies, from the arguments of the call."""
    node = int(event.node, 16) if isinstance(event.node, str) else event.node
    flags = int(event.flags or "0x0", 16)
    return home_node(
        system, task_of(system, event), range_of(system, event), node=node, flags=flags
    )


def home_node(
    system: System, task: TaskState, where: tuple[int, int], *, node: int, flags: int
) -> EventResult:
    """VMA by VMA (sys_set_mempolicy_home_node); a failure leaves the earlier ones changed.

    ``where`` is start and length of the range in bytes.
    """
    start, length = where
    pages = _home_node_refusal(system, start, node, flags) or page_range(
        start, length, system.machine.page_kib * 1024
    )
    if isinstance(pages, Refusal):
        return refused(pages)
    if pages[0] == pages[1]:
        return done()
    answer = refused(Refusal(Errno.ENOENT, "no memory in the range has a policy", "has_policy"))
    for piece in list(task.space.pieces(*pages)):
        policy = piece.vma.policy
        if policy is None:
            continue
        if policy.mode not in ("bind", "preferred_many"):
            why = f"{policy.mode} has no home node"
            return refused(Refusal(Errno.EOPNOTSUPP, why, "suits"))
        install(system, piece, replace(policy, home_node=node))
        answer = done()
    return answer


def vma_policy_at(piece: Piece, page: int) -> MemPolicy | None:
    """__get_vma_policy() for a page of a region: shared memory asks its object."""
    shown, vma = piece.region.object, piece.vma
    if shown is not None and shown.shmem:
        return shown.policies.get(vma.index + page)
    return vma.policy
