"""A C program with hwloc's calls, which say modes by intent: strict or not, one node or many.

What hwloc would hand to mbind(2) without its flags, or with others, is said by mbind(2) itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.present.home.c_source import (
    Dialect,
    Lines,
    Place,
    Say,
    comment,
    program,
    range_of,
)
from app.present.home.libnuma import POLICY_NUMBERS, mbind_arguments
from app.present.home.modes import mode_of, nodes_of
from app.present.home.subject import Subject
from simcore.kernel.arguments import MF_BITS
from simcore.spec.events import EventBase, Mbind, SetMempolicy, SetMempolicyHomeNode

__all__ = ("hwloc_program",)


_MOVE, _MOVE_STRICTLY = MF_BITS["move"], MF_BITS["move"] | MF_BITS["strict"]
Said = Mapping[int, str]
"""hwloc's flags for what mbind is to be called with; it passes MPOL_MF_STRICT beside MOVE only."""
_NOTHING: Said = {0: "0"}
_STRICT: Said = {
    0: "HWLOC_MEMBIND_STRICT",
    _MOVE_STRICTLY: "HWLOC_MEMBIND_STRICT | HWLOC_MEMBIND_MIGRATE",
}
_LOOSE: Said = {**_NOTHING, _MOVE: "HWLOC_MEMBIND_MIGRATE"}
_EITHER: Said = {**_STRICT, **_LOOSE}


@dataclass(frozen=True, slots=True)
class Word:
    """hwloc's policy for a mode, and its flags; without ``nodes`` it goes with all nodes."""

    policy: str
    flags: Said
    nodes: bool = True


_WORDS: Mapping[str, Word] = {
    "default": Word("HWLOC_MEMBIND_DEFAULT", _NOTHING, nodes=False),
    "local": Word("HWLOC_MEMBIND_FIRSTTOUCH", _NOTHING, nodes=False),
    "bind": Word("HWLOC_MEMBIND_BIND", _STRICT),
    "preferred": Word("HWLOC_MEMBIND_BIND", _LOOSE),
    "preferred_many": Word("HWLOC_MEMBIND_BIND", _LOOSE),
    "interleave": Word("HWLOC_MEMBIND_INTERLEAVE", _EITHER),
    "weighted_interleave": Word("WEIGHTED_INTERLEAVE", _EITHER),
}
"""Not strict, hwloc binds by MPOL_PREFERRED_MANY (or PREFERRED before Linux 5.15)."""


def hwloc_program(subject: Subject) -> str:
    """The text of the program."""
    return program(subject, _DIALECT)


def _arguments(event: SetMempolicy | Mbind, place: Place) -> tuple[Lines, str] | None:
    """What hwloc cannot say, and nodes, policy and flags; None for what it has no words for."""
    asked = mode_of(event)
    if asked is None:
        return None
    mode, flags = asked
    word = _WORDS[mode]
    said = word.flags.get(_mf(event) if isinstance(event, Mbind) else 0)
    if said is None:
        return None
    nodes = f'"{nodes_of(event, mode, place.memory)}"' if word.nodes else "NULL"
    unsaid = [comment(f"hwloc cannot say {flag}") for flag in flags]
    return unsaid, f"{nodes}, {word.policy}, {said}"


def _mf(event: Mbind) -> int:
    if isinstance(event.mf, str):
        return int(event.mf, 16)
    return sum(MF_BITS[flag] for flag in event.mf)


def _set_mempolicy(event: SetMempolicy, place: Place) -> Lines | None:
    found = _arguments(event, place)
    if found is None:
        return None
    unsaid, arguments = found
    return [*unsaid, f'    told("hwloc_set_membind", bind_task({arguments}));']


def _mbind(event: Mbind, place: Place) -> Lines | None:
    where, found = range_of(event, place), _arguments(event, place)
    if where is None or found is None:
        return _by_mbind(event, place)
    unsaid, arguments = found
    bound = f"bind_area({where[0]}, {where[1]}, {arguments})"
    return [*unsaid, f'    told("hwloc_set_area_membind", {bound});']


def _by_mbind(event: Mbind, place: Place) -> Lines | None:
    """The call that hwloc cannot make as it is asked for."""
    arguments = mbind_arguments(event, place)
    if arguments is None:
        return None
    why = comment(f"hwloc cannot say mbind with {arguments[2]} and the flags {arguments[-1]}")
    return [why, f'    told("mbind", by_mbind({", ".join(arguments)}));']


def _home_node(event: SetMempolicyHomeNode, place: Place) -> Lines:  # noqa: ARG001  # one shape
    return [comment(f"hwloc has no call for the home node {event.node}")]


_SAYS: Mapping[type[EventBase], Say] = {
    Mbind: _mbind,
    SetMempolicy: _set_mempolicy,
    SetMempolicyHomeNode: _home_node,
}

_DIALECT = Dialect(
    title="The experiment's policies by hwloc.",
    build="cc -Wall -Wextra -o policy policy-hwloc.c -lhwloc",
    includes=(
        "errno.h",
        "hwloc.h",
        "sched.h",
        "stdio.h",
        "stdlib.h",
        "string.h",
        "sys/mman.h",
        "sys/syscall.h",
        "unistd.h",
    ),
    fallbacks={**POLICY_NUMBERS, **{f"MPOL_MF_{n.upper()}": hex(b) for n, b in MF_BITS.items()}},
    after_includes=(
        "/* hwloc has the word since 2.11; an older one answers ENOSYS. Linux needs 6.9. */",
        "#if HWLOC_API_VERSION >= 0x00020b00",
        "#define WEIGHTED_INTERLEAVE HWLOC_MEMBIND_WEIGHTED_INTERLEAVE",
        "#else",
        "#define WEIGHTED_INTERLEAVE ((hwloc_membind_policy_t)5)",
        "#endif",
        "",
        "static hwloc_topology_t topology;",
    ),
    helpers={
        "nodes_of": """\
/* Nodes by the kernel's numbers, "0-1,4"; NULL stands for all of them. */
static hwloc_nodeset_t nodes_of(const char *list)
{
    hwloc_nodeset_t nodes;

    if (list == NULL)
        return hwloc_bitmap_dup(hwloc_topology_get_complete_nodeset(topology));
    nodes = hwloc_bitmap_alloc();
    hwloc_bitmap_list_sscanf(nodes, list);
    return nodes;
}""",
        "bind_task": """\
static int bind_task(const char *list, hwloc_membind_policy_t policy, int flags)
{
    hwloc_nodeset_t nodes = nodes_of(list);
    int answer = hwloc_set_membind(topology, nodes, policy, flags | HWLOC_MEMBIND_BYNODESET |
                HWLOC_MEMBIND_THREAD);

    hwloc_bitmap_free(nodes);
    return answer;
}""",
        "bind_area": """\
static int bind_area(void *start, size_t bytes, const char *list, hwloc_membind_policy_t policy,
        int flags)
{
    hwloc_nodeset_t nodes = nodes_of(list);
    int answer = hwloc_set_area_membind(topology, start, bytes, nodes, policy,
                    flags | HWLOC_MEMBIND_BYNODESET);

    hwloc_bitmap_free(nodes);
    return answer;
}""",
        "by_mbind": """\
static long by_mbind(void *start, unsigned long bytes, int mode, const unsigned long *nodes,
        unsigned long maxnode, unsigned flags)
{
    return syscall(SYS_mbind, start, bytes, mode, nodes, maxnode, flags);
}""",
    },
    first=(
        "    if (hwloc_topology_init(&topology) < 0 || hwloc_topology_load(topology) < 0) {",
        '        perror("hwloc");',
        "        return 1;",
        "    }",
    ),
    last=("    hwloc_topology_destroy(topology);",),
    says=_SAYS,
)
