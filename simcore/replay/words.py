"""Words of the trace format, told in the words of an experiment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from simcore.kernel.arguments import MF_BITS, mode_from_word
from simcore.nodemask import NodeMask

__all__ = (
    "ADVICE",
    "TraceError",
    "hex_text",
    "mask_fields",
    "mf_field",
    "mode_fields",
    "mode_read",
    "node_list",
    "parse_runs",
    "result_fields",
    "returned",
    "vmalloc_nodes",
)

ADVICE: Mapping[int, str] = {4: "dontneed", 14: "hugepage", 15: "nohugepage"}
"""Numbers of madvise(2) that traces hold (asm-generic/mman-common.h)."""


class TraceError(Exception):
    """A trace that cannot be read: where (case and operation, if known) and why."""

    def __init__(self, why: str, case: str | None = None, op: int | None = None) -> None:
        where = "".join(
            [f"case {case}: " if case is not None else "", f"op {op}: " if op is not None else ""]
        )
        super().__init__(where + why)


def hex_text(value: int | str) -> str:
    """A number as 64-bit hex text."""
    number = int(value, 0) if isinstance(value, str) else value
    return f"0x{number % 2**64:x}"


def mode_fields(word: int) -> dict[str, Any]:
    """``mode`` and ``flags`` of a mode argument; hex text where no name exists."""
    named = mode_from_word(word)
    if named is None:
        return {"mode": hex_text(word)}
    return {"mode": named[0], "flags": list(named[1])}


def mode_read(word: int) -> dict[str, Any]:
    """``mode`` and ``flags`` of a policy that was read back; a number where no name exists."""
    named = mode_from_word(word)
    return {"mode": word, "flags": []} if named is None else {"mode": named[0], "flags": named[1]}


def mask_fields(mask: str, maxnode: int | str | None = None) -> dict[str, Any]:
    """``nodes`` and ``maxnode`` of a mask argument."""
    fields: dict[str, Any] = {"nodes": "" if mask == "e" else mask}
    if maxnode is not None and (number := hex_text(maxnode)) != "0x41":
        fields["maxnode"] = number
    return fields


def mf_field(bits: int, known: Mapping[str, int] = MF_BITS) -> list[str] | str:
    """MPOL_MF_* bits by name, hex text where some have none; mbind2 knows one more."""
    if bits & ~sum(known.values()):
        return hex_text(bits)
    return [name for name, bit in known.items() if bits & bit]


def node_list(nodes: Iterable[int]) -> str:
    """Node numbers as list text."""
    return str(NodeMask.of(nodes))


def returned(op: Mapping[str, Any]) -> dict[str, Any]:
    """``ret`` and ``errno`` as recorded."""
    return {name: op[name] for name in ("ret", "errno") if name in op}


def result_fields(result: int) -> dict[str, Any]:
    """``ret`` and ``errno`` of a result that is minus errno on failure."""
    return {"ret": -1, "errno": -result} if result < 0 else {"ret": result}


_RUN = re.compile(r"(-?[0-9]+)(?:x([0-9]+))?")


def parse_runs(text: str) -> Iterator[tuple[int, int]]:
    """Runs (node, length) of run-length text. Raises ValueError."""
    for word in text.split():
        match = _RUN.fullmatch(word)
        if match is None:
            raise ValueError(f"{word[:24]!r} is no run of pages")
        yield int(match[1]), int(match[2] or 1)


_ON_NODE = re.compile(r"\bN([0-9]+)=([0-9]+)")


def vmalloc_nodes(line: str) -> dict[str, int]:
    """Pages on each node, from a line of /proc/vmallocinfo."""
    return {node: int(count) for node, count in _ON_NODE.findall(line)}
