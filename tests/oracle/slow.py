"""Slow twin of the core: one page after another, as the kernel's rules say it.

It reads the canonical document as plain data, knows nothing of simcore, and is written to be
checked against the rules by eye, not to be fast. Loops stand where the core has closed forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ABSENT = -2
ENOENT, EINVAL, SIGKILL = 2, 22, 9
MAX_NUMNODES = 1024

Answer = tuple[int | None, int | None, int | None, int | None]
"""What an event answered: ret, errno, signal, page at which the OOM killer came."""
OK: Answer = (0, None, None, None)


class Einval(Exception):
    """The call is refused."""


@dataclass
class Policy:
    """A mode and its effective nodes, ascending."""

    mode: str
    nodes: list[int]


def members(text: str) -> list[int]:
    """Numbers of a kernel list, ascending."""
    found: set[int] = set()
    for part in text.split(","):
        if part:
            first, _, last = part.partition("-")
            found.update(range(int(first), int(last or first) + 1))
    return sorted(found)


def touch_order(text: str) -> Iterator[int]:
    """Pages of a page list in the order in which they are touched."""
    for part in text.split(","):
        span, _, step_text = part.partition(":")
        first_text, _, last_text = span.partition("-")
        page, last, step = int(first_text), int(last_text or first_text), int(step_text or 1)
        if page <= last:
            while page <= last:
                yield page
                page += step
        else:
            while page >= last:
                yield page
                page -= step


def fallback_lists(
    nodes: Sequence[int], distance: Sequence[Sequence[int]], with_memory: Sequence[int]
) -> dict[int, list[int]]:
    """Zonelist of each node: nearest first, equal ones spread by load that is never reset."""
    load = dict.fromkeys(nodes, 0)
    lists: dict[int, list[int]] = {}
    for i, local in enumerate(nodes):
        lists[local] = []
        previous = local
        while len(lists[local]) < len(with_memory):
            best, best_cost = -1, 0
            for j, node in enumerate(nodes):
                if node in lists[local] or node not in with_memory:
                    continue
                if node == local:
                    best = node
                    break
                penalty = 1 if node < local else 0
                cost = (distance[i][j] + penalty) * MAX_NUMNODES + load[node]
                if best == -1 or cost < best_cost:
                    best, best_cost = node, cost
            to_best = distance[i][list(nodes).index(best)]
            to_previous = distance[i][list(nodes).index(previous)]
            if to_best != to_previous:
                load[best] += 1
            lists[local].append(best)
            previous = best
    return lists


def refused(mode: str, flags: Sequence[str], mask: Sequence[int]) -> bool:
    """Whether set_mempolicy says EINVAL before it looks at the task's nodes."""
    static, relative = "static_nodes" in flags, "relative_nodes" in flags
    if static and relative:
        return True
    if "numa_balancing" in flags and mode not in ("bind", "preferred_many"):
        return True
    if mode == "default":
        return bool(mask)
    if mode == "local":
        return bool(mask) or static or relative
    if mode == "preferred":
        return not mask and (static or relative)
    return not mask


def policy_of_call(
    mode: str, flags: Sequence[str], mask: Sequence[int], allowed: Sequence[int]
) -> Policy | None:
    """set_mempolicy: what is installed, None for no policy. Raises Einval."""
    if refused(mode, flags, mask):
        raise Einval
    if mode == "default":
        return None
    if not mask:
        return Policy("local", [])
    nodes = [node for node in mask if node in allowed]
    if "relative_nodes" in flags:
        # The user's numbers wrap around the allowed nodes and stand for places among them.
        places = {number % len(allowed) for number in mask}
        nodes = [allowed[place] for place in sorted(places)]
    if not nodes:
        raise Einval
    return Policy(mode, nodes[:1] if mode == "preferred" else nodes)


def weighted_node(index: int, nodes: Sequence[int], weights: Mapping[int, int]) -> int:
    """Spend the index's place in the round node by node."""
    left = index % sum(weights[node] for node in nodes)
    for node in nodes:
        if left < weights[node]:
            return node
        left -= weights[node]
    raise AssertionError("unreachable: left is less than the sum of the weights")


def nodes_to_try(
    policy: Policy | None,
    index: int,
    *,
    cpu_node: int,
    lists: Mapping[int, Sequence[int]],
    allowed: Sequence[int],
    weights: Mapping[int, int],
) -> list[int]:
    """Nodes that a page with this index is offered to, best first."""
    local = [node for node in lists[cpu_node] if node in allowed]
    if policy is None or policy.mode == "local":
        return local
    if policy.mode == "bind":
        return [node for node in local if node in policy.nodes]
    if policy.mode == "preferred_many":
        inside = [node for node in local if node in policy.nodes]
        return inside + [node for node in local if node not in policy.nodes]
    if policy.mode == "preferred":
        chosen = policy.nodes[0]
    elif policy.mode == "interleave":
        chosen = policy.nodes[index % len(policy.nodes)]
    else:
        chosen = weighted_node(index, policy.nodes, weights)
    return [node for node in lists[chosen] if node in allowed]


def automatic_weights(bandwidth: Mapping[int, int]) -> dict[int, int]:
    """32 shares by bandwidth, rounded down but never to nothing, in lowest terms."""
    total = sum(bandwidth.values())
    weights = dict.fromkeys(bandwidth, 1)
    for node, rate in bandwidth.items():
        while total and (weights[node] + 1) * total <= 32 * rate:
            weights[node] += 1
    for divisor in range(32, 1, -1):
        if all(weight % divisor == 0 for weight in weights.values()):
            return {node: weight // divisor for node, weight in weights.items()}
    return weights


@dataclass
class Walk:
    """A whole experiment, walked."""

    document: Mapping[str, Any]
    pages: dict[str, list[int]] = field(default_factory=dict)
    free: dict[int, int] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    weights: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        machine = self.document["machine"]
        self.page_bytes = machine["page_kib"] * 1024
        self.ids = [node["id"] for node in machine["nodes"]]
        for node in machine["nodes"]:
            room = (node["mib"] - node["reserve_mib"]) * 1024 * 1024
            self.free[node["id"]] = room // self.page_bytes
        self.memory = [node for node in self.ids if self.free[node] > 0]
        self.lists = fallback_lists(self.ids, machine["distance"], self.memory)
        for node in self.ids:
            self.weights[node] = self.document["sysfs"]["weights"].get(str(node), 1)
        if self.document["sysfs"]["auto"]:
            self.weights |= automatic_weights({node: self._rate(node) for node in self.memory})
        self.cpu_node: dict[str, int] = {}
        self.allowed: dict[str, list[int]] = {}
        self.policy: dict[str, Policy | None] = {}
        self.first_index: dict[str, int] = {}
        for task in self.document["tasks"]:
            self.cpu_node[task["name"]] = self._node_of(task["cpu"])
            mems = members(task["mems_allowed"])
            self.allowed[task["name"]] = [node for node in mems if node in self.memory]
            self.policy[task["name"]] = None

    def _node_of(self, cpu: int) -> int:
        for node in self.document["machine"]["nodes"]:
            if cpu in members(node["cpus"]):
                return int(node["id"])
        return -1

    def _rate(self, node: int) -> int:
        """Bandwidth that counts for automatic weights: the smaller one, 0 if it is a guess."""
        machine = self.document["machine"]
        row = machine["nodes"][self.ids.index(node)]
        rates = []
        for name in ("read_mib_per_s", "write_mib_per_s"):
            source = machine["sources"].get(f"/nodes/{self.ids.index(node)}/{name}", "typed")
            guess = source in ("estimated", "assumed")
            rates.append(0 if guess or row[name] is None else row[name])
        return min(rates)

    def run(self) -> Walk:
        """Let every event act, until the OOM killer ends the experiment."""
        for event in self.document["events"]:
            self.answers.append(getattr(self, "_" + event["op"])(event))
            if self.answers[-1][2] == SIGKILL:
                break
        return self

    def _set_mempolicy(self, event: Mapping[str, Any]) -> Answer:
        mask, allowed = members(event["nodes"]), self.allowed[event["task"]]
        try:
            self.policy[event["task"]] = policy_of_call(
                event["mode"], event["flags"], mask, allowed
            )
        except Einval:
            return (-1, EINVAL, None, None)
        return OK

    def _sched_setaffinity(self, event: Mapping[str, Any]) -> Answer:
        node = self._node_of(event["cpu"])
        if node == -1:
            return (-1, EINVAL, None, None)
        self.cpu_node[event["task"]] = node
        return OK

    def _weights(self, event: Mapping[str, Any]) -> Answer:
        old = self.document["kernel"] == "linux-6.12"
        answer = OK
        for name in sorted(event["set"], key=int):
            node, value = int(name), event["set"][name]
            if node not in (self.ids if old else self.memory):
                answer = (-1, ENOENT, None, None)
            elif value == 0 and old:
                self.weights[node] = 1
            elif 1 <= value <= 255:
                self.weights[node] = value
            else:
                answer = (-1, EINVAL, None, None)
        return answer

    def _mmap(self, event: Mapping[str, Any]) -> Answer:
        self.pages[event["id"]] = [ABSENT] * event["pages"]
        self.first_index[event["id"]] = int(event["addr"], 16) // self.page_bytes
        return OK

    def _touch(self, event: Mapping[str, Any]) -> Answer:
        region = self.pages[event["id"]]
        for page in touch_order(event["pages"]):
            if region[page] != ABSENT:
                continue
            region[page] = self._fault(event["task"], self.first_index[event["id"]] + page)
            if region[page] == ABSENT:
                return (None, None, SIGKILL, page)
        return OK

    def _fault(self, task: str, index: int) -> int:
        """The node that gives the page, ABSENT when none does."""
        tries = nodes_to_try(
            self.policy[task],
            index,
            cpu_node=self.cpu_node[task],
            lists=self.lists,
            allowed=self.allowed[task],
            weights=self.weights,
        )
        for node in tries:
            if self.free[node] > 0:
                self.free[node] -= 1
                return node
        return ABSENT
