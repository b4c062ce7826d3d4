"""The error grids: calls by their raw arguments, each read back and reset before the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simcore.replay.context import (
    Context,
    Decoder,
    Fields,
    Op,
    address_of,
    of_task,
    policy_read,
)
from simcore.replay.words import (
    hex_text,
    mask_fields,
    mf_field,
    mode_fields,
    mode_read,
    node_list,
    result_fields,
)

__all__ = ("GRIDS",)


def _sp(context: Context, op: Op) -> Iterator[Fields]:
    """set_mempolicy from the error grid, read back, and reset."""
    mode, mask, maxnode = op["a"]
    fields = mode_fields(int(mode, 0)) | mask_fields(mask, maxnode)
    yield of_task(context, "set_mempolicy", expect=result_fields(op["r"]), **fields)
    if "m" in op:
        yield of_task(context, "get_mempolicy", expect=policy_read({}, op["m"], 0, op["n"]))
    yield of_task(context, "set_mempolicy", mode="default")


def _mb(context: Context, op: Op) -> Iterator[Fields]:
    """A call of mbind from the error grid, read back, and the first mapping it touched reset."""
    where, length, mode, mask, maxnode, mf = op["a"]
    addr = hex_text(address_of(context, where))
    fields = mode_fields(int(mode, 0)) | mask_fields(mask, maxnode)
    fields |= {"addr": addr, "length": hex_text(length), "mf": mf_field(int(mf, 0))}
    yield of_task(context, "mbind", expect=result_fields(op["r"]), **fields)
    if "m" in op:
        expect = policy_read({}, op["m"], 0, op["n"])
        yield of_task(context, "get_mempolicy", addr=addr, ask="0x2", expect=expect)
    name = where.split("+")[0]
    if name in context.bases:
        yield of_task(context, "mbind", id=context.region(name), mode="default")


_POINTERS = {"-": "null", "0": "null", "bad": "bad", "2": "bad"}
_NODE = 1


def _gp(context: Context, op: Op) -> Iterator[Fields]:
    """get_mempolicy from the error grid."""
    policy, mask, maxnode, where, ask = op["a"]
    expect = result_fields(op["r"])
    if "m" in op:
        node = int(ask, 0) & _NODE
        expect |= {"mode": op["m"], "flags": []} if node else mode_read(op["m"])
    if "n" in op:
        expect["nodes"] = node_list(op["n"])
    fields = {"addr": hex_text(address_of(context, where)), "ask": hex_text(ask)}
    fields["maxnode"] = hex_text(maxnode)
    if policy in _POINTERS:
        fields["policy_pointer"] = _POINTERS[policy]
    if mask in _POINTERS:
        fields["mask_pointer"] = _POINTERS[mask]
    yield of_task(context, "get_mempolicy", expect=expect, **fields)


def _hn(context: Context, op: Op) -> Iterator[Fields]:
    """set_mempolicy_home_node from the error grid."""
    where, length, node, flags = op["a"]
    fields = {"addr": hex_text(address_of(context, where)), "length": hex_text(length)}
    fields |= {"node": hex_text(node), "flags": hex_text(flags)}
    expect = result_fields(op["r"])
    yield of_task(context, "set_mempolicy_home_node", expect=expect, **fields)


GRIDS: Mapping[str, Decoder] = {
    "gp": _gp,
    "hn": _hn,
    "mb": _mb,
    "sp": _sp,
}
"""The decoder of each call of a grid."""
