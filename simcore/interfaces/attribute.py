"""The attribute proposal: a bit for each node in sysfs, and interleave with flags that weigh it.

A node weighs 1, or 1 plus what the flags add if it carries the attribute: two classes of
weights, and ratios from 1:1 to 8:1. The bits are global, the flags are a policy's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from simcore.interfaces.calls import get_mempolicy
from simcore.interfaces.intent import Intent, PageSpan, ratio
from simcore.interfaces.linux import home_by_second_call, mbind, set_mempolicy
from simcore.interfaces.plan import Ask, Plan, Step
from simcore.kernel.modes import ATTRIBUTE_SHARES
from simcore.spec.events import ModeFlagName
from simcore.system import System

__all__ = ("NearestAttribute", "attribute", "nearest_attribute")

_NAMES: tuple[ModeFlagName, ...] = ("attribute_1", "attribute_2", "attribute_4")
_SHARES = range(sum(ATTRIBUTE_SHARES.values()) + 1)


@dataclass(frozen=True, slots=True)
class NearestAttribute:
    """Nodes with the attribute, the flags, the weights that follow, and whether they are right."""

    nodes: frozenset[int]
    flags: tuple[ModeFlagName, ...]
    weights: Mapping[int, int]
    exact: bool


def _flags_of(share: int) -> tuple[ModeFlagName, ...]:
    return tuple(name for name in _NAMES if share & ATTRIBUTE_SHARES[name])


def nearest_attribute(
    wanted: Mapping[int, int], carriers: frozenset[int] | None = None
) -> NearestAttribute:
    """Of all choices the one whose shares of pages are nearest (largest error of a node's share).

    Without ``carriers`` the heaviest nodes carry the attribute, as many as fit best: any other
    choice is further off. Among equals the fewest flags win.
    """
    by_weight = sorted(wanted, key=lambda node: (-wanted[node], node))
    groups = [frozenset(by_weight[:count]) for count in range(len(wanted))]
    if carriers is not None:
        groups = [carriers & set(wanted)]
    total = sum(wanted.values())
    best: tuple[tuple[float, int], NearestAttribute] | None = None
    for nodes, share in product(groups, _SHARES):
        weights = {node: 1 + share * (node in nodes) for node in wanted}
        given = sum(weights.values())
        error = max(abs(weights[node] / given - wanted[node] / total) for node in wanted)
        exact = all(weights[node] * total == wanted[node] * given for node in wanted)
        flags = _flags_of(share) if nodes else ()
        found = NearestAttribute(nodes if flags else frozenset(), flags, weights, exact)
        if best is None or (error, len(flags)) < best[0]:
            best = (error, len(flags)), found
    assert best is not None, "a mask of an interleave mode has nodes"
    return best[1]


def attribute(ask: Ask) -> Plan:
    """Bits in sysfs for the table's heavy nodes; each range gets the flags that suit it best."""
    intent, plan = ask.intent, Plan()
    if intent.who != "self":
        plan.leaves_out("other_task")
        return plan
    spans = intent.ranges or (None,)
    if intent.mode != "weighted_interleave":
        plan.steps += [_set(intent, span) for span in spans]
    else:
        carriers = nearest_attribute(_wanted(ask, None)).nodes
        plan.steps += [_write(node) for node in sorted(carriers)]
        plan.steps += [_set(_said(ask, span, carriers, plan), span) for span in spans]
        plan.reads = [_bit_read(node) for node in intent.mask]
        if carriers:
            plan.note("global_attribute")
            plan.note("root")
    home_by_second_call(intent, plan)
    plan.reads = [*get_mempolicy(intent, intent.ranges), *plan.reads]
    return plan


def _wanted(ask: Ask, span: PageSpan | None) -> Mapping[int, int]:
    """A range's weights, or the table's; those of sysfs where the intent has none."""
    told = ask.table if span is None else ask.intent.weights_of(span)
    if told:
        return told
    table = System.boot(ask.intent.experiment).weights
    return {node: table.get(node, 1) for node in ask.intent.mask}


def _said(ask: Ask, span: PageSpan | None, carriers: frozenset[int], plan: Plan) -> Intent:
    """The intent as interleave with flags, as near as they come."""
    wanted = _wanted(ask, span)
    nearest = nearest_attribute(wanted, carriers)
    if not nearest.exact:
        plan.leaves_out("ratio", wanted=ratio(wanted), nearest=ratio(nearest.weights))
    flags = (*nearest.flags, *ask.intent.flags)
    return ask.intent.model_copy(update={"mode": "interleave", "flags": flags})


def _set(intent: Intent, span: PageSpan | None) -> Step:
    return set_mempolicy(intent) if span is None else mbind(intent, span)


_FILE = "/sys/devices/system/node/node{}/weight_attr"


def _write(node: int) -> Step:
    event = {"op": "node_attribute", "set": {str(node): 1}}
    return Step(
        line=f"echo 1 > {_FILE.format(node)}", events=(event,), kind="write", bytes=len("1\n")
    )


def _bit_read(node: int) -> Step:
    return Step(line=f"cat {_FILE.format(node)}", kind="file", tells=("weights",))
