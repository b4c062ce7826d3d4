"""The experiment: machine, kernel, weights, tasks, events and workload in one document."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simcore.nodemask import NodeMask
from simcore.spec.base import (
    Count,
    Listed,
    Model,
    Name,
    NodeText,
    Permille,
    SparseModel,
    Whole,
)
from simcore.spec.events import Event
from simcore.spec.limits import MAX_CPUS, MAX_EVENTS, MAX_STREAMS, MAX_TASKS
from simcore.spec.machine import Machine

__all__ = (
    "KERNELS",
    "Exit",
    "Experiment",
    "KernelName",
    "Stream",
    "Sysfs",
    "Task",
    "TaskList",
    "Workload",
)

KernelName = Literal["linux-6.12", "linux-7.2", "linux-7.3"]
KERNELS: tuple[KernelName, ...] = ("linux-6.12", "linux-7.2", "linux-7.3")

NodeKey = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]?)$")]
Weight = Annotated[int, Field(ge=1, le=255)]


class Sysfs(Model):
    """/sys/kernel/mm/mempolicy/weighted_interleave before the first event.

    Nodes without an entry have weight 1. ``auto`` computes the weights from bandwidths.
    """

    auto: bool = False
    weights: dict[NodeKey, Weight] = Field(default_factory=dict)


class Task(Model):
    """A task: the CPU it runs on and the nodes that its cpuset allows (default: all)."""

    name: Name
    cpu: Annotated[int, Field(ge=0, lt=MAX_CPUS)] = 0
    mems_allowed: NodeText | None = None
    caps: Annotated[tuple[Literal["sys_nice", "sys_ptrace"], ...], Listed] = ()


TaskList = Annotated[tuple[Task, ...], Listed, Field(min_length=1, max_length=MAX_TASKS)]


class Stream(Model):
    """Memory traffic: who reads and writes which regions, and how hard.

    ``mlp`` is the number of cache lines a thread keeps in flight; without it the pattern
    decides. ``regions`` gives thousandths of the traffic by region.
    """

    task: Name | None = None
    threads: Annotated[int, Field(ge=1, le=65536)] = 1
    mlp: Annotated[int, Field(ge=1, le=1024)] | None = None
    pattern: Literal["stream", "random", "chase"] = "stream"
    read_permille: Permille = 667
    think_ns: Count = 0
    regions: dict[Name, Permille]
    after_event: Count | None = None


class Workload(Model):
    """All streams; they run at the same time."""

    streams: Annotated[tuple[Stream, ...], Listed, Field(max_length=MAX_STREAMS)] = ()


class Exit(Model):
    """How a recorded run ended: exit status, and the signal that killed it."""

    exit: Annotated[int, Field(ge=-255, le=255)] = 0
    signal: Annotated[int, Field(ge=0, le=64)] = 0


class Experiment(SparseModel):
    """What is run. Build it with :func:`simcore.spec.decode.decode`, which checks the whole."""

    format: Annotated[Literal[1], Whole] = 1
    kernel: KernelName = "linux-7.2"
    machine: Machine
    sysfs: Sysfs = Sysfs()
    tasks: TaskList
    events: Annotated[tuple[Event, ...], Listed, Field(max_length=MAX_EVENTS)] = ()
    workload: Workload = Workload()
    seed: Count = 0
    expect: Exit | None = None

    def task(self, name: str) -> Task:
        """The task called ``name``. Raises KeyError."""
        for task in self.tasks:
            if task.name == name:
                return task
        raise KeyError(name)

    def mems_allowed(self, task: Task) -> NodeMask:
        """Nodes with memory that a task may use when the experiment starts."""
        machine = self.machine
        if task.mems_allowed is None:
            return machine.has_memory
        return NodeMask.parse(task.mems_allowed) & machine.has_memory
