"""One event done for real: the system call is made and written down as a trace's operation.

What a container forbids (EPERM, ENOSYS) becomes "not allowed here", and replay passes over it.
Settings of the whole machine (weights, cpusets, huge pages) are left alone.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from errno import ENOSYS, EPERM
from pathlib import Path
from typing import Any

from simcore.kernel.arguments import MF_BITS, MODE_FLAG_BITS
from simcore.kernel.modes import MODE_RULES
from simcore.nodemask import NodeMask
from simcore.pageranges import parse_pages
from simcore.record.machine import weight_table
from simcore.record.syscalls import Calls, Returned
from simcore.replay.words import ADVICE

__all__ = ("NOT_ALLOWED", "Doer", "act")

NOT_ALLOWED = "not allowed here"

_PAGE = 4096
_PROT, _SHARED, _PRIVATE, _ANONYMOUS, _NOREPLACE = 3, 0x01, 0x02, 0x20, 0x100000
_MREMAP_TO = 3
"""MREMAP_MAYMOVE | MREMAP_FIXED."""
_NODE, _ADDR, _MEMS_ALLOWED = 1, 2, 4
_MAXNODE = 65
_UNMAPPED = 8
"""An address that nothing is ever mapped at."""
_NOT_SET = -999

Op = dict[str, Any]


@dataclass(slots=True)
class _Mapping:
    address: int
    pages: int
    kind: str


@dataclass(slots=True)
class Doer:
    """The process that acts: its mappings by name, the objects that they show."""

    calls: Calls = field(default_factory=Calls)
    mappings: dict[str, _Mapping] = field(default_factory=dict)
    memfds: dict[str, int] = field(default_factory=dict)

    def address(self, region: str, page: int) -> int:
        """The address of a page."""
        return self.mappings[_plain(region)].address + page * _PAGE


def _plain(region: str) -> str:
    """A region's name in a trace: the child's copies keep the parent's names."""
    return region.rpartition(":")[2]


def act(doer: Doer, event: Any) -> Op:
    """Do what an event asks and say what came of it."""
    action = _ACTIONS.get(event.op)
    if action is None:
        return {"op": event.op, "skipped": NOT_ALLOWED}
    op: Op = {"op": event.op} | action(doer, event)
    if op.get("errno") in (EPERM, ENOSYS):
        return {"op": event.op, "skipped": NOT_ALLOWED}
    return op


def _answer(returned: Returned) -> Op:
    ret, errno = returned
    return {"ret": ret, "errno": errno} if ret == -1 else {"ret": ret}


class _Mask:
    """A nodemask argument in memory."""

    def __init__(self, text: str, maxnode: str | None) -> None:
        self.maxnode = _MAXNODE if maxnode is None else int(maxnode, 16)
        self.text = text
        self._words = (ctypes.c_ulong * 1024)()
        if text not in ("-", "bad"):
            for node in NodeMask.parse(text, 65536):
                self._words[node // 64] |= 1 << node % 64

    @property
    def pointer(self) -> int:
        """What is passed."""
        return {"-": 0, "bad": _UNMAPPED}.get(self.text, ctypes.addressof(self._words))

    def fields(self) -> Op:
        """As a trace says it."""
        return {"nodes": self.text or "e", "maxnode": self.maxnode}

    def read(self) -> list[int]:
        """The bits that are set now."""
        return [64 * i + node for i in range(16) for node in NodeMask(self._words[i])]


def _mode_word(event: Any) -> int:
    if event.mode.startswith("0x"):
        return int(event.mode, 16)
    return MODE_RULES[event.mode].number | sum(MODE_FLAG_BITS[flag] for flag in event.flags)


def _mode_op(word: int) -> Op:
    flags = word & sum(MODE_FLAG_BITS.values())
    return {"mode": word & ~flags, "flags": flags}


def _mmap(doer: Doer, event: Any) -> Op:
    address, size = int(event.addr, 16), event.pages * _PAGE
    offset = (event.offset or 0) * _PAGE
    flags = (_PRIVATE if event.kind in ("anon", "memfdpriv") else _SHARED) | _NOREPLACE
    fd = -1
    if event.kind in ("memfd", "memfdpriv"):
        name = event.object or event.id
        if name not in doer.memfds:
            doer.memfds[name] = os.memfd_create(name)
        fd = doer.memfds[name]
        os.ftruncate(fd, max(os.fstat(fd).st_size, offset + size))
    elif event.kind == "file":
        return {"errno": ENOSYS}
    else:
        flags |= _ANONYMOUS
    ret, errno = doer.calls("mmap", address, size, _PROT, flags, fd, offset)
    doer.mappings[event.id] = _Mapping(address, event.pages, event.kind)
    op: Op = {"id": event.id, "kind": event.kind, "pages": event.pages, "addr": event.addr}
    op |= {"vm_pgoff": address // _PAGE if event.kind == "anon" else offset // _PAGE}
    if event.kind != "anon":
        op["ino"] = os.fstat(fd).st_ino if fd >= 0 else _inode_at(address)
    return op | ({"ret": 0} if ret == address else {"ret": -1, "errno": errno})


def _inode_at(address: int) -> int:
    """The inode number of the mapping at an address, from /proc/self/maps."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        words = line.split()
        if int(words[0].split("-")[0], 16) == address:
            return int(words[4])
    return 0


def _munmap(doer: Doer, event: Any) -> Op:
    first = event.first or 0
    pages = doer.mappings[_plain(event.id)].pages - first if event.pages is None else event.pages
    answer = doer.calls("munmap", doer.address(event.id, first), pages * _PAGE)
    return {"id": _plain(event.id), "first": first, "pages": pages} | _answer(answer)


def _mremap(doer: Doer, event: Any) -> Op:
    mapping, address = doer.mappings[_plain(event.id)], int(event.addr, 16)
    size = mapping.pages * _PAGE
    ret, errno = doer.calls("mremap", mapping.address, size, size, _MREMAP_TO, address)
    if ret == address:
        mapping.address = address
    answer = {"ret": 0} if ret == address else {"ret": -1, "errno": errno}
    return {"id": _plain(event.id), "addr": event.addr} | answer


def _madvise(doer: Doer, event: Any) -> Op:
    first = event.first or 0
    pages = doer.mappings[_plain(event.id)].pages - first if event.pages is None else event.pages
    advice = next(number for number, name in ADVICE.items() if name == event.advice)
    answer = doer.calls("madvise", doer.address(event.id, first), pages * _PAGE, advice)
    op = {"id": _plain(event.id), "first": first, "pages": pages, "advice": advice}
    return op | _answer(answer)


def _touch(doer: Doer, event: Any) -> Op:
    write = event.access != "read"
    for page in (page for pages in parse_pages(event.pages) for page in pages):
        byte = ctypes.c_ubyte.from_address(doer.address(event.id, page))
        if write:
            byte.value = 1
        else:
            _ = byte.value
    op = {"id": _plain(event.id), "pages": event.pages}
    return op | {"access": "w" if write else "r"}


def _where(doer: Doer, event: Any) -> Op:
    status = _statuses(doer, event.id, event.first, event.pages)
    runs: list[list[int]] = []
    for node in status:
        if runs and runs[-1][0] == node:
            runs[-1][1] += 1
        else:
            runs.append([node, 1])
    text = " ".join(f"{node}x{count}" if count > 1 else str(node) for node, count in runs)
    op = {"id": _plain(event.id), "first": event.first, "pages": event.pages}
    return op | {"nodes": text}


def _statuses(doer: Doer, region: str, first: int, count: int) -> list[int]:
    addresses = (ctypes.c_void_p * count)(*(doer.address(region, first + i) for i in range(count)))
    status = (ctypes.c_int * count)()
    ret, errno = doer.calls(
        "move_pages", 0, count, ctypes.addressof(addresses), 0, ctypes.addressof(status), 0
    )
    if ret == -1:
        raise OSError(errno, "move_pages")
    return list(status)


def _set_mempolicy(doer: Doer, event: Any) -> Op:
    word, mask = _mode_word(event), _Mask(event.nodes, event.maxnode)
    answer = doer.calls("set_mempolicy", word, mask.pointer, mask.maxnode)
    return _mode_op(word) | mask.fields() | _answer(answer)


def _span(doer: Doer, event: Any) -> tuple[int, int, Op]:
    """Start, length, and the range as a trace says it."""
    if event.id is None:
        return int(event.addr or "0x0", 16), int(event.length or "0x0", 16), {}
    first = event.first or 0
    pages = doer.mappings[_plain(event.id)].pages - first if event.pages is None else event.pages
    op = {"id": _plain(event.id), "first": first, "pages": pages}
    return doer.address(event.id, first), pages * _PAGE, op


def _mbind(doer: Doer, event: Any) -> Op:
    start, length, op = _span(doer, event)
    word, mask = _mode_word(event), _Mask(event.nodes, event.maxnode)
    mf = int(event.mf, 16) if isinstance(event.mf, str) else sum(MF_BITS[n] for n in event.mf)
    answer = doer.calls("mbind", start, length, word, mask.pointer, mask.maxnode, mf)
    if op:
        return op | _mode_op(word) | mask.fields() | {"mf": mf} | _answer(answer)
    ret, errno = answer
    arguments = [hex(start), hex(length), hex(word), mask.text or "e", str(mask.maxnode), str(mf)]
    return {"op": "mb", "a": arguments, "r": -errno if ret == -1 else ret}


def _home_node(doer: Doer, event: Any) -> Op:
    start, length, op = _span(doer, event)
    node = int(event.node, 16) if isinstance(event.node, str) else event.node
    flags = int(event.flags or "0x0", 16)
    answer = doer.calls("set_mempolicy_home_node", start, length, node, flags)
    if op:
        return op | {"node": node, "flags": flags} | _answer(answer)
    ret, errno = answer
    arguments = [hex(start), hex(length), hex(node), hex(flags)]
    return {"op": "hn", "a": arguments, "r": -errno if ret == -1 else ret}


def _read_policy(doer: Doer, address: int, ask: int) -> tuple[Returned, int, list[int]]:
    mode, mask = ctypes.c_int(-1), _Mask("", hex(1025))
    answer = doer.calls(
        "get_mempolicy", ctypes.addressof(mode), mask.pointer, mask.maxnode, address, ask
    )
    return answer, mode.value, mask.read()


def _get_mempolicy(doer: Doer, event: Any) -> Op:
    if event.id is None and (event.addr is not None or event.ask is not None):
        return {"errno": ENOSYS}  # raw calls are for the error grid of a recorder in C
    op: Op = {} if event.id is None else {"id": _plain(event.id), "page": event.page or 0}
    address = 0 if event.id is None else doer.address(event.id, event.page or 0)
    answer, word, nodes = _read_policy(doer, address, 0 if event.id is None else _ADDR)
    return op | _mode_op(word) | {"nodes": nodes} | _answer(answer)


def _next(doer: Doer, event: Any) -> Op:
    del event
    answer, node, _ = _read_policy(doer, 0, _NODE)
    return {"node": node} | _answer(answer)


def _get_node(doer: Doer, event: Any) -> Op:
    answer, node, _ = _read_policy(doer, doer.address(event.id, event.page), _NODE | _ADDR)
    return {"id": _plain(event.id), "page": event.page, "node": node} | _answer(answer)


def _mems_allowed(doer: Doer, event: Any) -> Op:
    del event
    answer, _, nodes = _read_policy(doer, 0, _MEMS_ALLOWED)
    return {"nodes": nodes} | _answer(answer)


def _migrate_pages(doer: Doer, event: Any) -> Op:
    source, target = _Mask(event.source, None), _Mask(event.target, None)
    answer = doer.calls("migrate_pages", 0, _MAXNODE, source.pointer, target.pointer)
    return {"from": event.source, "to": event.target} | _answer(answer)


def _move_pages(doer: Doer, event: Any) -> Op:
    address = ctypes.c_void_p(doer.address(event.id, event.page))
    node, status = ctypes.c_int(event.node), ctypes.c_int(_NOT_SET)
    pointers = [ctypes.addressof(word) for word in (address, node, status)]
    answer = doer.calls("move_pages", 0, 1, *pointers, MF_BITS["move"])
    op = {"id": _plain(event.id), "page": event.page, "node": event.node}
    return op | {"status": status.value} | _answer(answer)


def _sched_setaffinity(doer: Doer, event: Any) -> Op:
    del doer
    try:
        os.sched_setaffinity(0, {event.cpu})
    except OSError as error:
        return {"op": "cpu", "cpu": event.cpu, "ret": -1, "errno": error.errno}
    return {"op": "cpu", "cpu": event.cpu, "ret": 0}


def _readweights(doer: Doer, event: Any) -> Op:
    del doer, event
    return weight_table()


_ACTIONS: Mapping[str, Callable[[Doer, Any], Op]] = {
    "get_mempolicy": _get_mempolicy,
    "get_node": _get_node,
    "madvise": _madvise,
    "mbind": _mbind,
    "mems_allowed": _mems_allowed,
    "migrate_pages": _migrate_pages,
    "mmap": _mmap,
    "move_pages": _move_pages,
    "mremap": _mremap,
    "munmap": _munmap,
    "next": _next,
    "readweights": _readweights,
    "sched_setaffinity": _sched_setaffinity,
    "set_mempolicy": _set_mempolicy,
    "set_mempolicy_home_node": _home_node,
    "touch": _touch,
    "where": _where,
}
"""What can be done without changing the machine for others."""
