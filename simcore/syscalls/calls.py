"""The calls, what each is asked, and what it checks in which order.

One table for all of them: prototypes as programs write them, whether a kernel has the call,
and the checks by name. A refusal carries the name of the check that failed, so that it can be
told as "check 4 of 6".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

__all__ = ("CALLS", "Call", "Status", "check_place", "checks_of", "prototype")


class Status(Enum):
    """Where the knowledge of a call comes from."""

    MERGED = "in Linux; recorded kernels are the judge"
    POSTED = "posted, never merged; read in the patches"
    READING = "proposed without a specification; a reading of ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A system call. ``checks`` are (name, what is asked) in the order of the code."""

    arguments: tuple[str, ...]
    status: Status
    source: str
    checks: tuple[tuple[str, str], ...]
    numbers: tuple[int, int] | None = None
    """Numbers for x86-64 and in the generic table; those of posted calls belong to others now."""


_MODE = ("mode", "the mode is known, its flags go together")
_NODEMASK = ("nodemask", "the nodemask can be read")
_MODE_AND_MASK = ("mode_and_mask", "the mode takes such a nodemask")
_ALLOWED = ("allowed", "a node of the mask is allowed and has memory")
_MF = ("mf", "the MPOL_MF bits are known")
_PERMISSION = ("permission", "the caller may do it")
_ALIGNED = ("aligned", "the address lies on a page")
_LENGTH = ("length", "the range does not end before it starts")
_MAPPED = ("mapped", "the range is mapped")
_STRICT = ("strict", "all pages lie on nodes of the mask")
_STRUCT = ("struct", "the struct can be read, its surplus is zero")
_WEIGHTS = ("weights", "the weight array can be read and holds weights")
_HOME = ("home_node", "the home node is online")
_COPY_OUT = ("copy_out", "the answer can be written")
_PROCESS = ("process", "the process is there")
_CALL_FLAGS = ("call_flags", "the call's own flags are 0")

CALLS: Mapping[str, Call] = {
    "set_mempolicy": Call(
        arguments=("int mode", "const unsigned long *nodemask", "unsigned long maxnode"),
        status=Status.MERGED,
        source="mm/mempolicy.c kernel_set_mempolicy()",
        numbers=(238, 237),
        checks=(_MODE, _NODEMASK, _MODE_AND_MASK, _ALLOWED),
    ),
    "mbind": Call(
        arguments=(
            "void *addr",
            "unsigned long len",
            "int mode",
            "const unsigned long *nodemask",
            "unsigned long maxnode",
            "unsigned flags",
        ),
        status=Status.MERGED,
        source="mm/mempolicy.c kernel_mbind(), do_mbind()",
        numbers=(237, 235),
        checks=(
            _MODE,
            _NODEMASK,
            _MF,
            _PERMISSION,
            _ALIGNED,
            _LENGTH,
            _MODE_AND_MASK,
            _ALLOWED,
            _MAPPED,
            _STRICT,
        ),
    ),
    "get_mempolicy": Call(
        arguments=(
            "int *mode",
            "unsigned long *nodemask",
            "unsigned long maxnode",
            "void *addr",
            "unsigned long flags",
        ),
        status=Status.MERGED,
        source="mm/mempolicy.c kernel_get_mempolicy(), do_get_mempolicy()",
        numbers=(239, 236),
        checks=(
            ("maxnode", "the mask has room for all possible nodes"),
            ("call_flags", "the MPOL_F bits are known and go together"),
            ("mapped", "the address is mapped"),
            ("no_address", "no address without MPOL_F_ADDR"),
            ("interleaves", "MPOL_F_NODE alone needs an interleave policy"),
            _COPY_OUT,
        ),
    ),
    "set_mempolicy_home_node": Call(
        arguments=(
            "unsigned long start",
            "unsigned long len",
            "unsigned long home_node",
            "unsigned long flags",
        ),
        status=Status.MERGED,
        source="mm/mempolicy.c sys_set_mempolicy_home_node()",
        numbers=(450, 450),
        checks=(
            _ALIGNED,
            _CALL_FLAGS,
            _HOME,
            _LENGTH,
            ("suits", "the policies are bind or preferred_many"),
            ("has_policy", "some memory of the range has a policy"),
        ),
    ),
    "migrate_pages": Call(
        arguments=(
            "int pid",
            "unsigned long maxnode",
            "const unsigned long *old_nodes",
            "const unsigned long *new_nodes",
        ),
        status=Status.MERGED,
        source="mm/mempolicy.c kernel_migrate_pages()",
        numbers=(256, 238),
        checks=(
            _NODEMASK,
            _PROCESS,
            _PERMISSION,
            ("allowed", "a target node is allowed"),
            ("room", "the target nodes have room"),
        ),
    ),
    "move_pages": Call(
        arguments=(
            "int pid",
            "unsigned long count",
            "void **pages",
            "const int *nodes",
            "int *status",
            "int flags",
        ),
        status=Status.MERGED,
        source="mm/migrate.c kernel_move_pages(), do_pages_move()",
        numbers=(279, 239),
        checks=(
            ("mf", "the flags are MPOL_MF_MOVE or MPOL_MF_MOVE_ALL"),
            _PERMISSION,
            _PROCESS,
            ("has_memory", "the node has memory"),
            ("allowed", "the node is allowed"),
            ("room", "the node has room"),
        ),
    ),
    "set_mempolicy2": Call(
        arguments=("struct mpol_param *param", "size_t usize", "unsigned long flags"),
        status=Status.POSTED,
        source="v6 09/12 and 12/12",
        checks=(_CALL_FLAGS, _STRUCT, _MODE, _NODEMASK, _WEIGHTS, _MODE_AND_MASK, _ALLOWED),
    ),
    "mbind2": Call(
        arguments=(
            "unsigned long start",
            "unsigned long len",
            "struct mpol_param *param",
            "size_t usize",
            "unsigned long flags",
        ),
        status=Status.POSTED,
        source="v6 11/12 and 12/12",
        checks=(
            ("range", "neither the address nor the length is 0"),
            _STRUCT,
            _MODE,
            _HOME,
            _NODEMASK,
            _WEIGHTS,
            _MF,
            _PERMISSION,
            _ALIGNED,
            _LENGTH,
            _MODE_AND_MASK,
            ("suits", "the home node suits the mode"),
            _ALLOWED,
            _MAPPED,
            _STRICT,
        ),
    ),
    "get_mempolicy2": Call(
        arguments=(
            "struct mpol_param *param",
            "size_t usize",
            "unsigned long addr",
            "unsigned long flags",
        ),
        status=Status.POSTED,
        source="v6 10/12 and 12/12",
        checks=(
            ("call_flags", "the flags are 0 or MPOL_F_ADDR"),
            _STRUCT,
            _MAPPED,
            _COPY_OUT,
        ),
    ),
    "process_set_mempolicy": Call(
        arguments=("int pidfd", "struct mpol_param *param", "size_t usize", "unsigned long flags"),
        status=Status.READING,
        source="named in the thread of November 2023; no prototype was found",
        checks=(
            _CALL_FLAGS,
            _STRUCT,
            _MODE,
            _NODEMASK,
            _WEIGHTS,
            ("pidfd", "the descriptor is a pidfd"),
            _PROCESS,
            _PERMISSION,
            _MODE_AND_MASK,
            _ALLOWED,
        ),
    ),
    "process_mbind": Call(
        arguments=(
            "int pidfd",
            "const struct iovec *vec",
            "size_t vlen",
            "struct mpol_param *param",
            "size_t usize",
            "unsigned long flags",
        ),
        status=Status.READING,
        source="named in the thread of November 2023; after process_mbind of V. Petrucci",
        checks=(
            ("range", "neither the address nor the length is 0"),
            _STRUCT,
            _MODE,
            _HOME,
            _NODEMASK,
            _WEIGHTS,
            ("pidfd", "the descriptor is a pidfd"),
            _PROCESS,
            _PERMISSION,
            _MF,
            _ALIGNED,
            _LENGTH,
            _MODE_AND_MASK,
            ("suits", "the home node suits the mode"),
            _ALLOWED,
            _MAPPED,
            _STRICT,
        ),
    ),
}


_OLDER: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("mbind2", "rfc"): ("struct mpol_args *args", "size_t usize", "unsigned long flags"),
    ("mbind2", "v2"): (
        "const struct iovec *vec",
        "size_t vlen",
        "struct mpol_args *args",
        "size_t usize",
        "unsigned long flags",
    ),
    **dict.fromkeys(
        (("get_mempolicy2", "rfc"), ("get_mempolicy2", "v2")),
        ("struct mpol_args *args", "size_t usize", "unsigned long flags"),
    ),
}
"""Arguments of a posted call before it took its last shape, by call and revision."""


def prototype(call: str, revision: str = "") -> str:
    """A call with its arguments as C has them, in the shape of a posted revision.

    The struct was called mpol_args before v6. Raises KeyError for a name that is no call.
    """
    arguments = _OLDER.get((call, revision), CALLS[call].arguments)
    text = f"{call}({', '.join(arguments)})"
    if revision in {"", "v6"}:
        return text
    return text.replace("struct mpol_param *param", "struct mpol_args *args")


def checks_of(call: str, *, suits_any_mode: bool) -> tuple[tuple[str, str], ...]:
    """The checks that a call makes, none for a name that is no call.

    The posted mbind2 gave a home node to any mode: of its checks one is made only as intended.
    """
    known = CALLS.get(call)
    if known is None:
        return ()
    skips = suits_any_mode and known.status is not Status.MERGED
    return tuple(each for each in known.checks if not (skips and each[0] == "suits"))


def check_place(
    call: str, rule: str | None, *, suits_any_mode: bool = True
) -> tuple[int, int, str] | None:
    """Which check of how many a rule is, and what it asks; None where the call has no such."""
    checks = checks_of(call, suits_any_mode=suits_any_mode and rule != "suits")
    for place, (name, asks) in enumerate(checks, 1):
        if name == rule:
            return place, len(checks), asks
    return None
