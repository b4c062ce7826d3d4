"""Which node a page fault asks for, and where it goes when that node is full.

Follows policy_nodemask() and its helpers in mm/mempolicy.c for faults with an index:
interleave_nid(), weighted_interleave_nid(), and the zonelists of mm/page_alloc.c. The page's
index decides, never a counter: order of faults makes no difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simcore.kernel.modes import MemPolicy
from simcore.nodemask import NodeMask
from simcore.placement.pattern import Pattern

__all__ = ("Placing", "Surroundings", "choose")


@dataclass(frozen=True, slots=True)
class Placing:
    """What a policy means for faults from one CPU at one moment.

    A page with index i asks for ``pattern.at(i)``; a full node's pages go along
    ``orders[node]``. When an order ends without room, the OOM killer comes.
    """

    pattern: Pattern
    orders: Mapping[int, tuple[int, ...]]
    source: str
    kernel_function: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a choice depends on beside the policy."""

    cpu_node: int
    zonelists: Mapping[int, tuple[int, ...]]
    allowed: NodeMask
    weights: Mapping[int, int]


def choose(policy: MemPolicy | None, around: Surroundings) -> Placing:
    """How pages are placed under ``policy`` (None: no policy anywhere)."""
    if policy is None or policy.mode == "local":
        source = "no policy" if policy is None else "task policy"
        return _single(around.cpu_node, around, source, "policy_nodemask")
    if policy.rule.interleaves:
        return _interleaved(policy, around)
    if policy.mode == "preferred":
        return _single(policy.nodes.first(), around, "task policy", "policy_nodemask")
    return _nearest_of(policy, around)


def _along(around: Surroundings, start: int, within: NodeMask) -> tuple[int, ...]:
    return tuple(node for node in around.zonelists[start] if node in within)


def _single(start: int, around: Surroundings, source: str, function: str) -> Placing:
    """One zonelist for all pages: its first node, then the rest in order."""
    order = _along(around, start, around.allowed)
    return Placing(Pattern.of([(order[0], 1)]), {order[0]: order}, source, function)


def _nearest_of(policy: MemPolicy, around: Surroundings) -> Placing:
    """Bind and preferred_many: the mask's nodes by distance from the CPU, then (many) the rest."""
    inside = _along(around, around.cpu_node, policy.nodes & around.allowed)
    order = inside
    if policy.mode == "preferred_many":
        order += tuple(
            n for n in _along(around, around.cpu_node, around.allowed) if n not in inside
        )
    return Placing(Pattern.of([(order[0], 1)]), {order[0]: order}, "task policy", "policy_nodemask")


def _interleaved(policy: MemPolicy, around: Surroundings) -> Placing:
    """Each node of the mask in turn; no mask limits where a full node's pages go."""
    weighted = policy.mode == "weighted_interleave"
    pattern = Pattern.of(
        (node, around.weights.get(node, 1) if weighted else 1) for node in policy.nodes
    )
    orders = {node: _along(around, node, around.allowed) for node in policy.nodes}
    function = "weighted_interleave_nid" if weighted else "interleave_nid"
    return Placing(pattern, orders, "task policy", function)
