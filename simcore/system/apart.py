"""A system call taken apart: the bytes that are passed, and each check with what became of it.

For people who want to see a call as the kernel takes it. The call is really made: the checks
are those of the table of calls, the one that failed is the one that the answer names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simcore.result import EventResult
from simcore.spec.events import Event, ParamEvent
from simcore.syscalls.calls import CALLS
from simcore.syscalls.memory import NULL
from simcore.syscalls.param import ParamPointer, layout_of
from simcore.system.param_calls import param_pointer
from simcore.system.run import run_event
from simcore.system.state import System

__all__ = ("Apart", "CheckShown", "FieldShown", "PointedAt", "taken_apart")

_POINTERS = {"pol_nodes": 8, "il_weights": 1}
"""Fields that lead to more bytes, and how many a group of those has."""
_SHOWN = 128
"""Bytes of an array that are shown at most."""


@dataclass(frozen=True, slots=True)
class FieldShown:
    """Bytes of a struct: a field with its value, or a hole between fields (name "")."""

    name: str
    ctype: str
    offset: int
    hex: str
    value: int


@dataclass(frozen=True, slots=True)
class PointedAt:
    """What a pointer of the struct leads to: bytes as hex, or nothing that is mapped."""

    name: str
    address: int
    hex: str | None


@dataclass(frozen=True, slots=True)
class CheckShown:
    """A check in the order of the code, and whether it was passed, failed or never reached."""

    number: int
    name: str
    asks: str
    state: Literal["passed", "failed", "not_reached"]


@dataclass(frozen=True, slots=True)
class Apart:
    """A call with its struct (none for calls without one), its checks and its answer."""

    op: str
    struct: str
    size: int
    fields: tuple[FieldShown, ...]
    arrays: tuple[PointedAt, ...]
    checks: tuple[CheckShown, ...]
    answer: EventResult


def taken_apart(system: System, event: Event) -> Apart:
    """Make the call that an event stands for, and tell how it went, byte by byte."""
    struct, size = "", 0
    fields: tuple[FieldShown, ...] = ()
    arrays: tuple[PointedAt, ...] = ()
    if isinstance(event, ParamEvent) and system.kernel.revision:
        given = param_pointer(system, event)
        struct, size = layout_of(system.kernel).name, given.size
        fields, arrays = _fields(given), _arrays(given)
    answer = run_event(system, event)
    return Apart(event.op, struct, size, fields, arrays, _checks(event.op, answer), answer)


def _data(given: ParamPointer) -> bytes:
    """The bytes that are there of those that the caller claims, at least the whole struct."""
    layout = layout_of(given.profile)
    for length in (min(given.size, layout.size + _SHOWN), layout.size):
        data = given.memory.read(given.address, max(length, layout.size))
        if data is not None:
            return data
    return b""


def _fields(given: ParamPointer) -> tuple[FieldShown, ...]:
    layout, data = layout_of(given.profile), _data(given)
    if not data:
        return ()
    values = layout.unpack(data)
    types = {field.name: field.declared for field in layout.fields}
    return tuple(
        FieldShown(
            name,
            types.get(name, ""),
            offset,
            data[offset : offset + size].hex(" "),
            values.get(name, int.from_bytes(data[offset : offset + size], "little")),
        )
        for offset, size, name in layout.rows(data)
    )


def _arrays(given: ParamPointer) -> tuple[PointedAt, ...]:
    layout, data = layout_of(given.profile), _data(given)
    values = layout.unpack(data) if data else {}
    shown = []
    for name, group in _POINTERS.items():
        address = values.get(name, NULL)
        if address == NULL:
            continue
        length = _length(values["pol_maxnodes"], group)
        found = given.memory.read(address, length)
        shown.append(PointedAt(name, address, None if found is None else found.hex(" ", group)))
    return tuple(shown)


def _length(maxnode: int, group: int) -> int:
    """Bytes worth showing: whole words of a mask, a byte a node of the weights."""
    wanted = -(-max(maxnode, 1) // 64) * 8 if group > 1 else maxnode
    return min(max(wanted, group), _SHOWN)


def _checks(op: str, answer: EventResult) -> tuple[CheckShown, ...]:
    call = CALLS.get(op)
    if call is None:
        return ()
    names = [name for name, _ in call.checks]
    failed = names.index(answer.rule) if answer.rule in names else None
    shown = []
    for place, (name, asks) in enumerate(call.checks):
        state: Literal["passed", "failed", "not_reached"] = "passed"
        if failed is not None and place >= failed:
            state = "failed" if place == failed else "not_reached"
        elif failed is None and (answer.errno is not None or answer.signal is not None):
            state = "not_reached"
        shown.append(CheckShown(place + 1, name, asks, state))
    return tuple(shown)
