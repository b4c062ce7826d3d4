"""What set_mempolicy2 and mbind2 read from a struct and from where it points to.

The struct is copied first, then its parts are checked one after another in the order of the
posted code (v6 08/12 to 12/12): mode and flags, home node, nodemask, weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from simcore.kernel.arguments import MODE_FLAG_BITS, ModeArgument, mode_from_word
from simcore.kernel.errno import Errno, Refusal
from simcore.kernel.modes import refused_flags
from simcore.kernel.profiles import Feature, KernelProfile
from simcore.nodemask import EMPTY, MAX_NUMNODES, NodeMask
from simcore.syscalls.extensible import copy_struct_from_user
from simcore.syscalls.masks import nodes_from_user
from simcore.syscalls.memory import NULL, UserMemory
from simcore.syscalls.structs import LAYOUTS, Layout

__all__ = ("KILLED", "Param", "ParamPointer", "layout_of", "read_param", "read_struct")

KILLED = Refusal(Errno.EFAULT, "the code follows a null pointer to the mask: an oops", "nodemask")
"""Not an answer: the task does not live to see one."""

_MODE_FLAGS = sum(MODE_FLAG_BITS.values())


@dataclass(frozen=True, slots=True)
class ParamPointer:
    """A struct argument: its address and size, the memory it lies in, the kernel that reads."""

    profile: KernelProfile
    memory: UserMemory
    address: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """A request that was read in full.

    ``il_weights`` are the bytes of the caller's array, None without one; ``home_node`` is None
    when none was asked for.
    """

    mode: ModeArgument
    home_node: int | None = None
    mask: NodeMask = EMPTY
    il_weights: tuple[int, ...] | None = None


def layout_of(profile: KernelProfile) -> Layout:
    """The struct of a posted series. Raises KeyError for a kernel without one."""
    return LAYOUTS[profile.revision]


def read_struct(given: ParamPointer) -> dict[str, int] | Refusal:
    """The fields of the struct; E2BIG, EFAULT, or EINVAL for what only some kernels refuse."""
    layout, has = layout_of(given.profile), given.profile.has
    if given.size < layout.least and not has(Feature.ANY_SIZE_IS_TAKEN):
        why = f"a struct of {given.size} bytes is shorter than its first version, {layout.least}"
        return Refusal(Errno.EINVAL, why, "struct")
    data = copy_struct_from_user(given.memory, given.address, given.size, layout.size)
    if isinstance(data, Refusal):
        return data
    values = layout.unpack(data)
    if values.get("resv") and not has(Feature.RESERVED_BYTES_PASS):
        return Refusal(Errno.EINVAL, "a reserved byte is not zero", "struct")
    return values


def _mode(given: ParamPointer, values: Mapping[str, int]) -> ModeArgument | Refusal:
    """The mode is a number of its own: flag bits in it make it too large."""
    number, word = values["mode"], values["mode_flags"]
    named = mode_from_word(number) if number & ~_MODE_FLAGS == number else None
    if named is None:
        return Refusal(Errno.EINVAL, f"{number:#x} is no mode")
    unknown = word & ~_MODE_FLAGS
    if unknown and not given.profile.has(Feature.UNKNOWN_MODE_FLAGS_PASS):
        return Refusal(Errno.EINVAL, f"the mode flags {unknown:#x} are not known")
    flags = tuple(sorted(name for name, bit in MODE_FLAG_BITS.items() if word & bit))
    with_many = given.profile.has(Feature.BALANCING_WITH_PREFERRED_MANY)
    refusal = refused_flags(named[0], flags, balancing_with_many=with_many)
    return refusal or ModeArgument(named[0], flags)


def _mask(given: ParamPointer, values: Mapping[str, int]) -> NodeMask | Refusal:
    if values["pol_nodes"] == NULL:
        followed = given.profile.has(Feature.NULL_MASK_IS_FOLLOWED)
        return KILLED if followed and values["mode"] else EMPTY
    return nodes_from_user(given.memory, values["pol_nodes"], values["pol_maxnodes"])


_WEIGHTED = 6


def _il_weights(given: ParamPointer, values: Mapping[str, int]) -> tuple[int, ...] | Refusal | None:
    """One byte for each of pol_maxnodes nodes, only read for the weighted mode."""
    if values["mode"] != _WEIGHTED or values["il_weights"] == NULL:
        return None
    data = copy_struct_from_user(
        given.memory, values["il_weights"], values["pol_maxnodes"], MAX_NUMNODES
    )
    return data if isinstance(data, Refusal) else tuple(data)


def _home_node(online: NodeMask) -> Callable[[ParamPointer, Mapping[str, int]], Any]:
    """MPOL_MF_HOME_NODE was given: the node must be there."""

    def check(given: ParamPointer, values: Mapping[str, int]) -> int | Refusal:
        del given
        node = values["home_node"]
        if node not in online:
            return Refusal(Errno.EINVAL, f"there is no node {node}")
        return node

    return check


def read_param(given: ParamPointer, home_of: NodeMask | None = None) -> Param | Refusal:
    """The whole request. ``home_of``: the nodes that are online, if a home node is asked for."""
    values = read_struct(given)
    if isinstance(values, Refusal):
        return values
    steps: Iterable[tuple[str, str, Callable[[ParamPointer, Mapping[str, int]], Any]]] = (
        ("mode", "mode", _mode),
        *(() if home_of is None else (("home_node", "home_node", _home_node(home_of)),)),
        ("nodemask", "mask", _mask),
        ("weights", "il_weights", _il_weights),
    )
    parts: dict[str, Any] = {}
    for rule, name, check in steps:
        parts[name] = part = check(given, values)
        if isinstance(part, Refusal):
            return part if part is KILLED else Refusal(part.errno, part.check, rule)
    return Param(**parts)
