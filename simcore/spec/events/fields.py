"""Fields that events are made of: modes, flags, page lists, masks as calls get them.

People write modes and flags by name and nodes as a list. A call can also be asked for what no
name exists for: then a mode, a flag word or a length is hex text, and a mask may be ``-`` (a
null pointer) or ``bad`` (an address that cannot be read).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from simcore.nodemask import EMPTY, NodeMask
from simcore.pageranges import pages_text, parse_pages
from simcore.spec.base import Listed, refuse
from simcore.spec.limits import MAX_PAGE_TEXT

__all__ = (
    "ATTRIBUTE_FLAGS",
    "MASK_BITS",
    "MF_FLAGS",
    "MODES",
    "MODE_FLAGS",
    "NO_MASK",
    "FlagNames",
    "Hex",
    "MaskText",
    "Mf2FlagName",
    "Mf2Names",
    "MfFlagName",
    "MfNames",
    "ModeFlagName",
    "ModeName",
    "ModeText",
    "NodeKey",
    "Number",
    "PageText",
    "RunText",
    "named_nodes",
)

ModeName = Literal[
    "default",
    "preferred",
    "bind",
    "interleave",
    "local",
    "preferred_many",
    "weighted_interleave",
]
ModeFlagName = Literal[
    "numa_balancing",
    "relative_nodes",
    "static_nodes",
    "attribute_1",
    "attribute_2",
    "attribute_4",
]
MfFlagName = Literal["move", "move_all", "strict"]
Mf2FlagName = Literal["home_node", "move", "move_all", "strict"]
MODES: tuple[ModeName, ...] = (
    "default",
    "preferred",
    "bind",
    "interleave",
    "local",
    "preferred_many",
    "weighted_interleave",
)
MODE_FLAGS: tuple[ModeFlagName, ...] = ("numa_balancing", "relative_nodes", "static_nodes")
ATTRIBUTE_FLAGS: tuple[ModeFlagName, ...] = ("attribute_1", "attribute_2", "attribute_4")
"""Flags that only the kernel of the attribute proposal knows."""
MF_FLAGS: tuple[MfFlagName, ...] = ("move", "move_all", "strict")

MASK_BITS = 32769
"""A mask argument may name bits up to the last one that get_nodes() can read, and one more."""


def _canonical_pages(text: str) -> str:
    try:
        return pages_text(parse_pages(text))
    except ValueError as error:
        raise refuse(f"must be a page list such as 0-1023: {error}") from None


NO_MASK = ("-", "bad")
"""Mask arguments that point at no mask: NULL, and memory that is not mapped."""


def named_nodes(text: str) -> NodeMask:
    """The nodes that a mask argument names; none for a pointer to no mask."""
    return EMPTY if text in NO_MASK else NodeMask.parse(text, MASK_BITS)


def _canonical_mask(text: str) -> str:
    if text in NO_MASK:
        return text
    try:
        return str(NodeMask.parse(text, MASK_BITS))
    except ValueError as error:
        raise refuse(f"must be a node list such as 0-1,4, or -, or bad: {error}") from None


def _canonical_hex(text: str) -> str:
    try:
        value = int(text, 16) if text.startswith("0x") else -1
    except ValueError:
        value = -1
    if not 0 <= value < 2**64:
        raise refuse("must be a hexadecimal number such as 0x10000, below 2^64")
    return f"0x{value:x}"


def _canonical_number(text: str) -> str:
    """Decimal numbers are read, too; 010 is ten, for only 0x makes a number hexadecimal."""
    decimal = text.isascii() and text.isdecimal()
    try:
        return _canonical_hex(hex(int(text)) if decimal else text)
    except PydanticCustomError:
        raise refuse("must be a number such as 65 or 0x41, below 2^64") from None


def _canonical_mode(text: str) -> str:
    if text in MODES:
        return text
    names = ", ".join(f"'{mode}'" for mode in MODES[:-1])
    try:
        return _canonical_hex(text)
    except PydanticCustomError:
        raise refuse(f"must be {names} or '{MODES[-1]}', or a hexadecimal number") from None


def _sorted_flags(flags: tuple[ModeFlagName, ...]) -> tuple[ModeFlagName, ...]:
    return tuple(sorted(set(flags)))


def _sorted_mf2(flags: tuple[Mf2FlagName, ...]) -> tuple[Mf2FlagName, ...]:
    return tuple(sorted(set(flags)))


def _sorted_mf(flags: tuple[MfFlagName, ...]) -> tuple[MfFlagName, ...]:
    return tuple(sorted(set(flags)))


PageText = Annotated[str, Field(max_length=MAX_PAGE_TEXT), AfterValidator(_canonical_pages)]
"""Pages of a region, in touch order: ``a-b``, ``a-b:step``, comma separated."""
_RUN = r"-?[0-9]{1,4}(x[0-9]{1,16})?"
RunText = Annotated[str, Field(pattern=rf"^({_RUN}( {_RUN})*)?$")]
"""Nodes of pages as run-length text: ``NODE`` or ``NODExCOUNT``, blanks between."""
MaskText = Annotated[str, Field(max_length=4096), AfterValidator(_canonical_mask)]
"""A nodemask argument: a node list ("" is the empty set), ``-`` or ``bad``."""
Hex = Annotated[str, Field(max_length=20), AfterValidator(_canonical_hex)]
"""A 64-bit argument as lower-case hex text."""
Number = Annotated[str, Field(max_length=20), AfterValidator(_canonical_number)]
"""The same, for what people count and write in decimals as well: how many bits a mask has."""
NodeKey = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]?)$")]
"""A node id as the key of an object."""
ModeText = Annotated[str, Field(max_length=20), AfterValidator(_canonical_mode)]
"""A mode by name, or as hex text a mode argument for which there is no name."""
FlagNames = Annotated[tuple[ModeFlagName, ...], Listed, AfterValidator(_sorted_flags)]
MfNames = Annotated[tuple[MfFlagName, ...], Listed, AfterValidator(_sorted_mf)]
Mf2Names = Annotated[tuple[Mf2FlagName, ...], Listed, AfterValidator(_sorted_mf2)]
"""The flags of mbind2, which has one more than mbind."""
