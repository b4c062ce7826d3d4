"""Why a page is on no node: not touched, not mapped, only read, or there was no room for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simcore.explain.deciding import decided
from simcore.explain.diary import memory_of
from simcore.explain.steps import Page, Step, listed
from simcore.placement.pattern import ABSENT, ZERO
from simcore.system import System
from simcore.system.state import Killed

__all__ = ("not_present", "zero_page")


def not_present(system: System, page: Page, *, mapped: bool) -> Iterator[Step]:
    """Why a page has no memory that the region shows."""
    killed = system.killed
    if mapped and killed is not None and (killed.region, killed.page) == page.where:
        yield from _could_not_be_had(page, killed)
        return
    there = memory_of(page.region, page.number) if mapped else None
    if there is not None:
        yield _in_the_object(page, there.node_of(page.number))
        return
    if mapped and page.diary is not None and page.diary.ended is not None:
        yield _ended_before(page, *page.diary.ended)
        return
    if not mapped:
        text = "The page is not mapped any more, so it has no memory."
    else:
        text = "Nothing has touched the page yet; memory is allocated at the first touch."
    yield Step("first touch", text, "handle_mm_fault", {"node": ABSENT, "mapped": mapped})


def _ended_before(page: Page, event: int, at: int | None, region: str) -> Step:
    """The task was killed before it came to the page."""
    values: dict[str, Any] = {"event": event, "node": ABSENT}
    place = ""
    if at is not None and region:
        elsewhere = {} if region == page.region.id else {"of": region}
        values |= {"at": at, **elsewhere}
        place = f", at page {at}" + (f" of {region}" if elsewhere else "")
    text = f"The task was killed in event {event}{place}, before anything gave the page memory."
    return Step("killed", text, "do_exit", values)


def _could_not_be_had(page: Page, killed: Killed) -> Iterator[Step]:
    """The chain up to the node that was asked for, then the nodes that had no room."""
    placing = killed.placing
    asked, steps = decided(page, placing)
    yield from steps
    (order, *_) = placing.orders.values()
    if asked is not None:
        order = placing.orders[asked]
    text = (
        f"Event {killed.at.event} touched the page, but there was no room on {listed(order)}, and "
        "the page may go nowhere else: the OOM killer ended the task."
    )
    values = {"event": killed.at.event, "full": list(order)}
    yield Step("out of memory", text, "out_of_memory", values)


_NEXT_TOUCH = {
    "private": (
        "a read only maps it, a write takes a copy of its own, which the policy places.",
        "do_cow_fault",
    ),
    "shmem": ("the next touch only maps it, and no policy matters any more.", "shmem_fault"),
    "file": ("the next touch only maps it, and no policy matters any more.", "filemap_fault"),
}
"""What a touch of a page does that its object has, by kind of mapping."""


def _in_the_object(page: Page, node: int) -> Step:
    shown = page.region.object
    assert shown is not None
    kind = "shmem" if shown.shmem else "file"
    kind = "private" if page.region.kind == "memfdpriv" else kind
    after, function = _NEXT_TOUCH[kind]
    text = f"The object has the page already, on node {node}; it is not mapped here yet: {after}"
    return Step("in the object", text, function, {"on": node, "kind": kind})


def zero_page() -> Step:
    """Why a page that was only read is on no node."""
    text = "The page was only read: it shows the zero page, which belongs to no node."
    return Step("zero page", text, "do_anonymous_page", {"node": ZERO})
