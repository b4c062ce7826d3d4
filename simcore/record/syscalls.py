"""The system calls themselves, through libc's syscall().

Numbers are those of the x86-64 table and of the generic one (arm64, riscv). Every call answers
with its return value and errno; nothing is raised.
"""

from __future__ import annotations

import ctypes
import platform
from collections.abc import Mapping
from typing import Final

__all__ = ("NUMBERS", "Calls", "Returned")

_X86_64: Mapping[str, int] = {
    "mbind": 237,
    "set_mempolicy": 238,
    "get_mempolicy": 239,
    "migrate_pages": 256,
    "move_pages": 279,
    "set_mempolicy_home_node": 450,
    "mmap": 9,
    "munmap": 11,
    "mremap": 25,
    "madvise": 28,
    "prctl": 157,
}
_GENERIC: Mapping[str, int] = {
    "mbind": 235,
    "get_mempolicy": 236,
    "set_mempolicy": 237,
    "migrate_pages": 238,
    "move_pages": 239,
    "set_mempolicy_home_node": 450,
    "mmap": 222,
    "munmap": 215,
    "mremap": 216,
    "madvise": 233,
    "prctl": 167,
}
NUMBERS: Final[Mapping[str, Mapping[str, int]]] = {
    "x86_64": _X86_64,
    "aarch64": _GENERIC,
    "riscv64": _GENERIC,
}

Returned = tuple[int, int]
"""Return value and errno (0 on success)."""


class Calls:
    """System calls of this machine by name."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.syscall.restype = ctypes.c_long
        machine = platform.machine()
        if machine not in NUMBERS:
            raise OSError(f"the system call numbers of {machine} are not known")
        self._numbers = NUMBERS[machine]

    def __call__(self, name: str, *arguments: int) -> Returned:
        """Make a call; every argument is one machine word."""
        ctypes.set_errno(0)
        words = [ctypes.c_ulong(argument % 2**64) for argument in arguments]
        ret = int(self._libc.syscall(ctypes.c_long(self._numbers[name]), *words))
        return ret, ctypes.get_errno() if ret == -1 else 0
