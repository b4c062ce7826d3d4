"""The memory-policy modes as a table, and how a mode and a mask become a policy.

Follows do_set_mempolicy() and what it calls in mm/mempolicy.c: sanitize_mpol_flags(),
mpol_new() and mpol_set_nodemask(), in that order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from simcore.kernel.errno import Errno, Refusal
from simcore.nodemask import EMPTY, NodeMask

__all__ = (
    "ATTRIBUTE_SHARES",
    "MODE_RULES",
    "MaskRule",
    "MemPolicy",
    "ModeRule",
    "make_policy",
    "refused_flags",
)


class MaskRule(Enum):
    """What a mode asks of the nodemask."""

    EMPTY = "must be empty"
    MAY_BE_EMPTY = "may be empty"
    NEEDED = "must not be empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeRule:
    """One mode: its number in the ABI, its mask rule and the flags that it bears."""

    number: int
    mask: MaskRule
    flags: frozenset[str]
    flags_without_mask: bool = False
    """Whether STATIC or RELATIVE may stand beside an empty mask."""
    interleaves: bool = False
    rebinds: bool = True
    """Whether a change of the cpuset changes the nodes of a policy."""
    meaning: str


_NODE_FLAGS = frozenset({"static_nodes", "relative_nodes"})
_ALL_FLAGS = _NODE_FLAGS | {"numa_balancing"}

ATTRIBUTE_SHARES: Mapping[str, int] = {"attribute_1": 1, "attribute_2": 2, "attribute_4": 4}
"""What each flag of the attribute proposal adds to the weight of the nodes that carry it."""

MODE_RULES: Mapping[str, ModeRule] = {
    "default": ModeRule(
        number=0,
        mask=MaskRule.EMPTY,
        flags=_NODE_FLAGS,
        flags_without_mask=True,
        meaning="no policy: pages come from the node of the CPU that touches them first",
    ),
    "preferred": ModeRule(
        number=1,
        mask=MaskRule.MAY_BE_EMPTY,
        flags=_NODE_FLAGS,
        rebinds=False,
        meaning="the first node of the mask, then that node's zonelist",
    ),
    "bind": ModeRule(
        number=2,
        mask=MaskRule.NEEDED,
        flags=_ALL_FLAGS,
        meaning="only the nodes of the mask, nearest first; the OOM killer when they are full",
    ),
    "interleave": ModeRule(
        number=3,
        mask=MaskRule.NEEDED,
        flags=_NODE_FLAGS,
        interleaves=True,
        meaning="one page each, round robin by page index",
    ),
    "local": ModeRule(
        number=4,
        mask=MaskRule.EMPTY,
        flags=frozenset(),
        meaning="the node of the CPU that touches the page first",
    ),
    "preferred_many": ModeRule(
        number=5,
        mask=MaskRule.NEEDED,
        flags=_ALL_FLAGS,
        rebinds=False,
        meaning="the nodes of the mask, nearest first; any other node when they are full",
    ),
    "weighted_interleave": ModeRule(
        number=6,
        mask=MaskRule.NEEDED,
        flags=_NODE_FLAGS,
        interleaves=True,
        meaning="as many pages in a row as the node's weight, round robin by page index",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MemPolicy:
    """A policy in force.

    ``nodes`` is the effective mask. ``remembered`` is what the kernel keeps beside it, in one
    place for two uses (union w of struct mempolicy): the mask that was asked for when
    ``keeps_user_mask``, else the cpuset's mems for the next rebind.
    """

    mode: str
    flags: tuple[str, ...] = ()
    nodes: NodeMask = EMPTY
    remembered: NodeMask = EMPTY
    keeps_user_mask: bool = False
    home_node: int | None = None
    il_weights: tuple[int, ...] | None = None
    """Weights of the policy's own, by node id, frozen when it was set (the posted series)."""

    @property
    def weighted(self) -> bool:
        """Whether nodes get pages by weight."""
        return self.mode == "weighted_interleave" or self.attribute_share > 0

    @property
    def attribute_share(self) -> int:
        """What the flags of the attribute proposal add to a node that carries the attribute."""
        return sum(ATTRIBUTE_SHARES.get(flag, 0) for flag in self.flags)

    @property
    def rule(self) -> ModeRule:
        """The mode's row in the table."""
        return MODE_RULES[self.mode]

    @property
    def shown_nodes(self) -> NodeMask:
        """The mask that get_mempolicy(2) gives back."""
        return self.remembered if self.keeps_user_mask else self.nodes

    def rebound(self, allowed: NodeMask) -> MemPolicy:
        """The policy after the cpuset's mems became ``allowed`` (mpol_rebind_policy)."""
        if self.mode == "local" or (not self.keeps_user_mask and self.remembered == allowed):
            return self
        if not self.rule.rebinds:
            # The kernel writes the new mems over a mask that was asked for, too.
            return replace(self, remembered=allowed)
        if "static_nodes" in self.flags:
            return replace(self, nodes=(self.remembered & allowed) or allowed)
        if "relative_nodes" in self.flags:
            folded = self.remembered.fold(len(allowed)).onto(allowed)
            return replace(self, nodes=folded or allowed)
        moved = self.nodes.remap(self.remembered, allowed)
        return replace(self, nodes=moved or allowed, remembered=allowed)

    def __str__(self) -> str:
        flags = "".join(f"={flag.removesuffix('_nodes')}" for flag in self.flags)
        home = "" if self.home_node is None else f"@{self.home_node}"
        own = ""
        if self.il_weights is not None:
            own = "*" + ":".join(str(self.il_weights[node]) for node in self.nodes)
        nodes = f":{self.nodes}" if self.nodes else ""
        return f"{self.mode}{flags}{home if nodes else ''}{nodes}{own}"


def make_policy(
    mode: str,
    flags: tuple[str, ...],
    mask: NodeMask,
    allowed: NodeMask,
    *,
    balancing_keeps_mask: bool = False,
) -> MemPolicy | Refusal | None:
    """The policy that a call installs; None removes the policy (MPOL_DEFAULT).

    ``allowed`` is the task's mems_allowed, reduced to nodes with memory. Bits of absent nodes
    are dropped without a word as long as something is left.
    """
    rule = MODE_RULES[mode]
    refusal = refused_flags(mode, flags) or _refused_mask(mode, rule, flags, mask)
    if refusal is not None:
        return refusal
    if mode == "default":
        return None
    if mode == "preferred" and not mask:
        return MemPolicy(mode="local")
    if rule.mask is MaskRule.EMPTY:
        return MemPolicy(mode=mode, flags=flags)
    nodes = _contextualised(flags, mask, allowed)
    if not nodes:
        check = f"none of the nodes {mask} is an allowed node with memory ({allowed})"
        return Refusal(Errno.EINVAL, check, "allowed")
    if mode == "preferred":
        nodes = NodeMask.of((nodes.first(),))
    keeps = bool(set(flags) & (_ALL_FLAGS if balancing_keeps_mask else _NODE_FLAGS))
    return MemPolicy(
        mode=mode,
        flags=flags,
        nodes=nodes,
        remembered=mask if keeps else allowed,
        keeps_user_mask=keeps,
    )


def refused_flags(
    mode: str, flags: tuple[str, ...], *, balancing_with_many: bool = True
) -> Refusal | None:
    """What sanitize_mpol_flags() says about flags beside a mode.

    ``balancing_with_many``: whether preferred_many bears numa_balancing on this kernel.
    """
    why = ""
    if set(flags) >= _NODE_FLAGS:
        why = "static_nodes and relative_nodes exclude each other"
    elif "numa_balancing" in flags and "numa_balancing" not in MODE_RULES[mode].flags:
        why = "numa_balancing goes only with bind and preferred_many"
    elif "numa_balancing" in flags and mode != "bind" and not balancing_with_many:
        why = "numa_balancing goes only with bind on this kernel"
    elif mode != "interleave" and set(flags) & set(ATTRIBUTE_SHARES):
        why = "the attribute flags go only with interleave"
    return Refusal(Errno.EINVAL, why, "mode") if why else None


def _refused_mask(
    mode: str, rule: ModeRule, flags: tuple[str, ...], mask: NodeMask
) -> Refusal | None:
    """mpol_new()."""
    node_flags = _NODE_FLAGS & set(flags)
    why = ""
    if rule.mask is MaskRule.EMPTY and mask:
        why = f"{mode} takes no nodes, the nodemask is {mask}"
    elif rule.mask is MaskRule.NEEDED and not mask:
        why = f"{mode} needs at least one node, the nodemask is empty"
    elif not mask and node_flags and not rule.flags_without_mask:
        told = ", ".join(sorted(node_flags))
        takes_none = rule.mask is MaskRule.EMPTY
        why = (
            f"{mode} takes no {told}"
            if takes_none
            else f"{mode} with {told} needs at least one node"
        )
    return Refusal(Errno.EINVAL, why, "mode_and_mask") if why else None


def _contextualised(flags: tuple[str, ...], mask: NodeMask, allowed: NodeMask) -> NodeMask:
    """mpol_set_nodemask(): the mask as seen from the task's allowed nodes."""
    if "relative_nodes" in flags and allowed:
        return mask.fold(len(allowed)).onto(allowed)
    return mask & allowed
