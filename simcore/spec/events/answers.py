"""What calls answer: the fields of ``expect``, which a recorded run filled in.

Each model has exactly the answer fields of its ops. A field that is absent was not recorded
and is not compared.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from simcore.spec.base import Count, Listed, Model
from simcore.spec.events.fields import NodeKey, RunText

__all__ = (
    "Answer",
    "CounterRead",
    "Entries",
    "Given",
    "MoveRead",
    "NodeRead",
    "NodesRead",
    "PagesRead",
    "ParamRead",
    "PolicyRead",
    "Returned",
    "StepsRead",
    "TraceRead",
    "WeightsRead",
    "WeightsWritten",
)

Entries = Annotated[tuple[Any, ...], Listed]
"""A recorded list, kept as it is."""


class Given(Model):
    """What a recorded run knew and no simulator can: input, not an answer.

    ``allocs``, ``slab_steps`` and ``step_callers`` tell when the slab allocator took steps of
    the task's counter; ``nodes`` is the occupancy that a full machine showed for the pages from
    the lowest that is named on; ``free_kib`` the free memory of each node; ``accepts`` whether
    a nearly full node took a migrated page.
    """

    allocs: Entries | None = None
    slab_steps: Count | None = None
    step_callers: Entries | None = None
    traced: bool = False
    ino: Count | None = None
    nodes: RunText | None = None
    free_kib: dict[NodeKey, Count] | None = None
    accepts: bool | None = None


class Answer(Model):
    """Base of all answers."""


class Returned(Answer):
    """A system call's return value, and errno when it is -1."""

    ret: int | None = None
    errno: int | None = None


class StepsRead(Returned):
    """A call during which the steps of the task's counter were recorded."""

    steps: Entries | None = None


class PolicyRead(Returned):
    """A policy that was read back: mode, mode flags, nodes."""

    mode: str | int | None = None
    flags: Annotated[tuple[str, ...], Listed] | None = None
    nodes: str | None = None


class ParamRead(Returned):
    """A policy that get_mempolicy2 read back whole; ``weights`` are those in effect."""

    mode: str | int | None = None
    flags: Annotated[tuple[str, ...], Listed] | None = None
    home_node: int | None = None
    nodes: str | None = None
    weights: dict[NodeKey, Count] | None = None
    policy_node: int | None = None
    addr_node: int | None = None
    overread_bytes: int | None = None


class NodesRead(Returned):
    """A set of nodes that was read back."""

    nodes: str | None = None


class NodeRead(StepsRead):
    """A node number that was read back."""

    node: int | None = None


class PagesRead(Answer):
    """Where pages are, as run-length text."""

    nodes: RunText | None = None


class TraceRead(StepsRead):
    """After each page: [page, node, next node of the counter]."""

    trace: Entries | None = None


class CounterRead(StepsRead):
    """The counter's next node, after each page or once at the end."""

    next: Entries | int | None = None
    vmalloc: dict[NodeKey, Count] | None = None


class MoveRead(Returned):
    """A page's status as move_pages(2) left it."""

    status: int | None = None


class WeightsRead(Returned):
    """All weights and the mode of the table."""

    weights: dict[NodeKey, Count] | None = None
    auto: Literal["true", "false"] | None = None


class WeightsWritten(Answer):
    """What each write answered: bytes written, or minus errno."""

    results: dict[NodeKey, int] | None = Field(default=None)
