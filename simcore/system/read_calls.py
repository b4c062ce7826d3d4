"""get_mempolicy(2) in all its forms, and where pages are.

Follows kernel_get_mempolicy(), do_get_mempolicy() and copy_nodes_to_user() of
mm/mempolicy.c; where pages are is move_pages(2) without nodes (mm/migrate.c).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from simcore.kernel.arguments import mask_too_short
from simcore.kernel.counter import peek
from simcore.kernel.errno import Errno, Refusal
from simcore.kernel.modes import MemPolicy
from simcore.kernel.profiles import Feature
from simcore.nodemask import EMPTY, NodeMask
from simcore.placement.pattern import ZERO, Pattern
from simcore.result import EventResult
from simcore.spec.events import GetMempolicy, GetNode, MemsAllowed, Next, Where
from simcore.system.answers import done, refused
from simcore.system.fault import Span
from simcore.system.faults import access
from simcore.system.mappings import Piece
from simcore.system.policy_calls import task_of, vma_policy_at
from simcore.system.state import System, TaskState
from simcore.system.stepping import counts_steps, take_recorded_rest

__all__ = (
    "PolicyFound",
    "get_mempolicy",
    "get_node",
    "look_up",
    "mems_allowed",
    "next_node",
    "run_text",
    "where",
)

_NODE, _ADDR, _MEMS_ALLOWED = 1, 2, 4
_WORD_BITS = 64
_PAGE_BITS = 32768


@dataclass(frozen=True, slots=True)
class PolicyFound:
    """What do_get_mempolicy() finds: a policy, or a node in place of its mode."""

    policy: MemPolicy | None = None
    node: int | None = None
    nodes: NodeMask = EMPTY


def get_mempolicy(system: System, event: GetMempolicy) -> EventResult:
    """The call with all its arguments; null result pointers leave their answer out."""
    task = task_of(system, event)
    addr, ask = _asked(system, event)
    possible = system.machine.possible_nodes.bits
    maxnode = 65 if event.maxnode is None else int(event.maxnode, 16)
    with_mask = event.mask_pointer != "null"
    refusal = mask_too_short(maxnode, possible.bit_length()) if with_mask else None
    found = refusal or look_up(system, task, addr, ask)
    if isinstance(found, Refusal):
        return refused(found)
    if event.policy_pointer == "bad":
        return refused(Refusal(Errno.EFAULT, "the mode cannot be written", "copy_out"))
    if with_mask and maxnode - 1 > _PAGE_BITS:
        why = f"maxnode {maxnode} asks for more than a page of bits"
        return refused(Refusal(Errno.EINVAL, why, "copy_out"))
    words = -(-min(possible.bit_length(), maxnode - 1) // _WORD_BITS)
    if event.mask_pointer == "bad" and words:
        return refused(Refusal(Errno.EFAULT, "the nodemask cannot be written", "copy_out"))
    answer: dict[str, object] = {}
    if event.policy_pointer is None:
        answer |= _mode_answer(found)
    if with_mask:  # words that are not written keep what the caller had there
        shown = NodeMask(found.nodes.bits & ((1 << words * _WORD_BITS) - 1))
        answer["nodes"] = str(shown)
    return done(answer=answer)


def _asked(system: System, event: GetMempolicy) -> tuple[int, int]:
    """Address in bytes, and MPOL_F_* bits."""
    if event.id is None:
        return int(event.addr or "0x0", 16), int(event.ask or "0x0", 16)
    page = system.regions[event.id].base + (event.page or 0)
    return page * system.machine.page_kib * 1024, int(event.ask or hex(_ADDR), 16)


def _mode_answer(found: PolicyFound) -> dict[str, object]:
    if found.node is not None:
        return {"mode": found.node, "flags": ()}
    if found.policy is None:
        return {"mode": "default", "flags": ()}
    return {"mode": found.policy.mode, "flags": found.policy.flags}


def look_up(system: System, task: TaskState, addr: int, ask: int) -> PolicyFound | Refusal:
    """What is asked for by an address and MPOL_F_* bits (do_get_mempolicy)."""
    if ask & ~(_NODE | _ADDR | _MEMS_ALLOWED):
        return Refusal(Errno.EINVAL, f"the MPOL_F bits {ask:#x} are not all known", "call_flags")
    if ask & _MEMS_ALLOWED:
        if ask & (_NODE | _ADDR):
            return Refusal(Errno.EINVAL, "MPOL_F_MEMS_ALLOWED stands alone", "call_flags")
        return PolicyFound(nodes=task.mems_allowed)
    if ask & _ADDR:
        return _of_address(system, task, addr, with_node=bool(ask & _NODE))
    if addr:
        return Refusal(Errno.EINVAL, "an address without MPOL_F_ADDR", "no_address")
    nodes = EMPTY if task.policy is None else task.policy.shown_nodes
    if not ask & _NODE:
        return PolicyFound(task.policy, nodes=nodes)
    if task.policy is None or not counts_steps(task):
        return Refusal(Errno.EINVAL, "the task has no interleave policy", "interleaves")
    return PolicyFound(node=_next_node(system, task, task.policy), nodes=nodes)


def _next_node(system: System, task: TaskState, policy: MemPolicy) -> int:
    """The node that comes next; as posted, v6 told of the last one that was used up."""
    shown = peek(task.counter, policy)
    if policy.weighted and task.counter.left and system.kernel.has(Feature.NEXT_SHOWS_THE_LAST):
        nodes = list(policy.nodes)
        return nodes[nodes.index(shown) - 1] if shown in policy.nodes else shown
    return shown


def _of_address(
    system: System, task: TaskState, addr: int, *, with_node: bool
) -> PolicyFound | Refusal:
    piece = task.space.at(addr // (system.machine.page_kib * 1024))
    if piece is None:
        return Refusal(Errno.EFAULT, "the address is not mapped", "mapped")
    policy = vma_policy_at(piece, piece.first)
    nodes = EMPTY if policy is None else policy.shown_nodes
    if with_node:
        return PolicyFound(node=_lookup_node(system, task, piece), nodes=nodes)
    return PolicyFound(policy, nodes=nodes)


def _lookup_node(system: System, task: TaskState, piece: Piece) -> int:
    """lookup_node(): the page is faulted in for reading; the zero page counts as node 0."""
    access(system, task, piece.region, Span(piece.first, piece.first + 1))
    return max(piece.region.map.node_of(piece.first), 0)


def next_node(system: System, event: Next) -> EventResult:
    """get_mempolicy(MPOL_F_NODE); what a recording shows of its steps comes after the answer."""
    task = task_of(system, event)
    found = look_up(system, task, 0, _NODE)
    answer = (
        refused(found, answer={"node": -1})
        if isinstance(found, Refusal)
        else done(answer={"node": found.node})
    )
    take_recorded_rest(system, task)
    return answer


def get_node(system: System, event: GetNode) -> EventResult:
    """get_mempolicy(MPOL_F_NODE | MPOL_F_ADDR) of a page of a region."""
    task, region = task_of(system, event), system.regions[event.id]
    addr = (region.base + event.page) * system.machine.page_kib * 1024
    found = look_up(system, task, addr, _NODE | _ADDR)
    return refused(found) if isinstance(found, Refusal) else done(answer={"node": found.node})


def mems_allowed(system: System, event: MemsAllowed) -> EventResult:
    """get_mempolicy(MPOL_F_MEMS_ALLOWED)."""
    return done(answer={"nodes": str(task_of(system, event).mems_allowed)})


def run_text(runs: Iterable[tuple[int, int]]) -> str:
    """Runs (node, length) as run-length text."""
    joined = Pattern.joined(runs)
    return " ".join(f"{node}x{length}" if length > 1 else str(node) for node, length in joined)


def where(system: System, event: Where) -> EventResult:
    """move_pages(2) without nodes, as run-length text; unmapped pages show as EFAULT."""
    region = system.regions[event.id]
    shown: list[tuple[int, int]] = []
    seen = region.map
    at, end = event.first, event.first + event.pages
    for _, low, high in region.vmas_in(at, end):
        if low > at:
            shown.append((ZERO, low - at))
        shown += seen.runs(low, high - low)
        at = high
    if at < end:
        shown.append((ZERO, end - at))
    return EventResult(answer={"nodes": run_text(shown)})
