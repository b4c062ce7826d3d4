"""A C program with the system calls themselves, as libnuma's numaif.h declares them."""

from __future__ import annotations

from collections.abc import Mapping

from app.present.home.c_source import (
    Dialect,
    Lines,
    Place,
    Say,
    call,
    number,
    page_of,
    program,
    range_of,
)
from app.present.home.subject import Subject
from simcore.kernel.arguments import ATTRIBUTE_FLAG_BITS, MODE_FLAG_BITS
from simcore.kernel.modes import MODE_RULES
from simcore.spec.events import (
    EventBase,
    GetMempolicy,
    GetNode,
    Mbind,
    MemsAllowed,
    MigratePages,
    MovePages,
    Next,
    SetMempolicy,
    SetMempolicyHomeNode,
)
from simcore.spec.events.fields import named_nodes

__all__ = ("POLICY_NUMBERS", "libnuma_program", "mbind_arguments")

_WORD = 64
_MOST_WORDS = 512
_FLAG_BITS = {**MODE_FLAG_BITS, **ATTRIBUTE_FLAG_BITS}
_LISTED_WORDS = 4
"""A mask of more words is written by its words that are not zero."""


def libnuma_program(subject: Subject) -> str:
    """The text of the program."""
    return program(subject, _DIALECT)


def _mode(mode: str, flags: tuple[str, ...]) -> str:
    if mode.startswith("0x"):
        return f"(int){mode}UL"
    return " | ".join([f"MPOL_{mode.upper()}", *(f"MPOL_F_{flag.upper()}" for flag in flags)])


def _mask(text: str, maxnode: str | None) -> tuple[str, str]:
    """The nodemask argument and maxnode, one more than the bits that are read."""
    bits = named_nodes(text).bits
    least = max(1, -(-bits.bit_length() // _WORD))
    asked = number(int(maxnode, 16)) if maxnode is not None else f"{least * _WORD + 1}UL"
    if text == "-":
        return "NULL", asked if maxnode is not None else "0UL"
    if text == "bad":
        return "(const unsigned long *)1", asked
    wanted = -(-int(maxnode, 16) // _WORD) if maxnode is not None else least
    words = max(least, min(wanted, _MOST_WORDS))
    values = [bits >> (_WORD * place) & (2**_WORD - 1) for place in range(words)]
    return f"(const unsigned long[]){{{_words(values)}}}", asked


def _words(values: list[int]) -> str:
    if len(values) <= _LISTED_WORDS:
        return ", ".join(f"0x{value:x}UL" for value in values)
    last = len(values) - 1
    kept = [(at, value) for at, value in enumerate(values) if value or at == last]
    return ", ".join(f"[{at}] = 0x{value:x}UL" for at, value in kept)


def _set_mempolicy(event: SetMempolicy, place: Place) -> Lines:  # noqa: ARG001  # one shape for all
    mask = _mask(event.nodes, event.maxnode)
    return [call("set_mempolicy", _mode(event.mode, event.flags), *mask)]


def mbind_arguments(event: Mbind, place: Place) -> tuple[str, ...] | None:
    """What mbind is called with; None for a region that this program does not have."""
    found = range_of(event, place)
    if found is None:
        return None
    mf = event.mf
    flags = f"(unsigned)0x{int(mf, 16) & 0xFFFFFFFF:x}UL" if isinstance(mf, str) else ""
    flags = flags or " | ".join(f"MPOL_MF_{flag.upper()}" for flag in mf) or "0"
    mask = _mask(event.nodes, event.maxnode)
    return (*found, _mode(event.mode, event.flags), *mask, flags)


def _mbind(event: Mbind, place: Place) -> Lines | None:
    arguments = mbind_arguments(event, place)
    return None if arguments is None else [call("mbind", *arguments)]


def _home_node(event: SetMempolicyHomeNode, place: Place) -> Lines | None:
    found = range_of(event, place)
    if found is None:
        return None
    node = f"{event.node}UL"
    return [call("set_home_node", *found, node, f"{event.flags or '0x0'}UL")]


def _migrate(event: MigratePages, place: Place) -> Lines:  # noqa: ARG001  # one shape for all
    (source, bits), (target, more) = _mask(event.source, None), _mask(event.target, None)
    most = max(bits, more, key=len)
    return [call("migrate_pages", "0", most, source, target)]


def _move(event: MovePages, place: Place) -> Lines | None:
    page = page_of(event.id, event.page, place)
    return None if page is None else [f"    move_page({page}, {event.node});"]


_READ_BITS = number(1024 + 1)
_POINTERS = {"null": "NULL", "bad": "(void *)8"}


def _get_mempolicy(event: GetMempolicy, place: Place) -> Lines | None:
    ask, at = f"(unsigned){event.ask or '0x0'}UL", f"(void *){event.addr or '0x0'}UL"
    if event.id is not None:
        found = page_of(event.id, event.page or 0, place)
        if found is None:
            return None
        ask, at = "MPOL_F_ADDR", found
    to = _POINTERS.get(event.policy_pointer or "", "&got")
    mask = _POINTERS.get(event.mask_pointer or "", "nodes")
    bits = _READ_BITS if event.maxnode is None else number(int(event.maxnode, 16))
    return _read(to, mask, bits, at, ask)


def _read(*arguments: str) -> Lines:
    return [f"    read_policy({', '.join(arguments)});"]


def _get_node(event: GetNode, place: Place) -> Lines | None:
    page = page_of(event.id, event.page, place)
    return None if page is None else _read("&got", "NULL", "0UL", page, "MPOL_F_NODE | MPOL_F_ADDR")


_SAYS: Mapping[type[EventBase], Say] = {
    GetMempolicy: _get_mempolicy,
    GetNode: _get_node,
    Mbind: _mbind,
    MemsAllowed: lambda _event, _place: _read(
        "NULL", "nodes", _READ_BITS, "NULL", "MPOL_F_MEMS_ALLOWED"
    ),
    MigratePages: _migrate,
    MovePages: _move,
    Next: lambda _event, _place: _read("&got", "NULL", "0UL", "NULL", "MPOL_F_NODE"),
    SetMempolicy: _set_mempolicy,
    SetMempolicyHomeNode: _home_node,
}


POLICY_NUMBERS: Mapping[str, str] = {
    **{f"MPOL_{name.upper()}": str(rule.number) for name, rule in MODE_RULES.items()},
    **{f"MPOL_F_{name.upper()}": hex(bit) for name, bit in _FLAG_BITS.items()},
}
"""Modes and mode flags for headers that do not have them."""

_DIALECT = Dialect(
    title="The experiment's system calls; libnuma has their declarations.",
    build="cc -Wall -Wextra -o policy policy-libnuma.c -lnuma",
    includes=(
        "errno.h",
        "numaif.h",
        "sched.h",
        "stdio.h",
        "stdlib.h",
        "string.h",
        "sys/mman.h",
        "sys/syscall.h",
        "unistd.h",
    ),
    fallbacks={**POLICY_NUMBERS, "SYS_set_mempolicy_home_node": "450"},
    helpers={
        "set_home_node": """\
static long set_home_node(void *start, unsigned long bytes, unsigned long node, unsigned long flags)
{
    return syscall(SYS_set_mempolicy_home_node, start, bytes, node, flags);
}""",
        "read_policy": """\
/* Shows what is read: the policy's number, or a node where MPOL_F_NODE asks for it; then nodes. */
static int got;
static unsigned long nodes[512 + 1];

static void read_policy(int *to, unsigned long *mask, unsigned long maxnode, void *at, unsigned ask)
{
    long answer = get_mempolicy(to, mask, maxnode, at, ask);
    int bit;

    told("get_mempolicy", answer);
    if (answer < 0)
        return;
    printf("get_mempolicy:");
    if (to == &got)
        printf(" %d", got);
    for (bit = 0; mask == nodes && bit < 1024; bit++)
        if (nodes[bit / 64] >> (bit % 64) & 1)
            printf(" N%d", bit);
    printf("\\n");
}""",
        "move_page": """\
/* Moves a page; its status is the node where it lies then, or minus errno. */
static void move_page(void *page, int node)
{
    int status = -1;
    long answer = move_pages(0, 1, &page, &node, &status, MPOL_MF_MOVE);

    told("move_pages", answer);
    if (answer >= 0)
        printf("move_pages: %d\\n", status);
}""",
    },
    says=_SAYS,
)
