"""Allocations without an address, placed by the task's counter: page cache and page tables.

With an interleave policy each takes a step of the counter, whatever its order; other policies
place it as they would a page, and leave the counter alone (alloc_pages_current(), now
alloc_pages_mpol(), in mm/mempolicy.c). A full node's page goes along that node's zonelist,
and the step counts all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from simcore.kernel.counter import advance, round_from, step
from simcore.placement.choose import Placing
from simcore.placement.fill import Gap
from simcore.placement.pagemap import Segment
from simcore.placement.pattern import Pattern
from simcore.system.state import System, TaskState

__all__ = ("allocate", "counts_steps", "populate", "take_recorded_rest", "take_steps")


def counts_steps(task: TaskState) -> bool:
    """Whether the task's policy uses the counter."""
    return task.policy is not None and task.policy.rule.interleaves


def take_steps(system: System, task: TaskState, count: int) -> None:
    """``count`` steps that place nothing of which the map is kept."""
    if not counts_steps(task) or count == 0:
        return
    assert task.policy is not None
    before = task.counter
    if system.recording is None:
        task.counter = advance(task.counter, task.policy, system.weights_for(task.policy), count)
    else:
        for _ in range(count):
            node, task.counter = step(task.counter, task.policy, system.weights_for(task.policy))
            system.recording.steps.append(node)
    system.note(f"tasks/{task.name}/counter", str(before), str(task.counter))


def take_recorded_rest(system: System, task: TaskState) -> None:
    """Steps that a recording shows beyond those that follow from the event."""
    if system.recording is not None:
        take_steps(system, task, system.recording.rest())


def allocate(
    system: System, task: TaskState, gap: Gap, *, owner: str, kind: str
) -> Iterator[Segment]:
    """Page-cache pages of a gap, ascending, one step of the counter each."""
    if system.recording is None:
        yield from _at_once(system, task, gap, owner)
        return
    for page in range(gap.first, gap.first + gap.count):
        take_steps(system, task, system.recording.before(kind))
        if counts_steps(task):
            assert task.policy is not None
            system.recording.steps.append(
                step(task.counter, task.policy, system.weights_for(task.policy))[0]
            )
        yield from _at_once(system, task, Gap(page, 1, 0), owner)
        take_steps(system, task, system.recording.after())


def _at_once(system: System, task: TaskState, gap: Gap, owner: str) -> Iterator[Segment]:
    placing = system.placing(task, task.policy, "task policy", _COUNTER)
    if task.policy is None or not counts_steps(task):
        yield from system.memory.place(placing, gap, owner)
        return
    before = task.counter
    (node, lead), order = round_from(before, task.policy, system.weights_for(task.policy))
    task.counter = advance(before, task.policy, system.weights_for(task.policy), gap.count)
    system.note(f"tasks/{task.name}/counter", str(before), str(task.counter))
    lead = min(lead, gap.count)
    if lead:
        alone = _by_counter(placing, Pattern.of([(node, 1)]))
        yield from system.memory.place(alone, Gap(gap.first, lead, 0), owner)
    if gap.count > lead:
        rest = Gap(gap.first + lead, gap.count - lead, -(gap.first + lead))
        yield from system.memory.place(_by_counter(placing, Pattern.of(order)), rest, owner)


_COUNTER = 0
"""Such pages have no index: the number of pages that one stands for is none."""


def _by_counter(placing: Placing, pattern: Pattern) -> Placing:
    return replace(placing, pattern=pattern)


def populate(system: System, task: TaskState, first: int, end: int) -> None:
    """Page tables for the pages [first, end) of the task's address space.

    They take memory and steps only where the experiment asks for kernel memory.
    """
    tables = task.space.tables
    if not system.machine.kernel_memory:
        tables.populate(first, end)
        return
    if system.recording is None:
        new = tables.populate(first, end)
        if new:
            for _ in allocate(system, task, Gap(0, new, 0), owner="", kind="pte"):
                pass
        return
    for kind in tables.populate_in_order(first, end):
        for _ in allocate(system, task, Gap(0, 1, 0), owner="", kind=kind):
            pass
