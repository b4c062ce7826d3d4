"""System calls and files as steps: events of our vocabulary with a line of C and its bytes.

Numbers in a line are those that the kernel gets; a region's address is that of its mapping.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from simcore.interfaces.intent import Intent, PageSpan, WeightTable
from simcore.interfaces.plan import Step, Struct
from simcore.kernel.arguments import mode_word
from simcore.spec.events import Mmap
from simcore.syscalls.masks import mask_bytes
from simcore.syscalls.memory import NULL, UserMemory
from simcore.syscalls.structs import LAYOUTS

__all__ = (
    "call",
    "extent",
    "get_mempolicy",
    "mask_argument",
    "maxnode",
    "numa_maps",
    "param",
    "policy_fields",
    "set_home_node",
    "three_arguments",
    "weight_reads",
    "weight_writes",
)

REGISTER_BYTES = 8
_WEIGHTS = "/sys/kernel/mm/mempolicy/weighted_interleave"


def call(
    name: str,
    arguments: Sequence[str],
    *events: Mapping[str, Any],
    more_bytes: int = 0,
    struct: Struct | None = None,
) -> Step:
    """A system call: eight bytes for each argument, and ``more_bytes`` behind its pointers."""
    return Step(
        line=f"{name}({', '.join(arguments)})",
        events=tuple({"op": name, **event} for event in events),
        bytes=REGISTER_BYTES * len(arguments) + more_bytes,
        struct=struct,
    )


def policy_fields(intent: Intent) -> dict[str, Any]:
    """Mode, flags and nodes as events have them; maxnode as a careful caller gives it."""
    fields = {"mode": intent.mode, "flags": list(intent.flags), "nodes": intent.nodes}
    return fields | ({"maxnode": hex(maxnode(intent))} if intent.nodes else {})


def maxnode(intent: Intent) -> int:
    """One more than the bits that are wanted: the kernel reads maxnode - 1."""
    return max(intent.mask) + 2 if intent.mask else 0


def mask_argument(intent: Intent) -> str:
    """The nodemask as a C literal."""
    return f"{{{intent.mask.bits:#x}}}" if intent.mask else "NULL"


def _mask_size(intent: Intent) -> int:
    return len(mask_bytes(intent.mask.bits, maxnode(intent))) if intent.mask else 0


def three_arguments(intent: Intent) -> tuple[list[str], int]:
    """Mode, mask and maxnode in C, and the bytes of the mask."""
    flags = [f"MPOL_F_{flag.upper()}" for flag in intent.flags]
    word = mode_word(intent.mode, intent.flags)
    mode = " | ".join([f"MPOL_{intent.mode.upper()}", *flags])
    shown = [f"{mode}/*{word:#x}*/", mask_argument(intent), str(maxnode(intent))]
    return shown, _mask_size(intent)


def extent(intent: Intent, span: PageSpan) -> list[str]:
    """Address and length of a range in bytes."""
    mapped = next(
        e for e in intent.experiment.events if isinstance(e, Mmap) and e.id == str(span.id)
    )
    page = intent.experiment.machine.page_kib * 1024
    first = span.first or 0
    pages = mapped.pages - first if span.pages is None else span.pages
    return [hex(int(mapped.addr or "0x0", 16) + first * page), hex(pages * page)]


def _iovec(intent: Intent, span: PageSpan) -> bytes:
    """A range as an entry of a vector: address and length, eight bytes each."""
    return b"".join(int(number, 16).to_bytes(8, "little") for number in extent(intent, span))


def set_home_node(intent: Intent, span: PageSpan, name: str = "", reach: str = "") -> Step:
    """The second call for a range; another's call of the same effect by ``name``."""
    own = "set_mempolicy_home_node"
    arguments = [*([reach] if reach else []), *extent(intent, span), str(intent.home_node), "0"]
    step = call(own, arguments, {**span.fields, "node": intent.home_node})
    line = f"{name or own}({', '.join(arguments)})"
    return Step(line=line, events=step.events, bytes=step.bytes)


def weight_writes(table: WeightTable) -> Iterator[Step]:
    """One write for each node of the table, those of weight 1 too.

    Nobody knows what a node holds that is not written: since Linux 6.16 the kernel computes the
    weights at boot, and the first write leaves the others as they were computed (node_store() in
    mm/mempolicy.c).
    """
    for node, weight in sorted(table.items()):
        yield Step(
            line=f"echo {weight} > {_WEIGHTS}/node{node}",
            events=({"op": "weights", "set": {str(node): weight}},),
            kind="write",
            bytes=len(f"{weight}\n"),
        )


def weight_reads(intent: Intent) -> list[Step]:
    """The weight files that belong to the mask."""
    if intent.mode != "weighted_interleave":
        return []
    read = ({"op": "readweights"},)
    return [
        Step(line=f"cat {_WEIGHTS}/node{node}", events=read, kind="file") for node in intent.mask
    ]


def get_mempolicy(intent: Intent, ranges: Sequence[PageSpan]) -> list[Step]:
    """get_mempolicy of the task, or of the first page of each range."""
    room = max(intent.experiment.machine.online) + 2
    start = ["&mode", "mask", str(room)]
    own = [call("get_mempolicy", [*start, "NULL", "0"], {})]
    return [
        call(
            "get_mempolicy",
            [*start, extent(intent, span)[0], "MPOL_F_ADDR/*0x2*/"],
            {"id": span.id, "page": span.first or 0},
        )
        for span in ranges
    ] or own


def numa_maps() -> Step:
    """What Linux tells of another task's policies: text for each mapping."""
    return Step(line="cat /proc/PID/numa_maps", kind="file", tells=("mode", "flags", "nodes"))


def param(
    intent: Intent,
    revision: str,
    span: PageSpan | None,
    *,
    home: bool,
    within: Sequence[PageSpan] = (),
) -> tuple[dict[str, Any], Struct]:
    """Fields of the struct as an event has them, and its bytes as a caller lays them out.

    ``within`` are the ranges that lie in the struct, as a vector.
    """
    fields, layout, memory = policy_fields(intent), LAYOUTS[revision], UserMemory()
    room = maxnode(intent)
    mask = mask_bytes(intent.mask.bits, room) if intent.mask else b""
    weights = intent.weights_of(span)
    array = bytes(weights.get(node, 0) for node in range(room)) if weights else b""
    if home:
        fields["home_node"] = intent.home_node
    if array:
        fields["il_weights"] = list(array)
    values = {
        "mode": mode_word(intent.mode, ()),
        "mode_flags": mode_word("default", intent.flags),
        "home_node": intent.home_node if home and intent.home_node is not None else -1,
        "pol_maxnodes": room,
        "pol_nodes": memory.put(mask) if mask else NULL,
        "il_weights": memory.put(array) if array else NULL,
    }
    if not mask:
        fields["nodes"] = "-"
    if "maxnode" not in fields:
        fields["maxnode"] = hex(room)
    vector = b"".join(_iovec(intent, each) for each in within)
    if vector:
        values |= {"vec": memory.put(vector), "vlen": len(within)}
    arrays = {
        "pol_nodes": mask.hex(" ", 8),
        "il_weights": array.hex(" "),
        "vec": vector.hex(" ", 8),
    }
    shown = {name: text for name, text in arrays.items() if text}
    data = layout.pack(values)
    return fields, Struct(layout.name, layout.size, values, data.hex(" "), shown)
