"""The events of an experiment: one model for each thing a user can do to the system.

An event carries what was asked; the answer stands in the result. The table ``OPS`` is the one
list of them: the schema, the manual and the engine's handlers are checked against it. A
recorded run is an experiment whose events also say what was answered (``expect``) and what
only the recording could know (``given``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from pydantic import Field

from simcore.spec.events.answers import Given
from simcore.spec.events.base import EventBase, TaskEvent
from simcore.spec.events.calls import (
    GetMempolicy,
    GetNode,
    Mbind,
    MemsAllowed,
    MigratePages,
    MovePages,
    Next,
    RangeEvent,
    SetMempolicy,
    SetMempolicyHomeNode,
)
from simcore.spec.events.fields import (
    ATTRIBUTE_FLAGS,
    MF_FLAGS,
    MODE_FLAGS,
    MODES,
    MfFlagName,
    ModeFlagName,
    ModeName,
)
from simcore.spec.events.memory import (
    MMAP_KINDS,
    Bpfmap,
    Fork,
    Madvise,
    Mmap,
    MmapKind,
    Mremap,
    Munmap,
    Pwrite,
    Step,
    Touch,
    Where,
)
from simcore.spec.events.proposed import (
    GetMempolicy2,
    Mbind2,
    NodeAttribute,
    ParamEvent,
    ProcessMbind,
    ProcessSetMempolicy,
    SetMempolicy2,
)
from simcore.spec.events.world import (
    Compact,
    Cpuset,
    Meminfo,
    Readweights,
    SchedSetaffinity,
    SysfsWrite,
    Thp,
    TraceOff,
    TraceOn,
    Weights,
)

__all__ = (
    "ATTRIBUTE_FLAGS",
    "MF_FLAGS",
    "MMAP_KINDS",
    "MODES",
    "MODE_FLAGS",
    "OPS",
    "TRACE_OPS",
    "Bpfmap",
    "Compact",
    "Cpuset",
    "Event",
    "EventBase",
    "Fork",
    "GetMempolicy",
    "GetMempolicy2",
    "GetNode",
    "Given",
    "Kind",
    "Madvise",
    "Mbind",
    "Mbind2",
    "Meminfo",
    "MemsAllowed",
    "MfFlagName",
    "MigratePages",
    "Mmap",
    "MmapKind",
    "ModeFlagName",
    "ModeName",
    "MovePages",
    "Mremap",
    "Munmap",
    "Next",
    "NodeAttribute",
    "Op",
    "ParamEvent",
    "ProcessMbind",
    "ProcessSetMempolicy",
    "Pwrite",
    "RangeEvent",
    "Readweights",
    "SchedSetaffinity",
    "SetMempolicy",
    "SetMempolicy2",
    "SetMempolicyHomeNode",
    "Step",
    "SysfsWrite",
    "TaskEvent",
    "Thp",
    "Touch",
    "TraceOff",
    "TraceOn",
    "Weights",
    "Where",
)

Event = Annotated[
    SetMempolicy
    | GetMempolicy
    | Mbind
    | SetMempolicyHomeNode
    | MigratePages
    | MovePages
    | Mmap
    | Munmap
    | Mremap
    | Madvise
    | Touch
    | Pwrite
    | Fork
    | SchedSetaffinity
    | Cpuset
    | Weights
    | SysfsWrite
    | Thp
    | SetMempolicy2
    | Mbind2
    | GetMempolicy2
    | ProcessSetMempolicy
    | ProcessMbind
    | NodeAttribute
    | Bpfmap
    | Compact
    | GetNode
    | Meminfo
    | MemsAllowed
    | Next
    | Readweights
    | Step
    | TraceOff
    | TraceOn
    | Where,
    Field(discriminator="op"),
]
"""Any event; what people use comes first, as the refusal of an unknown op lists them."""


class Kind(Enum):
    """Who uses an op."""

    CANONICAL = "what people and the workbench use"
    PROPOSED = "calls that no kernel has, which people and the workbench use as well"
    REPLAY_ONLY = "only in recorded runs"


_COMMON = frozenset({"op", "task", "given", "expect"})


@dataclass(frozen=True, slots=True)
class Op:
    """One row of the vocabulary."""

    model: type[EventBase]
    kind: Kind

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the fields that say what is asked, without those that all events have."""
        return tuple(name for name in self.model.model_fields if name not in _COMMON)

    @property
    def answers(self) -> tuple[str, ...]:
        """Names of the fields that ``expect`` may hold."""
        field = self.model.model_fields.get("expect")
        if field is None:
            return ()
        (answer,) = (part for part in field.annotation.__args__ if part is not type(None))  # type: ignore[union-attr]
        return tuple(answer.model_fields)


OPS: Mapping[str, Op] = {
    "bpfmap": Op(Bpfmap, Kind.REPLAY_ONLY),
    "compact": Op(Compact, Kind.REPLAY_ONLY),
    "cpuset": Op(Cpuset, Kind.CANONICAL),
    "fork": Op(Fork, Kind.CANONICAL),
    "get_mempolicy": Op(GetMempolicy, Kind.CANONICAL),
    "get_mempolicy2": Op(GetMempolicy2, Kind.PROPOSED),
    "get_node": Op(GetNode, Kind.REPLAY_ONLY),
    "madvise": Op(Madvise, Kind.CANONICAL),
    "mbind": Op(Mbind, Kind.CANONICAL),
    "mbind2": Op(Mbind2, Kind.PROPOSED),
    "meminfo": Op(Meminfo, Kind.REPLAY_ONLY),
    "mems_allowed": Op(MemsAllowed, Kind.REPLAY_ONLY),
    "migrate_pages": Op(MigratePages, Kind.CANONICAL),
    "mmap": Op(Mmap, Kind.CANONICAL),
    "move_pages": Op(MovePages, Kind.CANONICAL),
    "mremap": Op(Mremap, Kind.CANONICAL),
    "munmap": Op(Munmap, Kind.CANONICAL),
    "next": Op(Next, Kind.REPLAY_ONLY),
    "node_attribute": Op(NodeAttribute, Kind.PROPOSED),
    "process_mbind": Op(ProcessMbind, Kind.PROPOSED),
    "process_set_mempolicy": Op(ProcessSetMempolicy, Kind.PROPOSED),
    "pwrite": Op(Pwrite, Kind.CANONICAL),
    "readweights": Op(Readweights, Kind.REPLAY_ONLY),
    "sched_setaffinity": Op(SchedSetaffinity, Kind.CANONICAL),
    "set_mempolicy": Op(SetMempolicy, Kind.CANONICAL),
    "set_mempolicy2": Op(SetMempolicy2, Kind.PROPOSED),
    "set_mempolicy_home_node": Op(SetMempolicyHomeNode, Kind.CANONICAL),
    "step": Op(Step, Kind.REPLAY_ONLY),
    "sysfs_write": Op(SysfsWrite, Kind.CANONICAL),
    "thp": Op(Thp, Kind.CANONICAL),
    "touch": Op(Touch, Kind.CANONICAL),
    "trace_off": Op(TraceOff, Kind.REPLAY_ONLY),
    "trace_on": Op(TraceOn, Kind.REPLAY_ONLY),
    "weights": Op(Weights, Kind.CANONICAL),
    "where": Op(Where, Kind.REPLAY_ONLY),
}
"""Every op by name."""

TRACE_OPS: Mapping[str, tuple[str, ...]] = {
    "cpu": ("sched_setaffinity",),
    "sp": ("set_mempolicy", "get_mempolicy"),
    "mb": ("mbind", "get_mempolicy"),
    "gp": ("get_mempolicy",),
    "hn": ("set_mempolicy_home_node",),
    "put": ("cpuset", "thp"),
    "mkdir": ("cpuset",),
}
"""Ops that only stand in traces, and the ops that they are decoded into."""
