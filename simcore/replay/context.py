"""What decoding the operations of one case remembers, and how a decoder names things by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from simcore.replay.words import mode_read, node_list, returned

__all__ = ("Context", "Decoder", "Fields", "Op", "address_of", "of_task", "policy_read")

_PAGE = 4096

Fields = dict[str, Any]
Op = Mapping[str, Any]


@dataclass(slots=True)
class Context:
    """What decoding one case remembers."""

    task: str = "main"
    bases: dict[str, int] = field(default_factory=dict)
    traced: bool = False
    children: int = 0
    names: dict[str, str] = field(default_factory=dict)
    """The region that each of the trace's names stands for now."""

    def region(self, name: str) -> str:
        """The region that a name of the trace stands for."""
        return self.names.get(name, name)

    def new_region(self, name: str) -> str:
        """A name for a mapping that is made now; a child's own is no copy of its parent's."""
        self.names[name] = f"{name}.{self.task}" if self.children else name
        return self.names[name]

    def become(self, child: str) -> None:
        """The rest goes on in a forked child, with copies of all regions."""
        self.task = child
        self.names = {name: f"{child}:{of.rpartition(':')[2]}" for name, of in self.names.items()}


Decoder = Callable[[Context, Op], Iterator[Fields]]
"""An operation of a trace becomes events."""


def of_task(context: Context, op: str, **fields: Any) -> Fields:
    """An event of the task whose turn it is."""
    return {"op": op, "task": context.task} | fields


def address_of(context: Context, text: str) -> int:
    """An address: a number, or mapping plus pages plus bytes."""
    name, *offsets = text.split("+")
    if name not in context.bases:
        return int(text, 0)
    scale = (_PAGE, 1)
    return context.bases[name] + sum(
        int(n, 0) * unit for n, unit in zip(offsets, scale, strict=False)
    )


def policy_read(op: Op, mode: int, flags: int, nodes: list[int]) -> Fields:
    """The answer of a policy that was read back."""
    return returned(op) | mode_read(mode | flags) | {"nodes": node_list(nodes)}
