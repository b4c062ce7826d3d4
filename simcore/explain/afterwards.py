"""Calls that gave a page another policy when it was there already, and left it where it was.

mbind() changes what later touches do; pages that are there move only when it is asked to move
them, and not all of them do. Pages that moved are told by the decision that moved them.
"""

from __future__ import annotations

from dataclasses import dataclass

from simcore.kernel.arguments import MF_BITS
from simcore.kernel.errno import Errno
from simcore.result import EventResult
from simcore.spec.events import Event, Mbind, Mbind2, ProcessMbind
from simcore.spec.events.fields import named_nodes
from simcore.system import System
from simcore.system.mappings import Piece
from simcore.system.migrate import passed_over
from simcore.system.param_calls import mf2_bits
from simcore.system.policy_calls import mf_bits, range_of, vma_policy_at

__all__ = ("Afterwards", "RangeCall", "moves", "reaches", "why_it_stayed")

RangeCall = Mbind | Mbind2 | ProcessMbind
"""The calls that set the policy of a range."""
_MOVE, _MOVE_ALL = MF_BITS["move"], MF_BITS["move_all"]


@dataclass(frozen=True, slots=True)
class Afterwards:
    """The event, its policy, and why the page stayed."""

    event: int
    op: str
    policy: str
    stayed: str


def _bits(call: RangeCall) -> int:
    return mf_bits(call.mf) if isinstance(call, Mbind) else mf2_bits(call.mf)


def moves(call: RangeCall) -> bool:
    """Whether the call asks for pages that are there to be moved."""
    return bool(_bits(call) & (_MOVE | _MOVE_ALL))


def reaches(system: System, call: Event, answer: EventResult, piece: Piece) -> bool:
    """Whether a call went through the pages of a piece to move them, as far as its answer says."""
    if not isinstance(call, RangeCall) or not moves(call):
        return False
    whose = call.target if isinstance(call, ProcessMbind) else call.task
    task = system.tasks.get(whose or "")
    if answer.errno not in (None, Errno.EIO) or task is None:
        return False
    start, length = range_of(system, call)
    page = (piece.region.base + piece.first) * system.machine.page_kib * 1024
    return piece.region.space is task.space and start <= page < start + length


def why_it_stayed(system: System, call: RangeCall, piece: Piece, node: int) -> str:
    """Why a call that went through the one page of a piece left it on its node."""
    if not moves(call):
        return "not_asked"
    if node in named_nodes(call.nodes):
        return "on_node"
    if not _bits(call) & _MOVE_ALL and passed_over(system, piece):
        return "shared"
    policy = vma_policy_at(piece, piece.first)
    room = policy is None or any(system.free.get(each, 0) for each in policy.nodes)
    return "stayed" if room else "no_room"
