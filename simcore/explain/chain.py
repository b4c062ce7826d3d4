"""How a page came to its node: where it was placed, and each move after that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simcore.explain.deciding import decided
from simcore.explain.steps import Page, Step, listed
from simcore.placement.choose import Placing
from simcore.placement.pagemap import Segment
from simcore.system import System
from simcore.system.state import Moved

__all__ = ("chain",)


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
