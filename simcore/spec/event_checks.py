"""Rules about the events of an experiment, one after another: who and what they name.

An event may only name tasks and regions that are there when its turn comes, pages that a
region has, and addresses that are free.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence

from simcore.errors import Problem, pointer
from simcore.pageranges import parse_pages
from simcore.spec.events import (
    Cpuset,
    Event,
    Fork,
    Mmap,
    Mremap,
    Munmap,
    ProcessMbind,
    Pwrite,
    RangeEvent,
    Step,
    TaskEvent,
    Touch,
    Where,
)
from simcore.spec.experiment import Task
from simcore.spec.limits import MAX_SHOWN_PAGES, MAX_SINGLE_PAGES, MAX_TASKS

__all__ = ("address_problems", "event_problems")

Numbered = Sequence[tuple[int, Event]]


_FIRST = ""
"""The process whose threads the experiment's tasks are; a forked child is one of its own."""


class _World:
    """Tasks with their processes, and regions by name, each with its size and process."""

    def __init__(self, tasks: Sequence[Task], *, complete: bool) -> None:
        self.tasks = {task.name: _FIRST for task in tasks}
        self.first = tasks[0].name
        self.regions: dict[str, tuple[int, str]] = {}
        self.steps = 0
        """Pages and page ranges that are touched one by one so far."""
        self.objects: set[str] = set()
        """Regions that show an object."""
        self.complete = complete
        """Whether every event could be read: else an unknown region may well be there."""

    def task_of(self, event: TaskEvent) -> str:
        return self.first if event.task is None else event.task

    def process_of(self, event: TaskEvent) -> str:
        return self.tasks.get(self.task_of(event), _FIRST)


def event_problems(events: Numbered, tasks: Sequence[Task], *, complete: bool) -> Iterator[Problem]:
    """Problems of events that name what is not there."""
    world = _World(tasks, complete=complete)
    for place, event in events:
        at = ("events", place)
        if isinstance(event, TaskEvent):
            yield from _task(world, event, at)
        if isinstance(event, Mmap):
            yield from _new_region(world, event, at)
        elif isinstance(event, Fork):
            yield from _new_child(world, event, at)
        elif getattr(event, "id", None) is not None:
            yield from _known_region(world, event, at)
        yield from _only_the_struct_has(event, at)
        if isinstance(event, Cpuset) and event.mems is None and event.group is None:
            yield Problem(pointer(*at, "mems"), "is required, or a group to join")


def _task(world: _World, event: TaskEvent, at: tuple[str, int]) -> Iterator[Problem]:
    if world.task_of(event) not in world.tasks and world.complete:
        yield Problem(pointer(*at, "task"), f"there is no task {event.task}")


def _new_region(world: _World, event: Mmap, at: tuple[str, int]) -> Iterator[Problem]:
    if event.id in world.regions:
        yield Problem(pointer(*at, "id"), "names a region that exists already")
    if event.kind == "anon" and (event.object is not None or event.offset is not None):
        yield Problem(pointer(*at, "kind"), "anonymous memory shows no object")
    world.regions[event.id] = (event.pages, world.process_of(event))
    if event.kind != "anon":
        world.objects.add(event.id)


def _new_child(world: _World, event: Fork, at: tuple[str, int]) -> Iterator[Problem]:
    if event.child in world.tasks:
        yield Problem(pointer(*at, "child"), "names a task that exists already")
    if len(world.tasks) == MAX_TASKS:
        yield Problem(pointer(*at, "child"), f"there may be at most {MAX_TASKS} tasks")
    world.tasks[event.child] = event.child
    parent = world.process_of(event)
    for name, (size, owner) in list(world.regions.items()):
        if owner == parent:
            copy = f"{event.child}:{name.rpartition(':')[2]}"
            world.regions[copy] = (size, event.child)
            world.objects |= {copy} if name in world.objects else set()


def _known_region(world: _World, event: Event, at: tuple[str, int]) -> Iterator[Problem]:
    name = str(getattr(event, "id", ""))
    if name not in world.regions:
        if world.complete:
            rule = f"no region {name} is mapped before this event"
            yield Problem(pointer(*at, "id"), rule)
        return
    size, owner = world.regions[name]
    assert isinstance(event, TaskEvent)
    yield from _own_region(world, event, owner, at)
    if isinstance(event, Touch | Step):
        yield from _page_list(world, event, pointer(*at, "pages"))
    elif isinstance(event, Munmap | Pwrite | Where):
        yield from _page_span(world, event, at)
    elif not isinstance(event, RangeEvent):
        yield from _single_page(event, name, size, pointer(*at, "page"))


def _own_region(
    world: _World, event: TaskEvent, owner: str, at: tuple[str, int]
) -> Iterator[Problem]:
    """A region belongs to the process that the event acts on; a target may be gone."""
    field, process = "task", world.process_of(event)
    if isinstance(event, ProcessMbind):
        field, process = "target", world.tasks.get(event.target, owner)
    if process != owner:
        yield Problem(pointer(*at, field), f"region {event.id} belongs to another process")  # type: ignore[attr-defined]


_FIELD_BY_FIELD = {"process_set_mempolicy", "process_mbind"}
"""Calls of which earlier shapes took mode and mask, and no struct."""


def _only_the_struct_has(event: Event, at: tuple[str, int]) -> Iterator[Problem]:
    """A call that takes mode and mask one by one has no place for weights or a home node."""
    via = getattr(event, "via", None)
    if event.op not in _FIELD_BY_FIELD or via in {None, event.op}:
        return
    for name in ("il_weights", "home_node", "resv", "size", "tail", "param"):
        if getattr(event, name) is not None:
            yield Problem(pointer(*at, name), f"has no place in the arguments of {via}")


def _page_list(world: _World, event: Touch | Step, at: str) -> Iterator[Problem]:
    size, _ = world.regions[event.id]
    ranges = parse_pages(event.pages)
    highest = max(pages.high for pages in ranges)
    if highest >= size:
        yield Problem(at, _beyond(highest, event.id, size))
    singly = isinstance(event, Step) or event.id in world.objects
    world.steps += sum(
        pages.count if singly and (abs(pages.step) > 1 or isinstance(event, Step)) else 1
        for pages in ranges
    )
    if world.steps > MAX_SINGLE_PAGES:
        yield Problem(at, _too_many(world.steps))


def _too_many(steps: int) -> str:
    return (
        f"brings the pages and ranges that are touched one by one to {steps}, "
        f"at most {MAX_SINGLE_PAGES} are allowed"
    )


def _beyond(page: int, name: str, size: int) -> str:
    return f"page {page} lies beyond region {name}, whose last page is {size - 1}"


def _page_span(
    world: _World, event: Munmap | Pwrite | Where, at: tuple[str, int]
) -> Iterator[Problem]:
    size, _ = world.regions[event.id]
    first = event.first or 0
    last = size - 1 if event.pages is None else first + event.pages - 1
    if max(first, last) >= size:
        yield Problem(pointer(*at, "pages"), _beyond(max(first, last), event.id, size))
    if isinstance(event, Where) and event.pages > MAX_SHOWN_PAGES:
        rule = f"asks for {event.pages} pages at once, at most {MAX_SHOWN_PAGES} are shown"
        yield Problem(pointer(*at, "pages"), rule)
    if isinstance(event, Pwrite):
        world.steps += event.pages
        if world.steps > MAX_SINGLE_PAGES:
            yield Problem(pointer(*at, "pages"), _too_many(world.steps))


def _single_page(event: Event, name: str, size: int, at: str) -> Iterator[Problem]:
    page = getattr(event, "page", None)
    if page is not None and page >= size:
        yield Problem(at, _beyond(page, name, size))


def address_problems(events: Numbered, tasks: Sequence[Task], page_bytes: int) -> Iterator[Problem]:
    """Problems of addresses: not on a page, or in the way of another region."""
    shared: list[tuple[int, int, str]] = []
    spaces = {task.name: shared for task in tasks}
    for place, event in events:
        if not isinstance(event, TaskEvent):
            continue
        space = spaces.get(event.task or tasks[0].name, shared)
        if isinstance(event, Fork):
            spaces[event.child] = [
                (start, end, f"{event.child}:{name.rpartition(':')[2]}")
                for start, end, name in space
            ]
        elif isinstance(event, Munmap) and event.first is None and event.pages is None:
            space[:] = [entry for entry in space if entry[2] != event.id]
        elif isinstance(event, Mmap | Mremap) and event.addr is not None:
            yield from _placed(space, event, page_bytes, pointer("events", place, "addr"))


def _placed(
    space: list[tuple[int, int, str]], event: Mmap | Mremap, page_bytes: int, at: str
) -> Iterator[Problem]:
    start = int(event.addr or "0x0", 16)
    if start % page_bytes:
        yield Problem(at, f"must be a multiple of the page size, {page_bytes} bytes")
    if isinstance(event, Mmap):
        size = event.pages * page_bytes
    else:
        size = sum(end - begin for begin, end, name in space if name == event.id)
        space[:] = [entry for entry in space if entry[2] != event.id]
    place = bisect_left(space, (start + size, 0, ""))
    if place and space[place - 1][1] > start:
        yield Problem(at, "overlaps another region")
    else:
        insort(space, (start, start + size, event.id))
