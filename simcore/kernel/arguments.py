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
    "MF_BITS",
    "MODE_FLAG_BITS",
    "U64",
    "MaskArgument",
    "ModeArgument",
    "get_nodes",
    "mask_too_short",
    "mode_argument",
    "mode_from_word",
    "page_range",
)

U64 = 2**64
_DEFAULT_MAXNODE = 65
_WORD_BITS = 64
_PAGE_BITS = 32768
"""Bits in a page: no mask may be longer (with 4 KiB pages)."""

MODE_FLAG_BITS: Mapping[str, int] = {
    "static_nodes": 1 << 15,
    "relative_nodes": 1 << 14,
    "numa_balancing": 1 << 13,
}
MF_BITS: Mapping[str, int] = {"strict": 1, "move": 2, "move_all": 4}
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


def mode_from_word(word: int) -> tuple[str, tuple[str, ...]] | None:
    """Mode and flags of a mode argument, None when no name exists for it."""
    flags = tuple(sorted(name for name, bit in MODE_FLAG_BITS.items() if word & bit))
    mode = _MODE_BY_NUMBER.get(word & ~sum(MODE_FLAG_BITS.values()))
    return None if mode is None else (mode, flags)


def mode_argument(mode: str, flags: Iterable[str]) -> ModeArgument | Refusal:
    """Split and check a mode argument (sanitize_mpol_flags)."""
    flags = tuple(flags)
    if mode.startswith("0x"):
        read = mode_from_word(int(mode, 16))
        if read is None:
            return Refusal(Errno.EINVAL, f"{mode} is no mode with known flags")
        mode, flags = read
    return refused_flags(mode, flags) or ModeArgument(mode, flags)


def get_nodes(argument: MaskArgument) -> NodeMask | Refusal:
    """The mask that a call reads: bits 0 to maxnode - 2."""
    maxnode = _DEFAULT_MAXNODE if argument.maxnode is None else argument.maxnode
    bits = (maxnode - 1) % U64
    if argument.text == "-" or bits == 0:
        return EMPTY
    if bits > _PAGE_BITS:
        return Refusal(Errno.EINVAL, f"maxnode {maxnode} asks for more than a page of bits")
    if argument.text == "bad":
        return Refusal(Errno.EFAULT, "the nodemask cannot be read")
    given = NodeMask.parse(argument.text, _PAGE_BITS + 1).bits
    # Above the kernel's last node whole words are checked, also the bits after the last one.
    words = -(-bits // _WORD_BITS) if bits > MAX_NUMNODES else 0
    if (given & ((1 << words * _WORD_BITS) - 1)) >> MAX_NUMNODES:
        return Refusal(Errno.EINVAL, f"the nodemask names node {MAX_NUMNODES} or one above")
    return NodeMask(given & ((1 << min(bits, MAX_NUMNODES)) - 1))


def mask_too_short(maxnode: int, possible: int) -> Refusal | None:
    """The check of kernel_get_mempolicy() on the size of a result mask."""
    if maxnode < possible:
        return Refusal(Errno.EINVAL, f"maxnode {maxnode} is less than {possible} possible nodes")
    return None


def page_range(start: int, length: int, page_bytes: int) -> tuple[int, int] | Refusal:
    """First page and end page of a range of addresses; the length is rounded up to pages."""
    rounded = (length + page_bytes - 1) % U64 // page_bytes * page_bytes
    end = (start + rounded) % U64
    if end < start:
        return Refusal(Errno.EINVAL, "the range ends before it starts")
    return start // page_bytes, end // page_bytes
