"""What only a person can tell: the kind of each memory, unless a text names it itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from simcore.errors import Problem, SpecError, pointer
from simcore.interchange.merge import Merged
from simcore.interchange.outline import Facts, NodeFacts
from simcore.spec.machine import NodeKind

__all__ = ("CHOICES", "Ask", "Choice", "answers", "asks", "kinds_of")


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to a question."""

    value: NodeKind
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question whose answer belongs at ``pointer``; ``proposed`` is the likely one, or ""."""

    pointer: str
    node: int
    question: str
    hint: str
    proposed: NodeKind | Literal[""]
    choices: tuple[Choice, ...]


CHOICES: Final[tuple[Choice, ...]] = (
    Choice("dram", "DRAM on a memory controller of the socket"),
    Choice("hbm", "HBM in the package"),
    Choice("cxl", "CXL memory"),
    Choice("remote", "memory of another machine or socket, over a fabric"),
    Choice("pmem", "persistent memory"),
)


def answers(facts: Facts, given: Mapping[str, str]) -> dict[int, NodeKind]:
    """The kinds that were answered, by node; "" is no answer. Raises SpecError."""
    kinds: dict[int, NodeKind] = {}
    problems: list[Problem] = []
    known = {str(node.id): node.id for node in facts.nodes}
    for name, kind in given.items():
        if name not in known:
            problems.append(Problem(pointer("kinds", name), f"there is no node {name[:20]}"))
        elif kind in get_args(NodeKind):
            kinds[known[name]] = kind  # type: ignore[assignment]  # one of NodeKind
        elif kind:
            names = ", ".join(choice.value for choice in CHOICES)
            problems.append(Problem(pointer("kinds", name), f"must be one of {names}"))
    if problems:
        raise SpecError(problems)
    return kinds


def kinds_of(facts: Facts, merged: Merged, answered: Mapping[int, NodeKind]) -> dict[int, NodeKind]:
    """Answers first, then what the texts themselves name."""
    kinds: dict[int, NodeKind] = {}
    for node in facts.nodes:
        kind = answered.get(node.id) or merged.value("node", node.id, "kind")
        if kind in get_args(NodeKind):
            kinds[node.id] = kind  # type: ignore[assignment]  # one of NodeKind
    return kinds


def asks(facts: Facts, kinds: Mapping[int, NodeKind]) -> tuple[Ask, ...]:
    """A question for each node with memory whose kind is not known."""
    return tuple(
        Ask(
            pointer=pointer("kinds", node.id),
            node=node.id,
            question=f"What memory is node {node.id}?",
            hint=_hint(facts, node),
            proposed="dram" if node.cpus else "",
            choices=CHOICES,
        )
        for node in facts.nodes
        if node.mib != 0 and node.id not in kinds
    )


def _hint(facts: Facts, node: NodeFacts) -> str:
    size = "Size not told" if node.mib is None else f"{node.mib} MiB"
    if node.cpus:
        return f"{size}, with CPUs {node.cpus}; most likely DRAM."
    if not any(other.cpus for other in facts.nodes):
        return f"{size}, no CPUs."
    home = facts.home(node)
    if facts.distance is None:
        return f"{size}, no CPUs; the text has no distances."
    return f"{size}, no CPUs, at distance {facts.between(home, node)} from node {home.id}."
