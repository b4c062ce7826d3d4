"""The running system: what the kernel would hold at one moment of an experiment.

Values of the document are read once, at boot; from then on only event handlers change the
state, and each change is written down as (pointer, before, after).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from simcore.kernel.counter import RESET, Counter, peek
from simcore.kernel.errno import Errno
from simcore.kernel.modes import MemPolicy
from simcore.kernel.profiles import KernelProfile, profile_of
from simcore.kernel.weights import DEFAULT_WEIGHT, auto_weights
from simcore.kernel.zonelist import build_zonelists
from simcore.nodemask import EMPTY, NodeMask
from simcore.placement.choose import Placing, Surroundings, choose
from simcore.placement.pagemap import Segment
from simcore.spec.experiment import Experiment, Task
from simcore.spec.machine import Machine, Node
from simcore.system.mappings import AddressSpace, Region
from simcore.system.memory import Memory
from simcore.system.objects import MemoryObject
from simcore.system.recording import Recording

__all__ = (
    "At",
    "HugePages",
    "Killed",
    "Moved",
    "System",
    "TaskState",
    "firmware_rates",
    "free_at_boot",
    "initial_weights",
    "shown_counter",
)

_UNTRUSTED = ("estimated", "assumed")
"""Sources of a bandwidth that firmware would not have given."""


@dataclass(slots=True)
class TaskState:
    """A task (task_struct): where it runs, which nodes it may use, policy, counter, memory."""

    name: str
    cpu_node: int
    mems_allowed: NodeMask
    caps: frozenset[str] = frozenset()
    policy: MemPolicy | None = None
    counter: Counter = RESET
    space: AddressSpace = field(default_factory=AddressSpace)
    group: str = ""
    """The cgroup that holds the task."""


def shown_counter(task: TaskState) -> int:
    """The node that the task's counter shows, -EINVAL without an interleave policy."""
    if task.policy is None or not task.policy.rule.interleaves:
        return -int(Errno.EINVAL)
    return peek(task.counter, task.policy)


@dataclass(frozen=True, slots=True)
class At:
    """An event, by its number in the experiment and its op."""

    event: int
    op: str


NOT_COUNTED = At(-1, "")
"""Where events come one by one and nobody counts them."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A decision to move pages: where they lay, by which event, and by whose policy if any."""

    before: Segment
    own: bool
    """Whether page numbers are the region's own, not its object's."""
    placing: Placing | None = None
    at: At = NOT_COUNTED


@dataclass(frozen=True, slots=True)
class Killed:
    """The page that could not be had, and for which the task was killed."""

    at: At
    region: str
    page: int
    placing: Placing


@dataclass(slots=True)
class HugePages:
    """Settings of transparent_hugepage."""

    enabled: str = "never"
    shmem_enabled: str = "never"


@dataclass(slots=True)
class System:
    """Everything that events read and change."""

    machine: Machine
    kernel: KernelProfile
    zonelists: Mapping[int, tuple[int, ...]]
    weights: dict[int, int]
    memory: Memory
    tasks: dict[str, TaskState]
    bandwidth: dict[int, int] = field(default_factory=dict)
    """What firmware told about each node with memory, 0 where nothing."""
    auto: bool = False
    attributes: NodeMask = EMPTY
    """Nodes that carry the bit of the attribute proposal."""
    huge_pages: HugePages = field(default_factory=HugePages)
    regions: dict[str, Region] = field(default_factory=dict)
    objects: dict[str, MemoryObject] = field(default_factory=dict)
    cpusets: dict[str, NodeMask] = field(default_factory=dict)
    forks: int = 0
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    recording: Recording | None = None
    at: At = NOT_COUNTED
    """The event that happens."""
    killed: Killed | None = None
    observe: Callable[[TaskState], int] = shown_counter
    """How the counter is read between the pages of an event."""
    causes: list[Placing | Moved | None] = field(default_factory=lambda: [None])
    """Decisions by number; a segment's ``cause`` is one of these."""
    _known: dict[Any, Placing] = field(default_factory=dict)

    @classmethod
    def boot(cls, experiment: Experiment) -> System:
        """The state before the first event."""
        machine = experiment.machine
        space = AddressSpace()  # the tasks of an experiment are threads of one process
        return cls(
            machine=machine,
            kernel=profile_of(experiment.kernel, experiment.quirks or ""),
            zonelists=_zonelists(machine),
            weights=initial_weights(experiment),
            memory=Memory(free_at_boot(machine)),
            tasks={t.name: _task_state(experiment, t, space) for t in experiment.tasks},
            bandwidth=firmware_rates(machine),
            auto=experiment.sysfs.auto,
            huge_pages=HugePages(enabled=machine.thp or "never"),
        )

    @property
    def free(self) -> dict[int, int]:
        """Free pages by node."""
        return self.memory.free

    def placing(
        self, task: TaskState, policy: MemPolicy | None, source: str, unit: int = 1
    ) -> Placing:
        """How pages of ``task`` are placed under a policy now, kept under its number."""
        allowed = task.mems_allowed
        key = (policy, source, unit, task.cpu_node, allowed, self._weights_of(policy))
        known = self._known.get(key)
        if known is None:
            weights = dict(self.weights_for(policy))
            around = Surroundings(task.cpu_node, self.zonelists, allowed, weights)
            chosen = choose(policy, around, source)
            known = replace(chosen, unit=unit, cause=len(self.causes))
            self.causes.append(known)
            self._known[key] = known
        return known

    def moved(self, decision: Moved) -> int:
        """The number of a decision to move pages, made by the event that happens."""
        self.causes.append(replace(decision, at=self.at))
        return len(self.causes) - 1

    def weights_for(self, policy: MemPolicy | None) -> Mapping[int, int]:
        """Weights by which a policy spreads pages now: its own, by attribute, or sysfs's."""
        if policy is not None and policy.il_weights is not None:
            return dict(enumerate(policy.il_weights))
        if policy is not None and policy.attribute_share:
            return dict.fromkeys(self.attributes, DEFAULT_WEIGHT + policy.attribute_share)
        return self.weights

    def _weights_of(self, policy: MemPolicy | None) -> tuple[int, ...]:
        if policy is None or not policy.weighted:
            return ()
        weights = self.weights_for(policy)
        return tuple(weights.get(node, DEFAULT_WEIGHT) for node in policy.nodes)

    def note(self, pointer: str, before: Any, after: Any) -> None:
        """Write down a change, unless nothing changed; the first "before" of an event stays."""
        if pointer in self.changes:
            before = self.changes.pop(pointer)[0]
        if before != after:
            self.changes[pointer] = (before, after)


def _task_state(experiment: Experiment, task: Task, space: AddressSpace) -> TaskState:
    return TaskState(
        name=task.name,
        cpu_node=experiment.machine.node_of_cpu(task.cpu) or 0,
        mems_allowed=experiment.mems_allowed(task),
        caps=frozenset(task.caps),
        space=space,
        group=f"task:{task.name}",
    )


def _zonelists(machine: Machine) -> Mapping[int, tuple[int, ...]]:
    if machine.zonelists is not None:
        return {int(node): order for node, order in machine.zonelists.items()}
    with_memory = frozenset(machine.has_memory)
    return build_zonelists(list(machine.online), machine.distance, with_memory)


def free_at_boot(machine: Machine) -> dict[int, int]:
    """Free pages of each node before the first event."""
    free = {n.id: machine.pages_of(n.mib - n.reserve_mib) for n in machine.nodes}
    for node, kib in (machine.free_kib or {}).items():
        free[int(node)] = kib // machine.page_kib
    return free


def initial_weights(experiment: Experiment) -> dict[int, int]:
    """The weight of every possible node before the first event."""
    machine = experiment.machine
    possible = machine.possible_nodes
    weights = dict.fromkeys(possible, DEFAULT_WEIGHT)
    if experiment.sysfs.auto:
        return weights | auto_weights(firmware_rates(machine))
    return weights | {int(node): weight for node, weight in experiment.sysfs.weights.items()}


def firmware_rates(machine: Machine) -> dict[int, int]:
    """MiB/s of each node with memory that auto mode goes by; 0 where firmware gave none."""
    return {node: _firmware_rate(machine, machine.node(node)) for node in machine.has_memory}


def _firmware_rate(machine: Machine, node: Node) -> int:
    """min(read, write) as firmware tables would give it; 0 without trustworthy data."""
    place = machine.nodes.index(node)
    for rate in ("read_mib_per_s", "write_mib_per_s"):
        if machine.sources.get(f"/nodes/{place}/{rate}") in _UNTRUSTED:
            return 0
    return min(node.read_mib_per_s or 0, node.write_mib_per_s or 0)
