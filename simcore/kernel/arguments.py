"""Arguments as the calls get them, before they mean anything.

Follows get_nodes(), sanitize_mpol_flags() and copy_nodes_to_user() of mm/mempolicy.c: how many
bits of a mask are read, what is refused, and in which order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from simcore.kernel.errno import Errno, Refusal
from simcore.kernel.modes import MODE_RULES, refused_flags
from simcore.nodemask import EMPTY, MAX_NUMNODES, NodeMask

__all__ = (
    "ATTRIBUTE_FLAG_BITS",
    "DEFAULT_MAXNODE",
    "MF2_BITS",
    "MF_BITS",
    "MODE_FLAG_BITS",
    "U64",
    "MaskArgument",
    "ModeArgument",
    "get_nodes",
    "mask_bits",
    "mask_too_short",
    "mode_argument",
    "mode_from_word",
    "mode_word",
    "page_range",
    "read_bits",
)

U64 = 2**64
DEFAULT_MAXNODE = 65
_WORD_BITS = 64
_PAGE_BITS = 32768
"""Bits in a page: no mask may be longer (with 4 KiB pages)."""

MODE_FLAG_BITS: Mapping[str, int] = {
    "static_nodes": 1 << 15,
    "relative_nodes": 1 << 14,
    "numa_balancing": 1 << 13,
}
ATTRIBUTE_FLAG_BITS: Mapping[str, int] = {
    "attribute_1": 1 << 10,
    "attribute_2": 1 << 11,
    "attribute_4": 1 << 12,
}
"""Flags of the attribute proposal; their values are a reading, nobody ever gave any."""
MF_BITS: Mapping[str, int] = {"strict": 1, "move": 2, "move_all": 4}
MF2_BITS: Mapping[str, int] = {**MF_BITS, "home_node": 1 << 4}
"""The flags of mbind2, which was posted with one more."""
_MODE_BY_NUMBER = {rule.number: name for name, rule in MODE_RULES.items()}


@dataclass(frozen=True, slots=True)
class MaskArgument:
    """A nodemask pointer and maxnode; ``text`` is a node list, ``-`` or ``bad``."""

    text: str
    maxnode: int | None = None


@dataclass(frozen=True, slots=True)
class ModeArgument:
    """A mode with its flags, after they were told apart."""

    mode: str
    flags: tuple[str, ...]


def mode_word(mode: str, flags: Iterable[str]) -> int:
    """The mode argument that a mode by name or as hex text, and flags by name, make."""
    number = int(mode, 16) if mode.startswith("0x") else MODE_RULES[mode].number
    bits = {**MODE_FLAG_BITS, **ATTRIBUTE_FLAG_BITS}
    return number | sum(bits[flag] for flag in flags)


def mode_from_word(
    word: int, *, attribute_flags: bool = False
) -> tuple[str, tuple[str, ...]] | None:
    """Mode and flags of a mode argument, None when no name exists for it."""
    known = {**MODE_FLAG_BITS, **(ATTRIBUTE_FLAG_BITS if attribute_flags else {})}
    flags = tuple(sorted(name for name, bit in known.items() if word & bit))
    mode = _MODE_BY_NUMBER.get(word & ~sum(known.values()))
    return None if mode is None else (mode, flags)


def mode_argument(
    mode: str,
    flags: Iterable[str],
    *,
    attribute_flags: bool = False,
    balancing_with_many: bool = True,
) -> ModeArgument | Refusal:
    """Split and check a mode argument (sanitize_mpol_flags).

    ``attribute_flags`` says whether the kernel has those of the attribute proposal,
    ``balancing_with_many`` whether preferred_many bears numa_balancing on it. The argument is an
    int: bits above 31 are lost.
    """
    word = mode_word(mode, flags) % 2**32
    read = mode_from_word(word, attribute_flags=attribute_flags)
    if read is None:
        return Refusal(Errno.EINVAL, f"{word:#x} is no mode with known flags", "mode")
    refusal = refused_flags(*read, balancing_with_many=balancing_with_many)
    return refusal or ModeArgument(*read)


def get_nodes(argument: MaskArgument) -> NodeMask | Refusal:
    """The mask that a call reads: bits 0 to maxnode - 2."""
    maxnode = DEFAULT_MAXNODE if argument.maxnode is None else argument.maxnode
    bits = mask_bits(maxnode)
    if argument.text == "-" or bits == 0:
        return EMPTY
    if isinstance(bits, Refusal):
        return bits
    if argument.text == "bad":
        return Refusal(Errno.EFAULT, "the nodemask cannot be read", "nodemask")
    return read_bits(NodeMask.parse(argument.text, _PAGE_BITS + 1).bits, bits)


def mask_bits(maxnode: int) -> int | Refusal:
    """How many bits of a mask are read; the refusal when they would fill more than a page."""
    bits = (maxnode - 1) % U64
    if bits > _PAGE_BITS:
        why = f"maxnode {maxnode} asks for more than a page of bits"
        return Refusal(Errno.EINVAL, why, "nodemask")
    return bits


def read_bits(given: int, bits: int) -> NodeMask | Refusal:
    """The mask that is left of what the caller's memory holds, and of ``bits`` bits."""
    # Above the kernel's last node whole words are checked, also the bits after the last one.
    words = -(-bits // _WORD_BITS) if bits > MAX_NUMNODES else 0
    if (given & ((1 << words * _WORD_BITS) - 1)) >> MAX_NUMNODES:
        why = f"the nodemask names node {MAX_NUMNODES} or one above"
        return Refusal(Errno.EINVAL, why, "nodemask")
    return NodeMask(given & ((1 << min(bits, MAX_NUMNODES)) - 1))


def mask_too_short(maxnode: int, possible: int) -> Refusal | None:
    """The check of kernel_get_mempolicy() on the size of a result mask."""
    if maxnode < possible:
        why = f"maxnode {maxnode} is less than {possible} possible nodes"
        return Refusal(Errno.EINVAL, why, "maxnode")
    return None


def page_range(start: int, length: int, page_bytes: int) -> tuple[int, int] | Refusal:
    """First page and end page of a range of addresses; the length is rounded up to pages."""
    rounded = (length + page_bytes - 1) % U64 // page_bytes * page_bytes
    end = (start + rounded) % U64
    if end < start:
        return Refusal(Errno.EINVAL, "the range ends before it starts", "length")
    return start // page_bytes, end // page_bytes
