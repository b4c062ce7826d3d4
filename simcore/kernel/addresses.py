"""Where a process can have memory: an address and a length in, what mmap(MAP_FIXED) says out.

The engine takes every address, so that regions may be larger than any address space; this tells
what a real kernel would have said.
"""

from __future__ import annotations

from typing import Final

from simcore.kernel.errno import Errno

__all__ = ("no_mapping",)

_LOWEST: Final = 65536
"""vm.mmap_min_addr as distributions set it (cap_mmap_addr() in security/commoncap.c)."""
_HIGHEST: Final = 2**47 - 4096
"""TASK_SIZE of x86-64 with page tables of four levels (arch/x86/include/asm/page_64.h)."""


def no_mapping(start: int, length: int) -> Errno | None:
    """Why nothing can be mapped in bytes [start, start + length): EPERM, ENOMEM, or None."""
    if start > _HIGHEST - length:
        return Errno.ENOMEM
    return Errno.EPERM if start < _LOWEST else None
