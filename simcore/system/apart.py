"""A system call taken apart: the bytes that are passed, and each check with what became of it.

For people who want to see a call as the kernel takes it. The call is really made: the checks
are those of the table of calls, the one that failed is the one that the answer names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simcore.kernel.profiles import Feature
from simcore.result import EventResult
from simcore.spec.events import Event, ParamEvent
from simcore.syscalls.calls import checks_of
from simcore.syscalls.memory import NULL
from simcore.syscalls.param import ParamPointer, layout_of
from simcore.syscalls.structs import Layout
from simcore.system.param_calls import param_pointer
from simcore.system.run import run_event
from simcore.system.state import System

__all__ = ("Apart", "CheckShown", "FieldShown", "PointedAt", "fields_of", "taken_apart")

_POINTERS = {"pol_nodes": 8, "il_weights": 1, "vec": 8}
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
    read: bool = True
    """Whether the call reads it: what lies beyond the claimed size counts as zero."""


@dataclass(frozen=True, slots=True)
class PointedAt:
    """What a pointer of the struct leads to: bytes as hex, or nothing that is mapped."""

    name: str
    address: int
    hex: str | None
    bytes: int
    """How many bytes the call reads there; only the first of many are in ``hex``."""


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
    policy: str
    """The policy in force afterwards, where the call would have set one."""


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
    checks = _checks(system, event.op, answer)
    policy = _policy_after(system, event)
    return Apart(event.op, struct, size, fields, arrays, checks, answer, policy)


def _policy_after(system: System, event: Event) -> str:
    """Of the range that the event names, or else of the task that it reaches."""
    region = system.regions.get(getattr(event, "id", None) or "")
    if region is not None:
        return str(next((vma.policy for vma in region.vmas if vma.policy), None) or "default")
    name = getattr(event, "target", None) or getattr(event, "task", None) or ""
    task = system.tasks.get(name)
    return "" if task is None else str(task.policy or "default")


def _data(given: ParamPointer) -> bytes:
    """The bytes that are there of those that the caller claims, at least the whole struct."""
    layout = layout_of(given.profile)
    for length in (min(given.size, layout.size + _SHOWN), layout.size):
        data = given.memory.read(given.address, max(length, layout.size))
        if data is not None:
            return data
    return b""


def _fields(given: ParamPointer) -> tuple[FieldShown, ...]:
    data = _data(given)
    return fields_of(layout_of(given.profile), data, given.size) if data else ()


def fields_of(layout: Layout, data: bytes, size: int) -> tuple[FieldShown, ...]:
    """The fields of a struct of which the caller claims ``size`` bytes, holes included."""
    values = layout.unpack(data)
    types = {field.name: field.declared for field in layout.fields}
    return tuple(
        FieldShown(
            name,
            types.get(name, ""),
            offset,
            data[offset : offset + size_of].hex(" "),
            values.get(name, int.from_bytes(data[offset : offset + size_of], "little")),
            offset < size,
        )
        for offset, size_of, name in layout.rows(data)
    )


def _arrays(given: ParamPointer) -> tuple[PointedAt, ...]:
    """What the pointers lead to that the call reads: within the claimed size, as far as it asks."""
    layout, data = layout_of(given.profile), _data(given)
    values = layout.unpack(data[: given.size]) if data else {}
    shown = []
    for name, group in _POINTERS.items():
        address = values.get(name, NULL)
        length = _length(values["pol_maxnodes"], group) if address != NULL else 0
        if name == "vec" and address != NULL:
            length = 16 * values["vlen"]  # struct iovec: an address and a length each
        if length:
            found = given.memory.read(address, min(length, _SHOWN))
            told = None if found is None else found.hex(" ", group)
            shown.append(PointedAt(name, address, told, length))
    return tuple(shown)


_MOST_BITS = 32768


def _length(maxnode: int, group: int) -> int:
    """Bytes that are read: whole words of maxnode - 1 bits, or a byte for each node."""
    if group == 1:
        return min(maxnode, _MOST_BITS + 1)
    bits = maxnode - 1
    return -(-bits // 64) * 8 if 0 < bits <= _MOST_BITS else 0


def _checks(system: System, op: str, answer: EventResult) -> tuple[CheckShown, ...]:
    any_mode = system.kernel.has(Feature.HOME_NODE_SUITS_ANY_MODE)
    made = checks_of(op, suits_any_mode=any_mode)
    names = [name for name, _ in made]
    failed = names.index(answer.rule) if answer.rule in names else None
    shown = []
    for place, (name, asks) in enumerate(made):
        state: Literal["passed", "failed", "not_reached"] = "passed"
        if failed is not None and place >= failed:
            state = "failed" if place == failed else "not_reached"
        elif failed is None and (answer.errno is not None or answer.signal is not None):
            state = "not_reached"
        shown.append(CheckShown(place + 1, name, asks, state))
    return tuple(shown)
