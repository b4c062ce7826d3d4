"""The task's interleave counter: il_prev and il_weight of task_struct.

It places what a task allocates without an address: page cache, page tables, slab, vmalloc.
Follows interleave_nodes(), weighted_interleave_nodes() and the two bulk allocators of
mm/mempolicy.c. Every function is pure: a counter goes in, the next one comes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simcore.kernel.modes import MemPolicy
from simcore.nodemask import MAX_NUMNODES, NodeMask

__all__ = ("RESET", "Counter", "advance", "bulk", "peek", "round_from", "step")


@dataclass(frozen=True, slots=True)
class Counter:
    """Node that was used last, and how much of its weight is left."""

    prev: int = MAX_NUMNODES - 1
    left: int = 0

    def __str__(self) -> str:
        return f"{self.prev},{self.left}"


RESET = Counter()
"""Before the first node: what set_mempolicy() with an interleave mode leaves."""


def _after(prev: int, nodes: NodeMask) -> int:
    node = nodes.next_after(prev)
    assert node is not None, "an interleave policy has nodes"
    return node


def step(counter: Counter, policy: MemPolicy, weights: Mapping[int, int]) -> tuple[int, Counter]:
    """One allocation: its node, and the counter after it."""
    if not policy.weighted:
        node = _after(counter.prev, policy.nodes)
        return node, Counter(node, counter.left)
    node, left = counter.prev, counter.left
    if left == 0 or node not in policy.nodes:
        node = _after(node, policy.nodes)
        left = weights.get(node, 1)
    return node, Counter(node, left - 1)


def peek(counter: Counter, policy: MemPolicy) -> int:
    """What get_mempolicy(MPOL_F_NODE) shows: the node that comes next.

    While a node's weight is not used up that node is shown, even if a rebind took it away.
    """
    if policy.weighted and counter.left > 0:
        return counter.prev
    return _after(counter.prev, policy.nodes)


def round_from(
    counter: Counter, policy: MemPolicy, weights: Mapping[int, int]
) -> tuple[tuple[int, int], tuple[tuple[int, int], ...]]:
    """What the counter gives from here on: a run that is left over, then rounds for ever."""
    nodes = list(policy.nodes)
    weighted = policy.weighted
    lead = counter.left if weighted and counter.prev in policy.nodes else 0
    start = nodes.index(_after(counter.prev, policy.nodes))
    order = nodes[start:] + nodes[:start]
    return (counter.prev, lead), tuple((n, weights.get(n, 1) if weighted else 1) for n in order)


def advance(counter: Counter, policy: MemPolicy, weights: Mapping[int, int], count: int) -> Counter:
    """The counter after ``count`` steps, without walking them."""
    (node, lead), order = round_from(counter, policy, weights)
    if count == 0:
        return counter
    if count <= lead:
        return Counter(node, lead - count)
    rest = (count - lead) % sum(weight for _, weight in order)
    left_behind = 0 if policy.weighted else counter.left
    if rest == 0:
        return Counter(order[-1][0], left_behind)
    for node, weight in order:
        if rest <= weight:
            return Counter(node, weight - rest if policy.weighted else left_behind)
        rest -= weight
    raise AssertionError("unreachable: the rest is less than one round")


def bulk(
    counter: Counter, policy: MemPolicy, weights: Mapping[int, int], count: int
) -> tuple[dict[int, int], Counter]:
    """Pages on each node for a bulk request, and the counter after it.

    Weighted (alloc_pages_bulk_weighted_interleave): as ``count`` steps, but a node that comes
    next is entered at once with its weight. Plain (alloc_pages_bulk_interleave): equal shares,
    one step a node, whatever the number of pages.
    """
    if not policy.weighted:
        return _bulk_plain(counter, policy, count)
    (node, lead), order = round_from(counter, policy, weights)
    pages = dict.fromkeys(policy.nodes, 0)
    if lead:
        pages[node] += min(lead, count)
        if count <= lead:
            return pages, Counter(node, lead - count)
    rounds, delta = divmod(count - lead, sum(weight for _, weight in order))
    after = Counter(*order[0])
    for node, weight in order:
        share = min(delta, weight)
        if 0 < delta <= weight:
            after = Counter(node, weight - delta)
        delta -= share
        pages[node] += rounds * weight + share
    return pages, after


def _bulk_plain(counter: Counter, policy: MemPolicy, count: int) -> tuple[dict[int, int], Counter]:
    share, more = divmod(count, len(policy.nodes))
    pages: dict[int, int] = {}
    for turn in range(len(policy.nodes)):
        node, counter = step(counter, policy, {})
        pages[node] = share + (turn < more)
    return pages, counter
