"""Error numbers that the modelled calls answer with (asm-generic/errno-base.h)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

__all__ = ("Errno", "Refusal")


class Errno(IntEnum):
    """The few errnos that memory-policy calls return."""

    EPERM = 1
    ENOENT = 2
    ESRCH = 3
    EIO = 5
    E2BIG = 7
    EBADF = 9
    ENOMEM = 12
    EACCES = 13
    EFAULT = 14
    EBUSY = 16
    EEXIST = 17
    ENODEV = 19
    EINVAL = 22
    ENOSYS = 38
    EOPNOTSUPP = 95


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that the kernel refuses: the errno and the check that failed, in words.

    ``rule`` names the check in the call's list (simcore.syscalls.calls.CHECKS).
    """

    errno: Errno
    check: str
    rule: str = ""

    def of(self, rule: str) -> Refusal:
        """The same refusal under the name of a check, unless it has one."""
        return self if self.rule else replace(self, rule=rule)
