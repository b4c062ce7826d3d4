"""The words that an event is written in, for the forms of the workbench.

In come the table of ops with its models, the modes and the kernel profiles; out goes plain
data: for every op its title, its sentence and its fields, each with the control that fits its
type; for every kernel what it cannot express and why. Fields are read off the models, so a
form cannot lack one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final, get_args, get_type_hints

from app.words import Words
from simcore.kernel.modes import MODE_RULES, MaskRule
from simcore.kernel.profiles import PROFILES, Feature, KernelProfile
from simcore.kernel.weights import MAX_WEIGHT
from simcore.spec.base import Address, Name, NodeText, RegionName
from simcore.spec.events import ATTRIBUTE_FLAGS, MF_FLAGS, MODE_FLAGS, MODES, OPS
from simcore.spec.events.fields import (
    FlagNames,
    Hex,
    MaskText,
    Mf2Names,
    MfNames,
    ModeText,
    Number,
    PageText,
)
from simcore.spec.events.proposed import IlWeights
from simcore.spec.experiment import KERNELS

__all__ = ("GROUPS", "canonical_ops", "mode_meaning", "mode_names", "vocabulary")

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "memory": ("mmap", "touch", "pwrite", "madvise", "mremap", "munmap", "fork"),
    "policy": ("set_mempolicy", "mbind", "set_mempolicy_home_node", "get_mempolicy"),
    "weights": ("weights", "sysfs_write"),
    "place": ("cpuset", "sched_setaffinity", "thp"),
    "move": ("migrate_pages", "move_pages"),
    "proposed": (
        *("set_mempolicy2", "mbind2", "get_mempolicy2"),
        *("process_set_mempolicy", "process_mbind", "node_attribute"),
    ),
}
"""The ops in the order of the menu that adds one."""

_CONTROLS: Final[tuple[tuple[Any, str], ...]] = (
    (MaskText, "nodes"),
    (NodeText, "nodes"),
    (PageText, "pages"),
    (RegionName, "region"),
    (Name, "name"),
    (ModeText, "mode"),
    (FlagNames, "flags"),
    (MfNames, "mf"),
    (Mf2Names, "mf2"),
    (IlWeights, "numbers"),
    (Hex, "hex"),
    (Number, "hex"),
    (Address, "hex"),
)
"""The control of a field by its type; the first alternative of a union decides."""

_POINTERS: Final = ["null", "bad"]
"""What a pointer may be that points at nothing; as odd as an address written by hand."""

_NEEDS: Final[Mapping[str, tuple[Callable[[KernelProfile], bool], str]]] = {
    "auto": (lambda kernel: kernel.has(Feature.AUTO_WEIGHTS), "vocabulary.why_no_auto"),
    "zero_weight": (lambda kernel: kernel.has(Feature.ZERO_WEIGHT_RESETS), "vocabulary.why_zero"),
    "empty_node_weight": (
        lambda kernel: not kernel.has(Feature.WEIGHT_FILES_FOLLOW_MEMORY),
        "vocabulary.why_no_file",
    ),
    "struct": (lambda kernel: kernel.has(Feature.MEMPOLICY2), "vocabulary.why_no_struct"),
    "outside": (lambda kernel: kernel.has(Feature.EXTERNAL_CALLS), "vocabulary.why_no_outside"),
    "balancing_many": (
        lambda kernel: kernel.has(Feature.BALANCING_WITH_PREFERRED_MANY),
        "vocabulary.why_only_bind",
    ),
    "attribute": (
        lambda kernel: kernel.has(Feature.ATTRIBUTE_FLAGS),
        "vocabulary.why_no_attribute",
    ),
}
"""What some kernels cannot express: the test for those that can, and the reason."""

_CONCERNS: Final[Mapping[str, tuple[str, ...]]] = {
    "weights": ("zero_weight", "empty_node_weight"),
    "sysfs_write": ("auto", "zero_weight", "empty_node_weight"),
    **dict.fromkeys(("set_mempolicy2", "mbind2", "get_mempolicy2"), ("struct",)),
    **dict.fromkeys(("process_set_mempolicy", "process_mbind"), ("outside",)),
    "node_attribute": ("attribute",),
}
"""The ops that run into what a kernel cannot express."""


def canonical_ops() -> tuple[str, ...]:
    """The ops that people use, in the order of the menu."""
    return tuple(op for ops in GROUPS.values() for op in ops)


def mode_names() -> tuple[str, ...]:
    """All modes, the newest first."""
    return tuple(sorted(MODES, key=lambda mode: -MODE_RULES[mode].number))


def mode_meaning(mode: str, words: Words) -> str:
    """What a mode does, in a sentence."""
    return words(f"vocabulary.mode_{mode}")


@cache
def _fields(op: str) -> tuple[Mapping[str, Any], ...]:
    """The input fields of an op as forms need them, without words."""
    model = OPS[op].model
    schema = model.model_json_schema(by_alias=True)
    hints = get_type_hints(model, include_extras=True)
    return tuple(
        _field(model.model_fields[name].alias or name, hints[name], schema)
        for name in OPS[op].inputs
    )


def _field(name: str, hint: Any, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    described = schema["properties"][name]
    first = next(iter(described.get("anyOf", [])), described)
    control, required = _control(hint, first), name in schema["required"]
    choices = [first["const"]] if "const" in first else first.get("enum")
    beyond = first.get("exclusiveMaximum")
    field = {
        "name": name,
        "control": control,
        "required": required,
        "default": described.get("default"),
        "choices": choices,
        "min": first.get("minimum"),
        "max": first.get("maximum") if beyond is None else beyond - 1,
        "raw": (control == "hex" and not required) or choices == _POINTERS or None,
    }
    return {key: value for key, value in field.items() if value is not None}


def _control(hint: Any, described: Mapping[str, Any]) -> str:
    for known, control in _CONTROLS:
        if known is hint or known is next(iter(get_args(hint)), None):
            return control
    if "enum" in described or "const" in described:
        return "choice"
    return {"integer": "number", "object": "weights"}.get(described["type"], "text")


def _ops(words: Words) -> Iterator[Mapping[str, Any]]:
    for group, ops in GROUPS.items():
        for op in ops:
            yield {
                "op": op,
                "group": group,
                "title": words(f"vocabulary.op_{op}"),
                "means": words(f"vocabulary.means_{op}"),
                "fields": [
                    {**field, "label": words(f"vocabulary.field_{field['name']}")}
                    for field in _fields(op)
                ],
                "has_task": "task" in OPS[op].model.model_fields,
                "needs": _CONCERNS.get(op, ()),
            }


def _modes(words: Words) -> Iterator[Mapping[str, Any]]:
    for mode in mode_names():
        rule = MODE_RULES[mode]
        yield {
            "mode": mode,
            "means": mode_meaning(mode, words),
            "takes_nodes": rule.mask is not MaskRule.EMPTY,
            "flags": sorted({*rule.flags, *(ATTRIBUTE_FLAGS if mode == "interleave" else ())}),
            "weighted": mode == "weighted_interleave",
        }


def _kernels(words: Words) -> Iterator[Mapping[str, Any]]:
    for name in KERNELS:
        profile = PROFILES[name]
        yield {
            "kernel": name,
            "source": words(f"vocabulary.kernel_{name}"),
            "cannot": {
                thing: words(reason) for thing, (can, reason) in _NEEDS.items() if not can(profile)
            },
        }


def vocabulary(words: Words) -> Mapping[str, Any]:
    """Ops, modes, flags and kernels as the scripts of the workbench read them."""
    flags = {flag: words(f"vocabulary.flag_{flag}") for flag in (*MODE_FLAGS, *ATTRIBUTE_FLAGS)}
    return {
        "groups": {group: words(f"vocabulary.group_{group}") for group in GROUPS},
        "ops": list(_ops(words)),
        "modes": list(_modes(words)),
        "flags": flags,
        "mf": {flag: words(f"vocabulary.mf_{flag}") for flag in MF_FLAGS},
        "mf2": {flag: words(f"vocabulary.mf_{flag}") for flag in (*MF_FLAGS, "home_node")},
        "kernels": list(_kernels(words)),
        "max_weight": MAX_WEIGHT,
    }
