"""A call for people to read: its struct drawn byte by byte, its checks with what became of them.

What is shown of a struct's field is the C declaration, the bytes as they lie in memory, and the
value in the kernel's words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.words import Words
from simcore.kernel.arguments import MODE_FLAG_BITS
from simcore.kernel.errno import Errno
from simcore.kernel.modes import MODE_RULES
from simcore.nodemask import NodeMask
from simcore.syscalls.calls import CALLS, Call, Status, prototype
from simcore.syscalls.structs import LAYOUTS
from simcore.system.apart import Apart, CheckShown, FieldShown, PointedAt

__all__ = ("ByteBlock", "CallShown", "blocks_of", "call_shown", "lost_shown")

_ROW: Final = 8
"""Bytes of a row of the drawing."""

_STATUS: Final[Mapping[Status, str]] = {
    Status.MERGED: "interfaces.status_merged",
    Status.POSTED: "interfaces.status_posted",
    Status.READING: "interfaces.status_reading",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ByteBlock:
    """Neighbouring bytes in one row of the drawing: a field, a part of one, or a hole."""

    name: str
    declared: str
    offset: int
    span: int
    hex: str
    value: str
    read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallShown:
    """A call as the page shows it."""

    name: str
    prototype: str
    status: str
    source: str
    answer: str
    refused: bool
    struct: str
    size: int
    blocks: tuple[ByteBlock, ...]
    arrays: tuple[tuple[str, str], ...]
    checks: tuple[CheckShown, ...]
    policy: str = ""
    reading: str = ""
    lost: str = ""
    """Which nodes are left out of the mask by maxnode."""

    def plain(self) -> dict[str, Any]:
        """As the API gives it."""
        return {
            "call": self.name,
            "prototype": self.prototype,
            "status": self.status,
            "source": self.source,
            "answer": self.answer,
            "struct": self.struct,
            "size": self.size,
            "fields": [
                {"name": block.name, "offset": block.offset, "bytes": block.hex}
                for block in self.blocks
            ],
            "checks": [
                {"number": check.number, "name": check.name, "state": check.state}
                for check in self.checks
            ],
        }


def lost_shown(op: str, bits: int, lost: NodeMask, say: Words) -> str:
    """That so few bits of the mask are read that nodes are left out; "" where none is."""
    if not lost or op == "set_mempolicy_home_node":
        return ""
    return say("interfaces.bits_lost", n=len(lost), nodes=lost, bits=bits, maxnode=bits + 1)


def call_shown(apart: Apart, revision: str, say: Words, lost: str = "") -> CallShown:
    """A call that was made, in words."""
    call = CALLS[apart.op]
    return CallShown(
        name=apart.op,
        prototype=prototype(apart.op, revision),
        status=say(_STATUS[call.status]),
        source=_source(call, revision),
        answer=_answer(apart, say),
        refused=apart.answer.errno is not None or apart.answer.signal is not None,
        struct=apart.struct,
        size=apart.size,
        blocks=blocks_of(apart.fields, say),
        arrays=tuple((each.name, _array(each, say)) for each in apart.arrays),
        checks=apart.checks,
        policy=apart.policy,
        lost=lost,
        reading=say("interfaces.layout_reading")
        if apart.struct and LAYOUTS[revision].reading
        else "",
    )


def blocks_of(fields: Iterable[FieldShown], say: Words) -> tuple[ByteBlock, ...]:
    """The drawing of a struct: its bytes in rows of eight."""
    return tuple(block for field in fields for block in _blocks(field, say))


def _answer(apart: Apart, say: Words) -> str:
    """The answer in a sentence, a refusal with the check that failed."""
    answer = apart.answer
    if answer.signal is not None:
        return say("interfaces.killed", why=answer.check or "")
    if answer.errno is None:
        return say("interfaces.succeeds", ret=answer.ret or 0)
    failed = next((check for check in apart.checks if check.state == "failed"), None)
    errno = Errno(answer.errno).name
    if failed is None:
        return say("interfaces.refused", errno=errno, check=answer.check or "")
    return say(
        "interfaces.refused_at",
        errno=errno,
        number=failed.number,
        of=len(apart.checks),
        check=answer.check or "",
    )


_FEW: Final = 4
"""No more groups of zeroes than these are written out at the end of an array."""


def _source(call: Call, revision: str) -> str:
    """Where the order of checks is from; of older revisions only the series is known."""
    older = call.status is Status.POSTED and revision != "v6"
    return f"{call.source}; shape of {LAYOUTS[revision].source}" if older else call.source


def _array(pointed: PointedAt, say: Words) -> str:
    """The bytes that a pointer leads to; a long end of zeroes is only counted."""
    if pointed.hex is None:
        return say("interfaces.unmapped")
    groups, parts = pointed.hex, pointed.hex.split()
    each = len(parts[0]) // 2
    beyond = pointed.bytes // each - len(parts)
    kept = len(parts)
    while kept and set(parts[kept - 1]) == {"0"}:
        kept -= 1
    if len(parts) - kept + beyond <= _FEW:
        return groups
    count = len(parts) - kept + beyond
    return say("interfaces.and_zeroes", bytes=" ".join(parts[:kept]), n=count)


def _blocks(field: FieldShown, say: Words) -> Iterator[ByteBlock]:
    """A field in rows of eight bytes."""
    data = field.hex.split()
    at = 0
    while at < len(data):
        offset = field.offset + at
        span = min(_ROW - offset % _ROW, len(data) - at)
        yield ByteBlock(
            name=field.name or say("interfaces.hole"),
            declared=field.ctype,
            offset=offset,
            span=span,
            hex=" ".join(data[at : at + span]),
            value=_value(field) if at == 0 else "",
            read=field.read,
        )
        at += span


def _value(field: FieldShown) -> str:
    """A field's number in the kernel's words."""
    if field.name == "mode":
        names = {rule.number: f"MPOL_{name.upper()}" for name, rule in MODE_RULES.items()}
        return names.get(field.value, hex(field.value))
    if field.name == "mode_flags":
        flags = [f"MPOL_F_{n.upper()}" for n, bit in MODE_FLAG_BITS.items() if field.value & bit]
        return " | ".join(flags) or hex(field.value)
    if field.name in {"pol_nodes", "il_weights", "vec", "addr"}:
        return "NULL" if field.value == 0 else hex(field.value)
    return str(field.value) if field.name else ""
