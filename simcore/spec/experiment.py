"""The experiment: machine, kernel, weights, tasks, events and workload in one document."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, ValidationInfo, field_validator

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
    refuse,
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

KernelName = Literal[
    "linux-6.12",
    "linux-7.2",
    "linux-7.3",
    "mempolicy2-rfc",
    "mempolicy2-v2",
    "mempolicy2-v3",
    "mempolicy2-v4",
    "mempolicy2-v5",
    "mempolicy2-v6",
    "attribute-flags",
]
KERNELS: tuple[KernelName, ...] = get_args(KernelName)
"""Kernels by profile: releases first, then what was posted or proposed."""

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
    """What is run. Build it with :func:`simcore.spec.decode.decode`, which checks the whole.

    ``quirks`` chooses how a posted series behaves where its code is odd: exactly as it was
    posted, or as it was meant; without it mistakes are left out and harmless oddities kept.
    """

    format: Annotated[Literal[1], Whole] = 1
    kernel: KernelName = "linux-7.2"
    quirks: Literal["as_posted", "as_intended"] | None = None
    machine: Machine
    sysfs: Sysfs = Sysfs()
    tasks: TaskList
    events: Annotated[tuple[Event, ...], Listed, Field(max_length=MAX_EVENTS)] = ()
    workload: Workload = Workload()
    seed: Count = 0
    expect: Exit | None = None

    @field_validator("quirks")
    @classmethod
    def _only_where_code_was_posted(cls, quirks: str | None, info: ValidationInfo) -> str | None:
        if quirks is not None and not info.data.get("kernel", "").startswith("mempolicy2-"):
            raise refuse("goes only with a kernel mempolicy2-…, whose code was posted")
        return quirks

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
