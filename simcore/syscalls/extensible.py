"""Structs that may grow: what a call reads when caller and kernel disagree about the size.

Follows copy_struct_from_user() of include/linux/uaccess.h: a short struct is filled up with
zeroes, of a long one the surplus must be zero.
"""

from __future__ import annotations

from simcore.kernel.errno import Errno, Refusal
from simcore.syscalls.memory import UserMemory

__all__ = ("copy_struct_from_user",)


def copy_struct_from_user(
    memory: UserMemory, address: int, usize: int, ksize: int
) -> bytes | Refusal:
    """``ksize`` bytes: what the caller gave, filled up with zeroes.

    E2BIG when a byte beyond the kernel's struct is not zero, EFAULT when one cannot be read.
    """
    surplus = max(usize - ksize, 0)
    beyond = memory.read(address + ksize, surplus)
    if beyond is None:
        return Refusal(Errno.EFAULT, f"the bytes beyond {ksize} cannot be read", "struct")
    if any(beyond):
        why = f"of {usize} bytes, those beyond {ksize} are not all zero"
        return Refusal(Errno.E2BIG, why, "struct")
    given = memory.read(address, min(usize, ksize))
    if given is None:
        return Refusal(Errno.EFAULT, "the struct cannot be read", "struct")
    return given.ljust(ksize, b"\0")
