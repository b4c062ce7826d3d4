"""Why a page is where it is: the chain of decisions, as data and as sentences.

The engine keeps each decision once and marks segments with its number. Here one page's chain
is told: whose policy applied, which nodes were left of its mask, index and remainder, the node
that was asked for, where the zonelist led when it was full, and moves afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from simcore.errors import SpecError
from simcore.kernel.modes import MemPolicy
from simcore.placement.choose import Placing
from simcore.placement.pagemap import Segment
from simcore.placement.pattern import ABSENT, ZERO, Pattern
from simcore.spec.experiment import Experiment
from simcore.system import Region, System, run_events
from simcore.system.asked import interleave_index
from simcore.system.mappings import Vma
from simcore.system.state import Moved

__all__ = ("Explanation", "Step", "explain", "explain_page")


@dataclass(frozen=True, slots=True)
class Step:
    """One link of the chain: the rule, the sentence, who does it in the kernel, the numbers."""

    rule: str
    text: str
    kernel_function: str
    values: dict[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "rule": self.rule,
            "text": self.text,
            "kernel_function": self.kernel_function,
            "values": self.values,
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """A page's node (None: it is not present) and the steps that led there."""

    node: int | None
    steps: tuple[Step, ...]

    def plain(self) -> dict[str, Any]:
        """Plain data."""
        return {"node": self.node, "steps": [step.plain() for step in self.steps]}


def explain(experiment: Experiment, region: str, page: int) -> Explanation:
    """Why a page lies where it does after the last event.

    Raises SpecError when the experiment has no such region or page.
    """
    system = System.boot(experiment)
    for _ in run_events(system, experiment.events):
        pass
    if region not in system.regions:
        raise SpecError.at("/region", f"no event maps a region {region}")
    pages = system.regions[region].pages
    if not 0 <= page < pages:
        raise SpecError.at("/page", f"must lie between 0 and {pages - 1}")
    return explain_page(system, system.regions[region], page)


def explain_page(system: System, region: Region, page: int) -> Explanation:
    """The same in a system that has run."""
    segment = region.map.segment_at(page)
    if segment is None or segment.node_of(page) == ABSENT:
        return Explanation(None, (_not_present(region, page),))
    node = segment.node_of(page)
    if node == ZERO:
        return Explanation(None, (_zero_page(),))
    found = region.vmas_in(page, page + 1)
    vma = found[0][0] if found else Vma(0, region.pages, region.base)
    return Explanation(node, tuple(_chain(system, _Page(region, vma, page), segment)))


@dataclass(frozen=True, slots=True)
class _Page:
    region: Region
    vma: Vma
    number: int


def _not_present(region: Region, page: int) -> Step:
    mapped = bool(region.vmas_in(page, page + 1))
    if not mapped:
        text = "The page is not mapped any more, so it has no memory."
    else:
        text = "Nothing has touched the page yet; memory is allocated at the first touch."
    return Step("first touch", text, "handle_mm_fault", {"node": ABSENT, "mapped": mapped})


def _zero_page() -> Step:
    text = "The page was only read: it shows the zero page, which belongs to no node."
    return Step("zero page", text, "do_anonymous_page", {"node": ZERO})


def _chain(system: System, page: _Page, segment: Segment) -> Iterator[Step]:
    cause = system.causes[segment.cause]
    if isinstance(cause, Moved):
        yield from _moved(system, page, segment, cause)
    elif cause is not None:
        yield from _placed(page, segment, cause)


def _placed(page: _Page, segment: Segment, placing: Placing) -> Iterator[Step]:
    yield _whose_policy(placing)
    if placing.policy is not None and placing.policy.nodes:
        yield _which_nodes(placing.policy, placing)
    if placing.unit == 0:
        yield _by_counter(placing)
        return
    asked, steps = _asked_for(page, placing)
    yield from steps
    node = segment.node_of(page.number)
    if asked != node:
        yield _passed_over(placing, asked, node)


_SOURCES = {
    "shared policy": (
        "The shared memory has a policy of its own for this page, {policy}: it applies whoever "
        "touches the page.",
        "shmem_get_pgoff_policy",
    ),
    "VMA policy": (
        "mbind() gave this part of the mapping the policy {policy}: it goes before the task's.",
        "get_vma_policy",
    ),
    "task policy": (
        "Neither the object nor the mapping has a policy here, so the task's applies: {policy}.",
        "get_task_policy",
    ),
    "no policy": (
        "There is no policy at all, so the page comes from the node of the CPU that touched it.",
        "get_task_policy",
    ),
}


def _whose_policy(placing: Placing) -> Step:
    text, function = _SOURCES[placing.source]
    policy = None if placing.policy is None else str(placing.policy)
    values = {"source": placing.source, "policy": policy}
    return Step("policy", text.format(policy=policy), function, values)


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
    "preferred": ("the one that preferred names", "policy_nodemask"),
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


def _asked_for(page: _Page, placing: Placing) -> tuple[int, list[Step]]:
    """The node that the page asked for, and how it came to that."""
    pattern = placing.pattern
    if len(placing.orders) == 1:
        asked = pattern.runs[0][0]
        order = placing.orders[asked]
        text = f"Node {asked} is the first one to be tried, in the order {_listed(order)}."
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


def _index_step(page: _Page, placing: Placing, index: int, remainder: int) -> Step:
    values: dict[str, Any] = {"index": index, "period": placing.pattern.period}
    values |= {"remainder": remainder, "page": page.number, "unit": placing.unit}
    shown = page.region.object
    if shown is not None and shown.shmem:
        values["inode"] = shown.ino
        what = f"the inode number {shown.ino} plus the page's place in the object"
    else:
        what = _PLACE
    sum_of = f"{what} in units of {placing.unit} pages: {index}."
    if placing.unit <= 1:
        sum_of = f"{what}: {index}."
        if what is _PLACE:
            values["start"] = index - page.number
            sum_of = f"{values['start']} + {page.number} = {index}: {_SUM}"
    text = (
        f"The index ilx is {sum_of} Divided by {placing.pattern.period} it leaves "
        f"{remainder}. The order of touches plays no part."
    )
    return Step("index", text, "get_vma_policy", values)


_PLACE = (
    "vm_pgoff plus the page's place in the mapping, for new private anonymous memory its virtual "
    "page number"
)
_SUM = (
    "where the mapping begins (vm_pgoff, for new private anonymous memory the number of its first "
    "virtual page), plus the page's place in it. Another address shifts the pattern."
)


def _passed_over(placing: Placing, asked: int, node: int) -> Step:
    order = placing.orders.get(asked, ())
    passed = order[: order.index(node)] if node in order else (asked,)
    text = (
        f"When the page was touched there was no room on {_listed(passed)}; the order "
        f"{_listed(order)} led to node {node}. The other pages' shares did not change."
    )
    values = {"full": list(passed), "order": list(order), "node": node}
    return Step("full node", text, "get_page_from_freelist", values)


def _listed(nodes: tuple[int, ...]) -> str:
    return ", ".join(map(str, nodes))


_MOVERS = {
    "mbind": "do_mbind",
    "migrate": "do_migrate_pages",
}


def _moved(system: System, page: _Page, segment: Segment, cause: Moved) -> Iterator[Step]:
    """What was before the move, then the move, unless this page stayed."""
    earlier = _before(page, cause)
    yield from _chain(system, page, earlier)
    was, now = earlier.node_of(page.number), segment.node_of(page.number)
    if was == now:
        return
    values: dict[str, Any] = {"from": was, "to": now}
    if cause.placing is None:
        text = f"Later all pages of node {was} were moved to node {now}, this one too."
    else:
        text = (
            f"Later mbind() moved pages outside its nodes; this one lay on node {was} and went "
            f"to node {now}, where the policy {cause.placing.policy} puts its index."
        )
        values["policy"] = str(cause.placing.policy)
    yield Step("move", text, _MOVERS[cause.how], values)


def _before(page: _Page, cause: Moved) -> Segment:
    """The earlier segment, by the numbers of the region's pages."""
    return cause.before if cause.own else cause.before.moved(-page.vma.index)
