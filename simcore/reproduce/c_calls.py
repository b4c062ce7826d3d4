"""The line of C that does an event, by op: a call of one function of the runtime.

What a program cannot do for itself, or what no kernel can, becomes a line that says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simcore.kernel.arguments import ATTRIBUTE_FLAG_BITS, DEFAULT_MAXNODE, MF_BITS, MODE_FLAG_BITS
from simcore.pageranges import parse_pages
from simcore.replay.words import ADVICE
from simcore.reproduce.c_text import literal
from simcore.spec.events import OPS, EventBase, Fork, Kind, Mmap, RangeEvent
from simcore.spec.events.fields import named_nodes

__all__ = ("Place", "line_of")

_WORD = 64
_MOST_WORDS = 512
"""The kernel reads no longer mask: a page of bits."""
_LISTED_WORDS = 4


@dataclass(frozen=True, slots=True)
class Place:
    """What the lines need to know: C names and sizes of regions, objects, numbers of tasks."""

    names: Mapping[str, str]
    pages: Mapping[str, int]
    objects: Mapping[str, str]
    tasks: Mapping[str, int]

    def name(self, region: str) -> str:
        """The variable of a region; in a forked child it is the child's own."""
        return f"&{self.names[_plain(region)]}"

    def span(self, event: Any) -> str:
        """Region, first page and number of pages of a range."""
        first = event.first or 0
        left = self.pages[_plain(event.id)] - first
        pages = max(left, 0) if event.pages is None else event.pages
        return f"{self.name(event.id)}, {first}UL, {pages}UL"


def _plain(region: str) -> str:
    return region.rpartition(":")[2]


def line_of(event: EventBase, place: Place) -> str:
    """The statement that does an event."""
    op = getattr(event, "op", "event")
    if OPS[op].kind is Kind.PROPOSED:
        return f'not_in_any_kernel("{op}");'
    if op in _LINES:
        return _LINES[op](event, place)
    return f'skipped("{op}", {literal(_LEFT_OUT[op])});'


_MACHINE_WIDE = "a setting of the whole machine"
_RECORDER_ONLY = "only an instrumented machine can do it"
_LEFT_OUT: Mapping[str, str] = {
    "bpfmap": _RECORDER_ONLY,
    "compact": _MACHINE_WIDE,
    "cpuset": "cgroups are left alone",
    "meminfo": "free memory is not compared",
    "pwrite": "the program has no file whose page cache it could fill",
    "thp": _MACHINE_WIDE,
    "trace_off": _RECORDER_ONLY,
    "trace_on": _RECORDER_ONLY,
}


def _hex(value: int) -> str:
    return f"0x{value:x}UL"


def _mode(event: Any) -> str:
    if event.mode.startswith("0x"):
        return f"{event.mode}UL"
    return " | ".join([f"MPOL_{event.mode.upper()}", *map(_flag, event.flags)])


def _flag(name: str) -> str:
    bit = ATTRIBUTE_FLAG_BITS.get(name)
    assert bit is not None or name in MODE_FLAG_BITS
    return f"MPOL_F_{name.upper()}" if bit is None else hex(bit)


def _mask(text: str, maxnode: str | None) -> str:
    """The mask argument: what it says, its words and how many bits are read."""
    asked = DEFAULT_MAXNODE if maxnode is None else int(maxnode, 16)
    if text in ("-", "bad"):
        return f"{'NULL' if text == '-' else 'BAD'}_NODES({asked}UL)"
    bits = named_nodes(text).bits
    count = max(1, -(-bits.bit_length() // _WORD), min(-(-(asked - 1) // _WORD), _MOST_WORDS))
    values = [bits >> (_WORD * at) & (2**_WORD - 1) for at in range(count)]
    return f'NODES("{text or "e"}", {asked}UL, {_words(values)})'


def _words(values: list[int]) -> str:
    if len(values) <= _LISTED_WORDS:
        return ", ".join(map(_hex, values))
    last = len(values) - 1
    kept = [(at, value) for at, value in enumerate(values) if value or at == last]
    return ", ".join(f"[{at}] = {_hex(value)}" for at, value in kept)


def _set_mempolicy(event: Any, place: Place) -> str:
    del place
    return f"set_policy({_mode(event)}, {_mask(event.nodes, event.maxnode)});"


def _raw(event: RangeEvent) -> str:
    """Address and length of a range that is no region's."""
    return f"{event.addr or '0x0'}UL, {event.length or '0x0'}UL"


def _mbind(event: Any, place: Place) -> str:
    mf = int(event.mf, 16) if isinstance(event.mf, str) else sum(MF_BITS[n] for n in event.mf)
    policy = f"{_mode(event)}, {_mask(event.nodes, event.maxnode)}, {_hex(mf)}"
    if event.id is None:
        return f"bind_raw({_raw(event)}, {policy});"
    return f"bind_range({place.span(event)}, {policy});"


def _home_node(event: Any, place: Place) -> str:
    node = _hex(int(event.node, 16) if isinstance(event.node, str) else event.node)
    flags = f"{event.flags or '0x0'}UL"
    if event.id is None:
        return f"home_raw({_raw(event)}, {node}, {flags});"
    return f"home_range({place.span(event)}, {node}, {flags});"


_POINTERS = {None: "1", "null": "0", "bad": "2"}


def _get_mempolicy(event: Any, place: Place) -> str:
    if event.id is not None:
        return f"read_policy({place.name(event.id)}, {event.page or 0}UL);"
    raw = (event.addr, event.ask, event.maxnode, event.policy_pointer, event.mask_pointer)
    if all(argument is None for argument in raw):
        return "read_policy(NULL, 0);"
    pointers = f'"{_POINTERS[event.policy_pointer]}", "{_POINTERS[event.mask_pointer]}"'
    maxnode = event.maxnode or hex(DEFAULT_MAXNODE)
    return f"read_raw({pointers}, {maxnode}UL, {event.addr or '0x0'}UL, {event.ask or '0x0'}UL);"


def _migrate_pages(event: Any, place: Place) -> str:
    del place
    return f"migrate({_mask(event.source, None)}, {_mask(event.target, None)});"


def _move_pages(event: Any, place: Place) -> str:
    return f"move_page({place.name(event.id)}, {event.page}UL, {event.node});"


_MAP_FLAGS = {
    "anon": "MAP_PRIVATE | MAP_ANONYMOUS",
    "shanon": "MAP_SHARED | MAP_ANONYMOUS",
    "memfd": "MAP_SHARED",
    "memfdpriv": "MAP_PRIVATE",
}


def _mmap(event: Mmap, place: Place) -> str:
    if event.kind == "file":
        return 'skipped("mmap", "the page cache of this machine\'s file systems is left alone");'
    offset, shown = event.offset or 0, "-1"
    if event.kind in ("memfd", "memfdpriv"):
        variable = place.objects[event.object or event.id]
        shown = f"object_of(&{variable}, {offset + event.pages}UL)"
    arguments = f"{event.addr}UL, {event.pages}UL, {_MAP_FLAGS[event.kind]}, {shown}, {offset}UL"
    return f"map_region({place.name(event.id)}, {arguments});"


def _munmap(event: Any, place: Place) -> str:
    return f"unmap({place.span(event)});"


def _mremap(event: Any, place: Place) -> str:
    return f"move_region({place.name(event.id)}, {event.addr}UL);"


def _madvise(event: Any, place: Place) -> str:
    advice = next(number for number, name in ADVICE.items() if name == event.advice)
    return f"advise({place.span(event)}, {advice});"


def _runs(event: Any, place: Place) -> str:
    """Region, pages as text and as runs."""
    runs = [f"{{{r.first}, {r.last}, {r.step}}}" for r in parse_pages(event.pages)]
    listed = f"(const struct run[]){{{', '.join(runs)}}}, {len(runs)}"
    return f'{place.name(event.id)}, "{event.pages}", {listed}'


def _touch(event: Any, place: Place) -> str:
    return f"touch({_runs(event, place)}, {0 if event.access == 'read' else 1});"


def _step(event: Any, place: Place) -> str:
    return f"step_pages({_runs(event, place)});"


def _where(event: Any, place: Place) -> str:
    return f"where({place.span(event)});"


def _get_node(event: Any, place: Place) -> str:
    return f"read_node({place.name(event.id)}, {event.page}UL);"


def _affinity(event: Any, place: Place) -> str:
    del place
    return f"run_on({event.cpu});"


def _fork(event: Fork, place: Place) -> str:
    return f"fork_task({place.tasks[event.child]});"


def _weights(event: Any, place: Place) -> str:
    del place
    pairs = sorted((int(node), weight) for node, weight in event.set.items())
    listed = ", ".join(f"{{{node}, {min(weight, 2**31 - 1)}}}" for node, weight in pairs)
    return f"set_weights((const int[][2]){{{listed}}}, {len(pairs)});" if pairs else ";"


def _sysfs_write(event: Any, place: Place) -> str:
    del place
    value = event.value
    text = literal(json.dumps(value))
    return f'write_text("{event.file}", {literal(value)}, {len(value.encode())}, {text});'


_LINES: Mapping[str, Callable[[Any, Place], str]] = {
    "fork": _fork,
    "get_mempolicy": _get_mempolicy,
    "get_node": _get_node,
    "madvise": _madvise,
    "mbind": _mbind,
    "mems_allowed": lambda _event, _place: "read_allowed();",
    "migrate_pages": _migrate_pages,
    "mmap": _mmap,
    "move_pages": _move_pages,
    "mremap": _mremap,
    "munmap": _munmap,
    "next": lambda _event, _place: "read_next();",
    "readweights": lambda _event, _place: "read_weights();",
    "sched_setaffinity": _affinity,
    "set_mempolicy": _set_mempolicy,
    "set_mempolicy_home_node": _home_node,
    "step": _step,
    "sysfs_write": _sysfs_write,
    "touch": _touch,
    "weights": _weights,
    "where": _where,
}
"""What a program can do for itself."""
