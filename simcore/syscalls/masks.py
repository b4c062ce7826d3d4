"""Nodemasks in a caller's memory: words of 64 bits, node 0 in the lowest bit of the first.

Follows get_nodes() and copy_nodes_to_user() of mm/mempolicy.c.
"""

from __future__ import annotations

from simcore.kernel.arguments import mask_bits, read_bits
from simcore.kernel.errno import Errno, Refusal
from simcore.nodemask import EMPTY, NodeMask
from simcore.syscalls.memory import NULL, UserMemory

__all__ = ("mask_bytes", "nodes_from_user", "nodes_to_user")

_WORD_BYTES = 8


def _bytes_of(bits: int) -> int:
    return -(-bits // (8 * _WORD_BYTES)) * _WORD_BYTES


def mask_bytes(nodes: int, maxnode: int) -> bytes:
    """A mask as a caller writes it down who passes ``maxnode``: whole words, at least one."""
    length = max(_bytes_of(max(maxnode, nodes.bit_length())), _WORD_BYTES)
    return nodes.to_bytes(length, "little")


def nodes_from_user(memory: UserMemory, address: int, maxnode: int) -> NodeMask | Refusal:
    """The mask that a call reads: bits 0 to maxnode - 2 (get_nodes)."""
    bits = mask_bits(maxnode)
    if address == NULL or bits == 0:
        return EMPTY
    if isinstance(bits, Refusal):
        return bits
    data = memory.read(address, _bytes_of(bits))
    if data is None:
        return Refusal(Errno.EFAULT, "the nodemask cannot be read", "nodemask")
    return read_bits(int.from_bytes(data, "little"), bits)


def nodes_to_user(
    memory: UserMemory, address: int, maxnode: int, *, nodes: NodeMask, possible: int
) -> Refusal | None:
    """Write a mask back; words beyond those of ``possible`` nodes are cleared."""
    bits = mask_bits(maxnode)
    if isinstance(bits, Refusal):
        return bits
    known = nodes.bits & ((1 << 8 * _bytes_of(possible)) - 1)
    shown = known & ((1 << 8 * _bytes_of(bits)) - 1)
    if not memory.write(address, shown.to_bytes(_bytes_of(bits), "little")):
        return Refusal(Errno.EFAULT, "the nodemask cannot be written", "copy_out")
    return None
