"""Events that set, read or apply memory policies: the calls of mm/mempolicy.c."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from simcore.spec.base import Count, RegionName
from simcore.spec.events.answers import MoveRead, NodeRead, NodesRead, PolicyRead, Returned
from simcore.spec.events.base import TaskEvent
from simcore.spec.events.fields import FlagNames, Hex, MaskText, MfNames, ModeText, Number
from simcore.spec.limits import MAX_PAGES

__all__ = (
    "GetMempolicy",
    "GetNode",
    "Mbind",
    "MemsAllowed",
    "MigratePages",
    "MovePages",
    "Next",
    "RangeEvent",
    "SetMempolicy",
    "SetMempolicyHomeNode",
)

PageCount = Annotated[int, Field(ge=0, le=MAX_PAGES)]


class SetMempolicy(TaskEvent):
    """set_mempolicy(2): the policy of the calling task."""

    op: Literal["set_mempolicy"]
    mode: ModeText
    flags: FlagNames = ()
    nodes: MaskText = ""
    maxnode: Number | None = None
    expect: Returned | None = None


class RangeEvent(TaskEvent):
    """A call on a range of addresses.

    The range is pages of a region (all of it without ``first`` and ``pages``), or raw
    ``addr`` and ``length`` in bytes.
    """

    id: RegionName | None = None
    first: Count | None = None
    pages: PageCount | None = None
    addr: Hex | None = None
    length: Hex | None = None


class Mbind(RangeEvent):
    """mbind(2): the policy of a range of memory, and what becomes of pages that are there."""

    op: Literal["mbind"]
    mode: ModeText
    flags: FlagNames = ()
    nodes: MaskText = ""
    maxnode: Number | None = None
    mf: MfNames | Hex = ()
    expect: Returned | None = None


class SetMempolicyHomeNode(RangeEvent):
    """set_mempolicy_home_node(2): where bind and preferred_many start from."""

    op: Literal["set_mempolicy_home_node"]
    node: Count | Hex
    flags: Hex | None = None
    expect: Returned | None = None


class GetMempolicy(TaskEvent):
    """get_mempolicy(2): of the task, of the memory at ``id`` and ``page``, or raw.

    Raw calls give ``addr``, ``ask`` (the MPOL_F_* bits), ``maxnode``, and which of the two
    result pointers are null or cannot be written.
    """

    op: Literal["get_mempolicy"]
    id: RegionName | None = None
    page: Count | None = None
    addr: Hex | None = None
    ask: Hex | None = None
    maxnode: Number | None = None
    policy_pointer: Literal["null", "bad"] | None = None
    mask_pointer: Literal["null", "bad"] | None = None
    expect: PolicyRead | None = None


class Next(TaskEvent):
    """get_mempolicy(MPOL_F_NODE): the node that the task's counter comes to next."""

    op: Literal["next"]
    expect: NodeRead | None = None


class GetNode(TaskEvent):
    """get_mempolicy(MPOL_F_NODE | MPOL_F_ADDR): the node of a page, which is faulted in."""

    op: Literal["get_node"]
    id: RegionName
    page: Count
    expect: NodeRead | None = None


class MemsAllowed(TaskEvent):
    """get_mempolicy(MPOL_F_MEMS_ALLOWED): the nodes that the task may use."""

    op: Literal["mems_allowed"]
    expect: NodesRead | None = None


class MigratePages(TaskEvent):
    """migrate_pages(2) of the task itself: all its pages on some nodes to others."""

    model_config = ConfigDict(serialize_by_alias=True)

    op: Literal["migrate_pages"]
    source: MaskText = Field(alias="from")
    target: MaskText = Field(alias="to")
    expect: Returned | None = None


class MovePages(TaskEvent):
    """move_pages(2) of one page to a node."""

    op: Literal["move_pages"]
    id: RegionName
    page: Count
    node: Annotated[int, Field(ge=-1, le=65535)]
    expect: MoveRead | None = None
