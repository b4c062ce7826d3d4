"""Operations of calls that no kernel has, as written-down traces name them.

The struct stands there field by field; a pointer to nowhere is the word ``bad``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simcore.kernel.arguments import MF2_BITS, mode_from_word
from simcore.replay.context import Context, Decoder, Fields, Op, of_task
from simcore.replay.words import hex_text, mf_field, node_list, returned

__all__ = ("PROPOSED", "asked_of", "attribute_fields", "param_fields", "param_read")

_POINTERS = {"e": "", "null": "-", None: "-"}


def _mode(number: int) -> str:
    """A mode by name; one with flag bits in it, or without a name, as hex text."""
    named = mode_from_word(number)
    return hex_text(number) if named is None or named[1] else named[0]


def _flags(word: int) -> list[str] | str:
    named = mode_from_word(word)
    return hex_text(word) if named is None or named[0] != "default" else list(named[1])


def param_fields(op: Mapping[str, Any]) -> Fields:
    """The fields of an event from ``param``, ``size`` and ``tail`` of an operation."""
    fields: Fields = {"size": hex_text(op["size"])}
    if "tail" in op:
        fields["tail"] = op["tail"]
    param = op["param"]
    if param == "bad":
        return fields | {"param": "bad"}
    fields |= {
        "mode": _mode(param["mode"]),
        "flags": _flags(param["mode_flags"]),
        "home_node": param["home_node"],
        "maxnode": hex_text(param["pol_maxnodes"]),
        "nodes": _POINTERS.get(param["pol_nodes"], param["pol_nodes"]),
        "resv": hex_text(param.get("resv", 0)),
    }
    if param.get("il_weights") is not None:
        fields["il_weights"] = param["il_weights"]
    return fields


def asked_of(op: Mapping[str, Any]) -> Fields:
    """What get_mempolicy2 was asked, beside the memory."""
    fields: Fields = {name: hex_text(op[name]) for name in ("size",)}
    fields |= {"ask": hex_text(op["flags"]), "maxnode": hex_text(op["pol_maxnodes"])}
    if "tail" in op:
        fields["tail"] = op["tail"]
    return fields | ({"param": "bad"} if op.get("param") == "bad" else {})


def param_read(op: Mapping[str, Any]) -> Fields:
    """The answer of get_mempolicy2."""
    answer = returned(op)
    if op["ret"] != 0:
        return answer
    flags = _flags(op["mode_flags"])
    answer |= {"mode": _mode(op["mode"]), "flags": flags, "home_node": op["home_node"]}
    answer["nodes"] = node_list(op["nodes"])
    if "weights" in op:
        answer["weights"] = {str(node): weight for node, weight in enumerate(op["weights"])}
    return answer


def attribute_fields(op: Mapping[str, Any]) -> Fields:
    """The nodes and their bits."""
    return {"set": {str(node): bit for node, bit in op["set"]}}


def _set_mempolicy2(context: Context, op: Op) -> Iterator[Fields]:
    fields = param_fields(op)
    if op["flags"]:
        fields["call_flags"] = hex_text(op["flags"])
    yield of_task(context, "set_mempolicy2", expect=returned(op), **fields)


def _mbind2(context: Context, op: Op) -> Iterator[Fields]:
    fields = param_fields(op) | {name: op[name] for name in ("first", "pages")}
    region, mf = context.region(op["id"]), mf_field(op["mf"], MF2_BITS)
    yield of_task(context, "mbind2", id=region, mf=mf, expect=returned(op), **fields)


def _get_mempolicy2(context: Context, op: Op) -> Iterator[Fields]:
    event = of_task(context, "get_mempolicy2", expect=param_read(op), **asked_of(op))
    if "id" in op:
        event |= {"id": context.region(op["id"]), "page": op["page"]}
    yield event


def _node_attribute(context: Context, op: Op) -> Iterator[Fields]:
    del context
    yield {"op": "node_attribute"} | attribute_fields(op)


PROPOSED: Mapping[str, Decoder] = {
    "get_mempolicy2": _get_mempolicy2,
    "mbind2": _mbind2,
    "node_attribute": _node_attribute,
    "set_mempolicy2": _set_mempolicy2,
}
"""The decoder of each call that no kernel has."""
