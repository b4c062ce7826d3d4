"""The nodes of merged texts: what a machine consists of before any rate is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from simcore.interchange.facts import Place, Value
from simcore.interchange.merge import Merged
from simcore.nodemask import NodeMask
from simcore.spec.limits import MAX_CPUS, MAX_NODES

__all__ = ("LOCAL", "UNKNOWN_REMOTE", "Facts", "NodeFacts", "outline")

LOCAL: Final = 10
UNKNOWN_REMOTE: Final = 20
"""Distance to every other node where there is no table, as the kernel assumes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeFacts:
    """A node: CPUs as kernel list text, memory in MiB (None: not told), its best initiators."""

    id: int
    cpus: str
    mib: int | None
    free_mib: int | None = None
    initiators: str = ""
    socket: int | None = None

    @property
    def used_mib(self) -> int:
        """Memory that was in use when the texts were made, as far as they tell."""
        if self.mib is None or self.free_mib is None:
            return 0
        return max(0, self.mib - self.free_mib)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Nodes by id, and the distance matrix in their order where it is known whole."""

    nodes: tuple[NodeFacts, ...]
    distance: tuple[tuple[int, ...], ...] | None

    def between(self, a: NodeFacts, b: NodeFacts) -> int:
        """The distance from a to b, as the kernel assumes it where there is no table."""
        if self.distance is None:
            return LOCAL if a is b else UNKNOWN_REMOTE
        return self.distance[self.nodes.index(a)][self.nodes.index(b)]

    def home(self, node: NodeFacts) -> NodeFacts:
        """The node whose CPUs a memory is local to: itself, a best initiator, or the nearest."""
        if node.cpus:
            return node
        with_cpus = [other for other in self.nodes if other.cpus]
        best = NodeMask.parse(node.initiators, MAX_NODES)
        local = [other for other in with_cpus if other.id in best]
        return min(local or with_cpus, key=lambda other: self.between(other, node))

    @property
    def usable(self) -> bool:
        """A machine can be made of it: CPUs, memory, and every size is told."""
        return (
            any(node.cpus for node in self.nodes)
            and any(node.mib for node in self.nodes)
            and all(node.mib is not None for node in self.nodes)
        )


def outline(merged: Merged, typed: Mapping[Place, Value]) -> Facts:
    """The nodes that texts and corrections make."""

    def value(*place: str | int) -> Value | None:
        return typed.get(place, merged.value(*place))

    taken = NodeMask()
    nodes = []
    for node in merged.nodes:
        cpus = NodeMask.parse(str(value("node", node, "cpus") or ""), MAX_CPUS) - taken
        taken |= cpus
        initiators = merged.value("node", node, "initiators")
        nodes.append(
            NodeFacts(
                id=node,
                cpus=str(cpus),
                mib=_whole(value("node", node, "mib")),
                free_mib=_whole(merged.value("node", node, "free_mib")),
                initiators=str(initiators or ""),
                socket=_whole(merged.value("node", node, "socket")),
            )
        )
    rows = tuple(tuple(_row(merged.nodes, node, typed, merged)) for node in merged.nodes)
    whole = bool(rows) and all(len(row) == len(rows) for row in rows)
    return Facts(nodes=tuple(nodes), distance=rows if whole else None)


def _whole(value: Value | None) -> int | None:
    return value if isinstance(value, int) else None


def _row(
    nodes: tuple[int, ...], a: int, typed: Mapping[Place, Value], merged: Merged
) -> Iterator[int]:
    for b in nodes:
        place = ("distance", a, b)
        value = _whole(typed.get(place, merged.value(*place)))
        if value is not None:
            yield LOCAL if a == b else value
