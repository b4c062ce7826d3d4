"""CPU masks as hwloc writes them: hexadecimal words of 32 bits, the highest first."""

from __future__ import annotations

import re

from simcore.errors import SpecError
from simcore.nodemask import NodeMask
from simcore.spec.limits import MAX_CPUS

__all__ = ("cpus_of",)

_MASK = re.compile(r"(?:0x[0-9a-fA-F]{1,8})?(?:,(?:0x[0-9a-fA-F]{1,8})?)*")


def cpus_of(mask: str) -> NodeMask:
    """The CPUs of a mask such as ``0x0000000f,0xffffffff``; an empty word is 0. SpecError."""
    if not _MASK.fullmatch(mask) or mask.count(",") >= MAX_CPUS // 32:
        raise SpecError.at("/text", f"{mask[:40]!r} is no CPU mask such as 0x0000000f")
    bits = 0
    for word in mask.split(","):
        bits = bits << 32 | int(word or "0", 16)
    return NodeMask(bits)
