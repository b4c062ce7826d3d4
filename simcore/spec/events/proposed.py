"""Events for calls that were posted or proposed and that no kernel has.

The struct of the posted calls is written field by field; what only bytes can say (a size that
does not fit, surplus bytes, pointers to nowhere) has fields of its own.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simcore.spec.base import Count, Listed, Name, RegionName
from simcore.spec.events.answers import ParamRead, Returned, WeightsWritten
from simcore.spec.events.base import EventBase, TaskEvent
from simcore.spec.events.calls import RangeEvent
from simcore.spec.events.fields import (
    FlagNames,
    Hex,
    MaskText,
    Mf2Names,
    ModeText,
    NodeKey,
    Number,
)

__all__ = (
    "GetMempolicy2",
    "IlWeights",
    "Mbind2",
    "NodeAttribute",
    "ParamEvent",
    "ProcessMbind",
    "ProcessSetMempolicy",
    "SetMempolicy2",
)

Byte = Annotated[int, Field(ge=0, le=255)]
HomeNode = Annotated[int, Field(ge=-(2**31), lt=2**31)]
IlWeights = Annotated[tuple[Byte, ...], Listed, Field(max_length=32768)]


class ParamEvent(TaskEvent):
    """A call that is given struct mpol_param.

    ``flags`` are the mode flags of the struct and ``maxnode`` its pol_maxnodes; ``il_weights``
    is one byte for each node from 0 on. ``size`` is the size that the caller claims, ``tail``
    what lies beyond the end of the struct, ``param`` a pointer that leads nowhere.
    """

    mode: ModeText = "default"
    flags: FlagNames | Hex = ()
    nodes: MaskText = ""
    maxnode: Number | None = None
    home_node: HomeNode | None = None
    il_weights: IlWeights | Literal["bad"] | None = None
    resv: Hex | None = None
    size: Hex | None = None
    tail: Literal["zero", "nonzero"] | None = None
    param: Literal["bad"] | None = None


class SetMempolicy2(ParamEvent):
    """set_mempolicy2, posted in December 2023: the calling task's policy in one struct."""

    op: Literal["set_mempolicy2"]
    call_flags: Hex | None = None
    expect: Returned | None = None


class Mbind2(ParamEvent, RangeEvent):
    """mbind2, posted in December 2023: the policy of a range, with its home node and weights."""

    op: Literal["mbind2"]
    mf: Mf2Names | Hex = ()
    expect: Returned | None = None


class GetMempolicy2(TaskEvent):
    """get_mempolicy2, posted in December 2023: a policy read back whole, in one call.

    Of the task, or with ``id`` and ``page`` (or ``addr`` and ``ask``) of memory.
    """

    op: Literal["get_mempolicy2"]
    id: RegionName | None = None
    page: Count | None = None
    addr: Hex | None = None
    ask: Hex | None = None
    maxnode: Number | None = None
    size: Hex | None = None
    tail: Literal["zero", "nonzero"] | None = None
    param: Literal["bad"] | None = None
    expect: ParamRead | None = None


class ProcessSetMempolicy(ParamEvent):
    """The policy of another task, set from outside; ``target`` names it.

    ``via`` chooses among the shapes in which such a call was proposed. The target ``bad`` is a
    descriptor that is no pidfd, a name that no task has a process that is gone.
    """

    op: Literal["process_set_mempolicy"]
    target: Name
    via: Literal["process_set_mempolicy", "pidfd_set_mempolicy", "set_task_mempolicy"] | None = None
    call_flags: Hex | None = None
    expect: Returned | None = None


class ProcessMbind(ParamEvent, RangeEvent):
    """The policy of another task's memory, set from outside; the range is the target's."""

    op: Literal["process_mbind"]
    target: Name
    via: Literal["process_mbind", "process_mbind_2023", "task_mbind"] | None = None
    mf: Mf2Names | Hex = ()
    expect: Returned | None = None


class NodeAttribute(EventBase):
    """The attribute bit of nodes is written to sysfs (the attribute proposal): 0 or 1 each."""

    op: Literal["node_attribute"]
    set: dict[NodeKey, Count]
    expect: WeightsWritten | None = None
