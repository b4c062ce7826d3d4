"""Sets of node numbers, written and combined the way the kernel does.

A nodemask is an immutable set on top of one integer, bit n for node n. The text form is the
kernel's list format (lib/bitmap.c, bitmap_parselist and "%*pbl"): ``0-1,4``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

__all__ = ("EMPTY", "MAX_NUMNODES", "NodeMask")

MAX_NUMNODES = 1024
"""Nodes a kernel is built for (CONFIG_NODES_SHIFT=10, as distributions ship it)."""

_PART = re.compile(r"([0-9]{1,6})(?:-([0-9]{1,6}))?")


@dataclass(frozen=True, slots=True, order=True)
class NodeMask:
    """An immutable set of node ids; iteration is in ascending order."""

    bits: int = 0

    @classmethod
    def of(cls, nodes: Iterable[int]) -> NodeMask:
        """The set of the given node ids."""
        bits = 0
        for node in nodes:
            bits |= 1 << node
        return cls(bits)

    @classmethod
    def parse(cls, text: str, limit: int = MAX_NUMNODES) -> NodeMask:
        """Read kernel list text; blanks around parts are allowed, "" is the empty set.

        ``limit`` is one more than the highest number allowed (CPU lists have another one).
        Raises ValueError with a sentence when the text is no such list.
        """
        bits = 0
        for part in filter(None, (piece.strip() for piece in text.split(","))):
            match = _PART.fullmatch(part)
            if match is None:
                raise ValueError(f'"{part[:20]}" is no node number or range such as 0-1')
            first, last = int(match[1]), int(match[2] or match[1])
            if first > last:
                raise ValueError(f"the range {part} runs backwards")
            if last >= limit:
                raise ValueError(f"numbers end at {limit - 1}, {last} lies beyond")
            bits |= (1 << (last + 1)) - (1 << first)
        return cls(bits)

    def __iter__(self) -> Iterator[int]:
        bits = self.bits
        while bits:
            lowest = bits & -bits
            yield lowest.bit_length() - 1
            bits ^= lowest

    def __len__(self) -> int:
        return self.bits.bit_count()

    def __bool__(self) -> bool:
        return self.bits != 0

    def __contains__(self, node: int) -> bool:
        return node >= 0 and bool(self.bits >> node & 1)

    def __and__(self, other: NodeMask) -> NodeMask:
        return NodeMask(self.bits & other.bits)

    def __or__(self, other: NodeMask) -> NodeMask:
        return NodeMask(self.bits | other.bits)

    def __sub__(self, other: NodeMask) -> NodeMask:
        return NodeMask(self.bits & ~other.bits)

    @property
    def named(self) -> str:
        """As words: node 2, nodes 0-3."""
        return f"{'node' if len(self) == 1 else 'nodes'} {self}"

    def __str__(self) -> str:
        """Shortest kernel list text."""
        return _list_text(self)

    def first(self) -> int:
        """Lowest node. Raises ValueError on the empty set."""
        if not self.bits:
            raise ValueError("an empty nodemask has no first node")
        return (self.bits & -self.bits).bit_length() - 1

    def next_after(self, node: int) -> int | None:
        """Smallest member above ``node``, else the smallest one (next_node_in); None if empty."""
        above = self.bits >> (node + 1) << (node + 1)
        chosen = above or self.bits
        return (chosen & -chosen).bit_length() - 1 if chosen else None

    def fold(self, size: int) -> NodeMask:
        """Every bit n moved to n mod ``size`` (bitmap_fold)."""
        return NodeMask.of(node % size for node in self)

    def onto(self, target: NodeMask) -> NodeMask:
        """Members of ``target`` whose position is a member here (bitmap_onto)."""
        return NodeMask.of(node for place, node in enumerate(target) if place in self)

    def remap(self, old: NodeMask, new: NodeMask) -> NodeMask:
        """Members of ``old`` moved to the same position in ``new``, modulo (bitmap_remap)."""
        olds, news = list(old), list(new)
        if not olds or not news:
            return self
        place = {node: news[i % len(news)] for i, node in enumerate(olds)}
        return NodeMask.of(place.get(node, node) for node in self)


EMPTY = NodeMask()
"""The set without members."""


@lru_cache(maxsize=4096)
def _list_text(mask: NodeMask) -> str:
    runs: list[list[int]] = []
    for node in mask:
        if runs and runs[-1][1] == node - 1:
            runs[-1][1] = node
        else:
            runs.append([node, node])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
