"""Events around the tasks: sysfs, cpusets, huge-page settings, CPUs; and replay's notes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simcore.spec.base import Count, NodeText
from simcore.spec.events.answers import Returned, WeightsRead, WeightsWritten
from simcore.spec.events.base import EventBase, TaskEvent
from simcore.spec.events.fields import NodeKey
from simcore.spec.limits import MAX_CPUS

__all__ = (
    "Compact",
    "Cpuset",
    "Meminfo",
    "Readweights",
    "SchedSetaffinity",
    "SysfsWrite",
    "Thp",
    "TraceOff",
    "TraceOn",
    "Weights",
)

ThpSetting = Literal["always", "madvise", "never"]


class SchedSetaffinity(TaskEvent):
    """sched_setaffinity(2) to a single CPU: where the task runs from now on."""

    op: Literal["sched_setaffinity"]
    cpu: Annotated[int, Field(ge=0, lt=MAX_CPUS)]
    expect: Returned | None = None


class Weights(EventBase):
    """Weights written to sysfs by an administrator while the experiment runs."""

    op: Literal["weights"]
    set: dict[NodeKey, Count]
    expect: WeightsWritten | None = None


class SysfsWrite(EventBase):
    """A write of text to a file below /sys/kernel/mm/mempolicy/weighted_interleave."""

    op: Literal["sysfs_write"]
    file: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9_]+$")]
    value: Annotated[str, Field(max_length=4096)]
    expect: WeightsRead | None = None


class Readweights(EventBase):
    """All weight files, and ``auto``, read."""

    op: Literal["readweights"]
    expect: WeightsRead | None = None


class Cpuset(TaskEvent):
    """cpuset.mems of a cgroup is written, or a task joins a cgroup.

    ``mems`` alone writes the mems of the task's own group; with ``group`` those of that group,
    whoever is in it; ``group`` alone moves the task there.
    """

    op: Literal["cpuset"]
    group: Annotated[str, Field(min_length=1, max_length=256)] | None = None
    mems: NodeText | None = None
    expect: Returned | None = None


class Thp(EventBase):
    """Settings below /sys/kernel/mm/transparent_hugepage are written."""

    op: Literal["thp"]
    enabled: ThpSetting | None = None
    shmem_enabled: Literal["always", "within_size", "advise", "never", "deny", "force"] | None = (
        None
    )
    defrag: Literal["always", "defer", "defer+madvise", "madvise", "never"] | None = None
    expect: Returned | None = None


class Compact(EventBase):
    """Caches are dropped and memory is compacted: no policy acts."""

    op: Literal["compact"]


class Meminfo(EventBase):
    """Free memory of each node is read; a recorded run gives it."""

    op: Literal["meminfo"]


class TraceOn(EventBase):
    """From here on a recorded run writes down allocations and counter steps."""

    op: Literal["trace_on"]
    expect: Returned | None = None


class TraceOff(EventBase):
    """The end of such a part."""

    op: Literal["trace_off"]
