"""The running system: what the kernel would hold at one moment of an experiment.

Values of the document are read once, at boot; from then on only event handlers change the
state, and each change is written down as (pointer, before, after).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simcore.kernel.modes import MemPolicy
from simcore.kernel.profiles import PROFILES, KernelProfile
from simcore.kernel.weights import DEFAULT_WEIGHT, auto_weights
from simcore.kernel.zonelist import build_zonelists
from simcore.nodemask import NodeMask
from simcore.placement.choose import Surroundings
from simcore.placement.pagemap import PageMap
from simcore.spec.experiment import Experiment
from simcore.spec.machine import Machine, Node

__all__ = ("Region", "System", "TaskState")

_UNTRUSTED = ("estimated", "assumed")
"""Sources of a bandwidth that firmware would not have given."""


@dataclass(slots=True)
class TaskState:
    """A task: where it runs, which nodes it may use, its policy."""

    cpu_node: int
    mems_allowed: NodeMask
    policy: MemPolicy | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """A mapping: its page map and the interleave index of its first page."""

    id: str
    index: int
    map: PageMap


@dataclass(slots=True)
class System:
    """Everything that events read and change."""

    machine: Machine
    kernel: KernelProfile
    zonelists: Mapping[int, tuple[int, ...]]
    weights: dict[int, int]
    free: dict[int, int]
    tasks: dict[str, TaskState]
    regions: dict[str, Region] = field(default_factory=dict)
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    @classmethod
    def boot(cls, experiment: Experiment) -> System:
        """The state before the first event."""
        machine = experiment.machine
        with_memory = frozenset(machine.has_memory)
        return cls(
            machine=machine,
            kernel=PROFILES[experiment.kernel],
            zonelists=build_zonelists(list(machine.online), machine.distance, with_memory),
            weights=_initial_weights(experiment),
            free={n.id: machine.pages_of(n.mib - n.reserve_mib) for n in machine.nodes},
            tasks={
                task.name: TaskState(
                    machine.node_of_cpu(task.cpu) or 0, experiment.mems_allowed(task)
                )
                for task in experiment.tasks
            },
        )

    def around(self, task: TaskState) -> Surroundings:
        """What a page fault of ``task`` sees now."""
        return Surroundings(task.cpu_node, self.zonelists, task.mems_allowed, self.weights)

    def note(self, pointer: str, before: Any, after: Any) -> None:
        """Write down a change, unless nothing changed; the first "before" of an event stays."""
        if pointer in self.changes:
            before = self.changes.pop(pointer)[0]
        if before != after:
            self.changes[pointer] = (before, after)


def _initial_weights(experiment: Experiment) -> dict[int, int]:
    machine = experiment.machine
    if experiment.sysfs.auto:
        with_memory = [node for node in machine.nodes if node.id in machine.has_memory]
        computed = auto_weights({node.id: _firmware_rate(machine, node) for node in with_memory})
        return {node.id: computed.get(node.id, DEFAULT_WEIGHT) for node in machine.nodes}
    given = experiment.sysfs.weights
    return {node.id: given.get(str(node.id), DEFAULT_WEIGHT) for node in machine.nodes}


def _firmware_rate(machine: Machine, node: Node) -> int:
    """min(read, write) as firmware tables would give it; 0 without trustworthy data."""
    place = machine.nodes.index(node)
    for rate in ("read_mib_per_s", "write_mib_per_s"):
        if machine.sources.get(f"/nodes/{place}/{rate}") in _UNTRUSTED:
            return 0
    return min(node.read_mib_per_s or 0, node.write_mib_per_s or 0)
