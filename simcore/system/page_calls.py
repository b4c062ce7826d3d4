"""The calls that move pages without a policy: migrate_pages(2) and move_pages(2).

Follows kernel_migrate_pages() of mm/mempolicy.c and do_pages_move() of mm/migrate.c.
"""

from __future__ import annotations

from simcore.kernel.errno import Errno, Refusal
from simcore.nodemask import MAX_NUMNODES, NodeMask
from simcore.placement.pattern import ABSENT, ZERO
from simcore.result import EventResult
from simcore.spec.events import MigratePages, MovePages
from simcore.system.answers import done, refused
from simcore.system.migrate import Holding, holdings, migrate_nodes, move_page
from simcore.system.policy_calls import mask_of, task_of
from simcore.system.state import System, TaskState

__all__ = ("migrate_own", "migrate_pages", "move_one", "move_pages", "node_at")


def migrate_pages(system: System, event: MigratePages) -> EventResult:
    """The calling task's pages, from the arguments of the call."""
    masks = mask_of(event.source, None), mask_of(event.target, None)
    return migrate_own(system, task_of(system, event), masks)


def migrate_own(
    system: System, task: TaskState, masks: tuple[NodeMask | Refusal, NodeMask | Refusal]
) -> EventResult:
    """Pages of the task from the first mask's nodes to the second's (kernel_migrate_pages)."""
    for mask in masks:
        if isinstance(mask, Refusal):
            return refused(mask)
    source, target = masks
    assert isinstance(source, NodeMask)
    assert isinstance(target, NodeMask)
    privileged = "sys_nice" in task.caps
    if target - task.mems_allowed and not privileged:
        why = f"the nodes {target - task.mems_allowed} are not allowed"
        return refused(Refusal(Errno.EPERM, why, "permission"))
    target &= task.mems_allowed
    if not target:
        return refused(Refusal(Errno.EINVAL, "no target node is allowed", "allowed"))
    missed = migrate_nodes(system, task.space, source, target, move_all=privileged)
    return refused(missed) if isinstance(missed, Refusal) else done(missed)


_UNTOUCHED = {"status": -999}
"""Status of a page that the call never came to (the recorder's mark)."""


def move_pages(system: System, event: MovePages) -> EventResult:
    """One page of a region to one node, from the arguments of the call."""
    task, region = task_of(system, event), system.regions[event.id]
    moved = move_one(system, task, region.base + event.page, event.node)
    if isinstance(moved, Refusal):
        return refused(moved, answer=_UNTOUCHED)
    return done(answer={"status": moved})


def move_one(
    system: System, task: TaskState, page: int, node: int, *, move_all: bool = False
) -> int | Refusal:
    """The status of a page that is asked to a node, or the call's refusal (do_pages_move).

    ``page`` is counted from address 0.
    """
    if not 0 <= node < MAX_NUMNODES or node not in system.machine.has_memory:
        return Refusal(Errno.ENODEV, f"node {node} has no memory", "has_memory")
    if node not in task.mems_allowed:
        return Refusal(Errno.EACCES, f"node {node} is not allowed", "allowed")
    held = _page_at(task, page)
    if isinstance(held, Errno):
        return -int(held)
    return move_page(system, held, held.first, node, move_all=move_all)


def node_at(task: TaskState, page: int) -> int:
    """The status of a page that is only asked for (do_pages_stat_array)."""
    held = _page_at(task, page)
    return -int(held) if isinstance(held, Errno) else held.map.node_of(held.first)


def _page_at(task: TaskState, page: int) -> Holding | Errno:
    """Who holds a page; EFAULT without a VMA or at a zero page, ENOENT where there is none."""
    pieces = list(task.space.pieces(page, page + 1))
    if not pieces:
        return Errno.EFAULT
    for held in holdings(pieces):
        now = held.map.node_of(held.first) if held.first < held.end else ABSENT
        if now != ABSENT:
            return Errno.EFAULT if now == ZERO else held
    return Errno.ENOENT
