"""How a page came to its node: where it was placed, and each move after that.

With a diary also the event that placed it, and the policies that came later and left it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simcore.explain.afterwards import Afterwards
from simcore.explain.deciding import decided
from simcore.explain.diary import Birth
from simcore.explain.steps import Page, Step, listed
from simcore.placement.choose import Placing
from simcore.placement.pagemap import Segment
from simcore.system import System
from simcore.system.state import Moved

__all__ = ("chain", "history")


def history(system: System, page: Page, segment: Segment) -> list[Step]:
    """The event that gave the page its memory, the chain, and in their order what came later."""
    region, diary = page.region.id, page.diary
    birth = diary.births.get(region) if diary else None
    later = map(_left, diary.afterwards.get(region, ()) if diary else ())
    steps = [*_given_memory(birth), *chain(system, page, segment), *later]
    after = sorted((s for s in steps if s.rule in _LATER), key=lambda step: step.values["event"])
    return [step for step in steps if step.rule not in _LATER] + after


_LATER = ("move", "later policy")
_BIRTHS = {
    "first": ("Event {event} gave the page its memory.", "handle_mm_fault"),
    "again": (
        "Event {event} gave the page its memory; what it had before was freed by event {freed}.",
        "handle_mm_fault",
    ),
    "copy": (
        "Event {event} wrote to the page, which others show, too, and so gave it a copy of its "
        "own.",
        "wp_page_copy",
    ),
}


def _given_memory(birth: Birth | None) -> Iterator[Step]:
    """Nothing is told where an object had the page before it was mapped."""
    if birth is not None and birth.how in _BIRTHS:
        text, function = _BIRTHS[birth.how]
        values: dict[str, Any] = {"event": birth.event, "how": birth.how}
        values |= {} if birth.freed is None else {"freed": birth.freed}
        yield Step("memory", text.format(**values), function, values)


_STAYED = {
    "not_asked": "without MPOL_MF_MOVE that moves no page that is there already.",
    "on_node": "the page lay on one of its nodes already and stayed.",
    "shared": "the page stayed, for it is mapped more than once, and then only MPOL_MF_MOVE_ALL "
    "moves it.",
    "no_room": "the page stayed, for there was no room.",
    "stayed": "the page stayed.",
}


def _left(later: Afterwards) -> Step:
    values = {"event": later.event, "op": later.op, "policy": later.policy, "why": later.stayed}
    text = (
        f"Event {later.event}, {later.op}(), gave this part the policy {later.policy} afterwards; "
        f"{_STAYED[later.stayed]}"
    )
    return Step("later policy", text, "do_mbind", values)


def chain(system: System, page: Page, segment: Segment) -> Iterator[Step]:
    """The steps that led a page to where a segment has it."""
    cause = system.causes[segment.cause]
    if isinstance(cause, Moved):
        yield from _moved(system, page, segment, cause)
    elif cause is not None:
        yield from _placed(page, segment, cause)


def _placed(page: Page, segment: Segment, placing: Placing) -> Iterator[Step]:
    asked, steps = decided(page, placing)
    yield from steps
    node = segment.node_of(page.number)
    if asked is not None and asked != node:
        yield _passed_over(placing, asked, node)


def _passed_over(placing: Placing, asked: int, node: int) -> Step:
    order = placing.orders.get(asked, ())
    passed = order[: order.index(node)] if node in order else (asked,)
    text = (
        f"When the page was touched there was no room on {listed(passed)}; the order "
        f"{listed(order)} led to node {node}. The other pages' shares did not change."
    )
    values = {"full": list(passed), "order": list(order), "node": node}
    return Step("full node", text, "get_page_from_freelist", values)


_MOVERS = {
    "cpuset": (
        "Event {event} changed the cpuset: the pages of node {was} were moved to node {now}, this "
        "one too.",
        "cpuset_migrate_mm",
    ),
    "migrate_pages": (
        "Event {event}, migrate_pages(), moved the pages of node {was} to node {now}, this one "
        "too.",
        "do_migrate_pages",
    ),
    "move_pages": (
        "Event {event}, move_pages(), moved this page from node {was} to node {now}.",
        "do_pages_move",
    ),
}
"""What moves pages without a policy, by op."""
_TO_POLICY = (
    "Event {event}, {op}(), moved pages outside its nodes; this one lay on node {was} and went to "
    "node {now}, "
)
"""The start of what a call does that moves pages to where a policy wants them."""


def _moved(system: System, page: Page, segment: Segment, cause: Moved) -> Iterator[Step]:
    """What was before the move, then the move, unless this page stayed."""
    earlier = _before(page, cause)
    yield from chain(system, page, earlier)
    was, now = earlier.node_of(page.number), segment.node_of(page.number)
    if was == now:
        return
    at, placing = cause.at, cause.placing
    values: dict[str, Any] = {"from": was, "to": now, "event": at.event, "op": at.op}
    if placing is None:
        text, function = _MOVERS[at.op]
        text = text.format(event=at.event, was=was, now=now)
    else:
        text, function = _TO_POLICY.format(event=at.event, op=at.op, was=was, now=now), "do_mbind"
        values["policy"] = str(placing.policy or "default")
        if len(placing.orders) > 1:
            text += f"where the policy {values['policy']} puts its index."
        else:
            values["order"] = list(next(iter(placing.orders.values())))
            text += f"by the order {listed(tuple(values['order']))} of {values['policy']}."
    yield Step("move", text, function, values)


def _before(page: Page, cause: Moved) -> Segment:
    """The earlier segment, by the numbers of the region's pages."""
    return cause.before if cause.own else cause.before.moved(-page.vma.index)
