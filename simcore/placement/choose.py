"""Which node a page fault asks for, and where it goes when that node is full.

Follows policy_nodemask() and its helpers in mm/mempolicy.c for faults with an index:
interleave_nid(), weighted_interleave_nid(), and the zonelists of mm/page_alloc.c. The page's
index decides, never a counter: order of faults makes no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simcore.kernel.modes import MemPolicy
from simcore.nodemask import NodeMask
from simcore.placement.pattern import Pattern

__all__ = ("KEEP", "Placing", "Surroundings", "choose", "start_node")

KEEP = -1
"""In a pattern: leave the page that is there where it is."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a choice depends on beside the policy."""

    cpu_node: int
    zonelists: Mapping[int, tuple[int, ...]]
    allowed: NodeMask
    weights: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Placing:
    """What a policy means for faults from one CPU at one moment.

    A page with index i asks for ``pattern.at(i)``; a full node's pages go along
    ``orders[node]``. When an order ends without room, the OOM killer comes. ``source`` says
    whose policy it was, ``cause`` is the number under which the decision is kept.
    """

    pattern: Pattern
    orders: Mapping[int, tuple[int, ...]]
    source: str
    kernel_function: str
    policy: MemPolicy | None = None
    around: Surroundings | None = None
    unit: int = 1
    """Pages that one index stands for: 512 for huge pages, 0 for the task's counter."""
    cause: int = 0


def choose(policy: MemPolicy | None, around: Surroundings, source: str = "task policy") -> Placing:
    """How pages are placed under ``policy`` (None: no policy anywhere)."""
    mode = "local" if policy is None else policy.mode
    if policy is not None and policy.weighted:
        mode = "weighted_interleave"
    pattern, orders, function = _CHOICES[mode](policy, around)
    if policy is None:
        source = "no policy"
    return Placing(pattern, orders, source, function, policy, around)


_Choice = tuple[Pattern, dict[int, tuple[int, ...]], str]


def start_node(policy: MemPolicy, around: Surroundings) -> int:
    """Where bind and preferred_many start: the home node if one was set, else the CPU's."""
    return around.cpu_node if policy.home_node is None else policy.home_node


def _along(around: Surroundings, start: int, within: NodeMask) -> tuple[int, ...]:
    return tuple(node for node in around.zonelists[start] if node in within)


def _single(order: tuple[int, ...], function: str) -> _Choice:
    """One order for all pages."""
    return Pattern.of([(order[0], 1)]), {order[0]: order}, function


def _local(_policy: MemPolicy | None, around: Surroundings) -> _Choice:
    return _single(_along(around, around.cpu_node, around.allowed), "alloc_pages_mpol")


def _preferred(policy: MemPolicy, around: Surroundings) -> _Choice:
    return _single(_along(around, policy.nodes.first(), around.allowed), "policy_nodemask")


def _bind(policy: MemPolicy, around: Surroundings) -> _Choice:
    """Only the mask's nodes; a mask that misses the cpuset altogether limits nothing."""
    within = policy.nodes & around.allowed or around.allowed
    return _single(_along(around, start_node(policy, around), within), "policy_nodemask")


def _preferred_many(policy: MemPolicy, around: Surroundings) -> _Choice:
    """The mask's nodes first, then every allowed node (alloc_pages_preferred_many)."""
    everywhere = _along(around, start_node(policy, around), around.allowed)
    inside = tuple(node for node in everywhere if node in policy.nodes)
    rest = tuple(node for node in everywhere if node not in policy.nodes)
    return _single(inside + rest, "alloc_pages_preferred_many")


def _interleave(policy: MemPolicy, around: Surroundings) -> _Choice:
    """Each node of the mask in turn; no mask limits where a full node's pages go."""
    pattern = Pattern.of((node, 1) for node in policy.nodes)
    return pattern, _orders(policy, around), "interleave_nid"


def _weighted_interleave(policy: MemPolicy, around: Surroundings) -> _Choice:
    """As interleave, each node as often in a row as its weight says."""
    pattern = Pattern.of((node, around.weights.get(node, 1)) for node in policy.nodes)
    return pattern, _orders(policy, around), "weighted_interleave_nid"


def _orders(policy: MemPolicy, around: Surroundings) -> dict[int, tuple[int, ...]]:
    return {node: _along(around, node, around.allowed) for node in policy.nodes}


_CHOICES: Mapping[str, Callable[[Any, Surroundings], _Choice]] = {
    "local": _local,
    "preferred": _preferred,
    "bind": _bind,
    "preferred_many": _preferred_many,
    "interleave": _interleave,
    "weighted_interleave": _weighted_interleave,
}
