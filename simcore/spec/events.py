"""The events of an experiment: one model for each thing a user can do to the system.

An event carries what was asked; the answer stands in the result. The table ``OPS`` is the one
list of them: the schema, the manual and the engine's handlers are checked against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from simcore.pageranges import pages_text, parse_pages
from simcore.spec.base import Address, Count, Listed, Model, Name, NodeText, refuse
from simcore.spec.limits import MAX_CPUS, MAX_PAGES

__all__ = (
    "MODES",
    "MODE_FLAGS",
    "OPS",
    "Event",
    "Mmap",
    "ModeFlagName",
    "ModeName",
    "SchedSetaffinity",
    "SetMempolicy",
    "Touch",
    "Weights",
)

ModeName = Literal[
    "default",
    "preferred",
    "bind",
    "interleave",
    "local",
    "preferred_many",
    "weighted_interleave",
]
ModeFlagName = Literal["numa_balancing", "relative_nodes", "static_nodes"]
MODES: tuple[ModeName, ...] = (
    "default",
    "preferred",
    "bind",
    "interleave",
    "local",
    "preferred_many",
    "weighted_interleave",
)
MODE_FLAGS: tuple[ModeFlagName, ...] = ("numa_balancing", "relative_nodes", "static_nodes")


def _canonical_pages(text: str) -> str:
    try:
        return pages_text(parse_pages(text))
    except ValueError as error:
        raise refuse(f"must be a page list such as 0-1023: {error}") from None


def _sorted_flags(flags: tuple[ModeFlagName, ...]) -> tuple[ModeFlagName, ...]:
    return tuple(sorted(set(flags)))


PageText = Annotated[str, Field(max_length=200_000), AfterValidator(_canonical_pages)]
"""Pages of a region, in touch order: ``a-b``, ``a-b:step``, comma separated."""
FlagNames = Annotated[tuple[ModeFlagName, ...], Listed, AfterValidator(_sorted_flags)]


class TaskEvent(Model):
    """An event that a task causes; without a name it is the first task."""

    task: Name | None = None


class SetMempolicy(TaskEvent):
    """set_mempolicy(2): the policy of the calling task."""

    op: Literal["set_mempolicy"]
    mode: ModeName
    flags: FlagNames = ()
    nodes: NodeText = ""


class Mmap(TaskEvent):
    """mmap(2) of a new region; nothing is allocated before it is touched."""

    op: Literal["mmap"]
    id: Name
    kind: Literal["anon"] = "anon"
    pages: Annotated[int, Field(ge=1, le=MAX_PAGES)]
    addr: Address | None = None


class Touch(TaskEvent):
    """A first write to each of the pages, in order: page faults."""

    op: Literal["touch"]
    id: Name
    pages: PageText


class SchedSetaffinity(TaskEvent):
    """sched_setaffinity(2) to a single CPU: where the task runs from now on."""

    op: Literal["sched_setaffinity"]
    cpu: Annotated[int, Field(ge=0, lt=MAX_CPUS)]


class Weights(Model):
    """Weights written to sysfs by an administrator while the experiment runs."""

    op: Literal["weights"]
    set: dict[Annotated[str, Field(pattern=r"^(0|[1-9][0-9]?)$")], Count]


Event = Annotated[
    SetMempolicy | Mmap | Touch | SchedSetaffinity | Weights, Field(discriminator="op")
]

OPS: Mapping[str, type[Model]] = {
    "mmap": Mmap,
    "sched_setaffinity": SchedSetaffinity,
    "set_mempolicy": SetMempolicy,
    "touch": Touch,
    "weights": Weights,
}
"""Every op by name."""
