"""Policies as they were asked for: mode and flags by name, whatever the call's argument was."""

from __future__ import annotations

from simcore.kernel.arguments import mode_from_word
from simcore.nodemask import NodeMask
from simcore.spec.events import Mbind, SetMempolicy, SetMempolicy2
from simcore.spec.events.fields import named_nodes

__all__ = ("mode_of", "nodes_of")


Policy = SetMempolicy | SetMempolicy2 | Mbind
"""Calls that carry a mode with flags, and nodes."""


def mode_of(event: Policy) -> tuple[str, tuple[str, ...]] | None:
    """Mode and flags; None for a number that no name exists for.

    ``preferred`` without a node is what the kernel calls ``local``.
    """
    if isinstance(event.flags, str):
        return None
    read: tuple[str, tuple[str, ...]] | None = event.mode, event.flags
    if event.mode.startswith("0x"):
        read = mode_from_word(int(event.mode, 16))
    if read is not None and read[0] == "preferred" and not named_nodes(event.nodes):
        return "local", read[1]
    return read


def nodes_of(event: Policy, mode: str, memory: NodeMask) -> NodeMask:
    """The nodes that the mode makes use of, of those with memory: the kernel drops the others.

    ``preferred`` keeps the lowest one.
    """
    usable = named_nodes(event.nodes) & memory
    if mode == "preferred" and usable:
        return NodeMask.of((usable.first(),))
    return usable
