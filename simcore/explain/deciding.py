"""Whose policy applied to a page, which nodes that left, and the node that the page asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simcore.explain.steps import Page, Step, listed
from simcore.kernel.modes import MemPolicy
from simcore.placement.choose import Placing
from simcore.placement.pattern import Pattern
from simcore.system.asked import interleave_index

__all__ = ("decided",)


def decided(page: Page, placing: Placing) -> tuple[int | None, list[Step]]:
    """Whose policy, which nodes, the node that was asked for (None: the counter's) and why."""
    steps = [_whose_policy(page, placing), *_rebound(page, placing)]
    if placing.policy is not None and placing.policy.nodes:
        steps.append(_which_nodes(placing.policy, placing))
    steps += _rewritten(page, placing)
    interleaves = placing.policy is not None and placing.policy.rule.interleaves
    if placing.unit == 0 and interleaves:
        return None, [*steps, _by_counter(placing)]
    asked, more = _asked_for(page, placing)
    return asked, steps + more


_SOURCES = {
    "shared policy": (
        "When the page was touched, the shared memory had a policy of its own for it, {policy}: "
        "it applies whoever touches the page.",
        "shmem_get_pgoff_policy",
    ),
    "VMA policy": (
        "When the page was touched, mbind() had given this part of the mapping the policy "
        "{policy}: it goes before the task's.",
        "get_vma_policy",
    ),
    "task policy": (
        "When the page was touched, neither the object nor the mapping had a policy here, so the "
        "task's applied: {policy}.",
        "get_task_policy",
    ),
    "page cache": (
        "Page cache follows the policy of the task that reads it in, whatever mbind() said of the "
        "mapping: {policy}.",
        "get_task_policy",
    ),
    "no policy": (
        "When the page was touched, there was no policy at all, so it came from the node of the "
        "CPU that touched it.",
        "get_task_policy",
    ),
}


def _whose_policy(page: Page, placing: Placing) -> Step:
    source = placing.source
    if placing.unit == 0 and placing.policy is not None:
        source = "page cache"
    text, function = _SOURCES[source]
    if source == "shared policy" and not page.in_object:
        function = "shmem_get_policy"  # a private copy asks through its VMA
    policy = None if placing.policy is None else str(placing.policy)
    values = {"source": source, "policy": policy}
    return Step("policy", text.format(policy=policy), function, values)


def _rebound(page: Page, placing: Placing) -> Iterator[Step]:
    """Where a cpuset's change had bound the policy anew before the page came."""
    found = None if page.diary is None else page.diary.rebound(page.region.id, placing)
    if found is not None:
        text = (
            f"Before event {found.event} it was {found.before}: the cpuset changed then, and the "
            "kernel bound the policy to the new nodes."
        )
        values = {"event": found.event, "before": found.before, "after": found.after}
        yield Step("rebind", text, "mpol_rebind_nodemask", values)


def _rewritten(page: Page, placing: Placing) -> Iterator[Step]:
    """Where events had written the weights by which the page was placed."""
    for found in [] if page.diary is None else page.diary.rewritten(page.region.id, placing):
        wrote = [f"node {n} from {was} to {now}" for n, (was, now) in found.weights.items()]
        text = f"Event {found.event} had changed the weight of {', '.join(wrote)}."
        values = {"event": found.event, "weights": [[n, *w] for n, w in found.weights.items()]}
        yield Step("weights", text, "get_il_weight", values)


def _which_nodes(policy: MemPolicy, placing: Placing) -> Step:
    assert placing.around is not None
    allowed = placing.around.allowed
    usable = policy.nodes & allowed
    values: dict[str, Any] = {"nodes": str(policy.nodes), "allowed": str(allowed)}
    values["usable"] = str(usable)
    if policy.keeps_user_mask:
        flags = ", ".join(policy.flags)
        text = (
            f"The call asked for nodes {policy.remembered} with {flags}; seen from the allowed "
            f"nodes {allowed} that is {policy.nodes}."
        )
        values |= {"asked": str(policy.remembered), "flags": list(policy.flags)}
    else:
        text = f"The policy's nodes are {policy.nodes}; the cpuset allows {allowed}."
    return Step("nodemask", text, "mpol_set_nodemask", values)


_COUNTERS = {
    False: "the node after il_prev, the one that the task used last",
    True: "il_prev, the node that the task used last, until il_weight says that its weight is used "
    "up, then the one after it",
}
"""How a task's counter goes on, by whether it is weighted."""


def _by_counter(placing: Placing) -> Step:
    weighted = placing.policy is not None and placing.policy.weighted
    text = (
        "Page cache has no index in a mapping: the task's own counter chose the node, one step "
        f"for each page that came into the cache. It takes {_COUNTERS[weighted]}."
    )
    function = "weighted_interleave_nodes" if weighted else "interleave_nodes"
    return Step("counter", text, function, {"weighted": weighted})


_STARTS = {
    "cpu": ("the node of the CPU that the task ran on when it touched the page", "numa_node_id"),
    "home": ("the home node that set_mempolicy_home_node() gave", "policy_nodemask"),
    "preferred": ("the first one in preferred's mask", "policy_nodemask"),
}


def _start(placing: Placing) -> Step:
    """Where the search for a node starts that every page under the policy shares."""
    assert placing.around is not None
    policy, node, by = placing.policy, placing.around.cpu_node, "cpu"
    if policy is not None and policy.mode == "preferred":
        node, by = policy.nodes.first(), "preferred"
    elif policy is not None and policy.home_node is not None:
        node, by = policy.home_node, "home"
    what, function = _STARTS[by]
    text = f"The search starts from node {node}, {what}."
    return Step("start", text, function, {"start": node, "by": by})


def _asked_for(page: Page, placing: Placing) -> tuple[int, list[Step]]:
    """The node that the page asked for, and how it came to that."""
    pattern = placing.pattern
    if len(placing.orders) == 1:
        asked = pattern.runs[0][0]
        order = placing.orders[asked]
        text = f"Node {asked} is the first one to be tried, in the order {listed(order)}."
        values: dict[str, Any] = {"asked": asked, "order": list(order)}
        return asked, [_start(placing), Step("node", text, placing.kernel_function, values)]
    index = interleave_index(page.region, page.vma, page.number, placing.unit)
    remainder = index % pattern.period
    asked = pattern.at(index)
    weights = {str(node): share for node, share in sorted(pattern.share.items())}
    text = (
        f"One round has {pattern.period} positions, {_round(pattern)}; position {remainder}, "
        f"counted from 0, belongs to node {asked}."
    )
    values = {"weights": weights, "round": str(pattern), "remainder": remainder, "asked": asked}
    values |= {"period": pattern.period, "runs": [list(run) for run in pattern.runs[:_TOLD_RUNS]]}
    values["more_runs"] = max(0, len(pattern.runs) - _TOLD_RUNS)
    chosen = Step("node", text, placing.kernel_function, values)
    return asked, [_index_step(page, placing, index, remainder), chosen]


_TOLD_RUNS = 8
"""Of a longer round only so many runs are told."""


def _round(pattern: Pattern) -> str:
    """The runs of a round in words; a long round is cut short."""
    told = [f"{length} for node {node}" for node, length in pattern.runs[:_TOLD_RUNS]]
    more = len(pattern.runs) - len(told)
    return ", then ".join(told) + (
        f", and {more} {'run' if more == 1 else 'runs'} more" if more else ""
    )


def _index_step(page: Page, placing: Placing, index: int, remainder: int) -> Step:
    values: dict[str, Any] = {"index": index, "period": placing.pattern.period}
    values |= {"remainder": remainder, "page": page.number, "unit": placing.unit}
    shown, function = page.region.object, "get_vma_policy"
    if shown is not None and shown.shmem:
        values["inode"] = shown.ino
        function = "shmem_get_pgoff_policy" if page.in_object else "get_vma_policy"
        units = f" in units of {placing.unit} pages" if placing.unit > 1 else ""
        sum_of = (
            f"the inode number {shown.ino} plus the page's place in the object{units}: {index}."
        )
    else:
        huge = placing.unit > 1
        values["start"] = page.vma.pgoff // placing.unit if huge else index - page.number
        values["place"] = index - values["start"]
        begins = f"{values['start']} + {values['place']} = {index}: {_BEGINS}"
        sum_of = begins + (_UNITS.format(unit=placing.unit) if huge else _PAGES)
    text = (
        f"The interleave index (ilx in the kernel) is {sum_of} Divided by "
        f"{placing.pattern.period} it leaves {remainder}. The order of touches plays no part."
    )
    return Step("index", text, function, values)


_BEGINS = (
    "where the mapping begins (vm_pgoff, for new private anonymous memory the number of its first "
    "virtual page), plus "
)
_PAGES = "the page's place in it. Another address shifts the pattern."
_UNITS = (
    "where the huge page begins in it, each in units of {unit} pages and rounded down by itself."
)
