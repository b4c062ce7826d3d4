"""What every value of a document has in common: strict, frozen, no unknown fields.

Lists become tuples, node and CPU lists the shortest kernel text, strings Unicode form C, so
that two documents that mean the same have the same canonical text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    model_serializer,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from simcore.nodemask import NodeMask
from simcore.spec.limits import MAX_CPUS, MAX_INTEGER, MAX_NODES

__all__ = (
    "Address",
    "Count",
    "CpuText",
    "Listed",
    "Model",
    "Name",
    "NodeText",
    "Permille",
    "Positive",
    "RegionName",
    "SparseModel",
    "Whole",
    "refuse",
)

_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")


class Model(BaseModel):
    """Base of all document values."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The schema in which the length of an array counts items, not letters."""
        told = handler(schema)
        _count_items(handler.resolve_ref_schema(told))
        return told


def _count_items(part: Any) -> None:
    """Bounds that follow ``Listed`` are written as those of a text; say them as an array's."""
    if isinstance(part, list):
        for each in part:
            _count_items(each)
    elif isinstance(part, dict):
        if part.get("type") == "array":
            for wrong, right in (("minLength", "minItems"), ("maxLength", "maxItems")):
                if wrong in part:
                    part[right] = part.pop(wrong)
        for each in part.values():
            _count_items(each)


class SparseModel(Model):
    """A document value whose null fields say nothing: they are left out of its text.

    So an optional field can be added later without changing the text of what does not use it.
    """

    @model_serializer(mode="wrap")
    def _without_nulls(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in handler(self).items() if value is not None}


def refuse(rule: str) -> PydanticCustomError:
    """The error that a validator raises to say in a sentence which rule is broken."""
    # The message template must be a literal for pydantic's types; braces in a rule are data.
    return PydanticCustomError("rule", "{rule}", {"rule": rule})


def _canonical_nodes(text: str) -> str:
    try:
        return str(NodeMask.parse(text, MAX_NODES))
    except ValueError as error:
        raise refuse(f"must be a node list such as 0-1,4: {error}") from None


def _canonical_cpus(text: str) -> str:
    try:
        return str(NodeMask.parse(text, MAX_CPUS))
    except ValueError as error:
        raise refuse(f"must be a CPU list such as 0-31,64: {error}") from None


def _canonical_address(text: str) -> str:
    if _ADDRESS.fullmatch(text) is None or int(text, 16) >= 2**64:
        raise refuse("must be a hexadecimal address such as 0x100000000000, below 2^64")
    return f"0x{int(text, 16):x}"


def _whole(value: object) -> object:
    # A Literal of numbers compares with ==, and 1 == 1.0 == True.
    if type(value) is not int:
        raise refuse("must be a whole number")
    return value


def _form_c(value: object) -> object:
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Count = Annotated[int, Field(ge=0, le=MAX_INTEGER)]
"""A whole number, zero allowed."""
Positive = Annotated[int, Field(ge=1, le=MAX_INTEGER)]
"""A whole number, at least one."""
Permille = Annotated[int, Field(ge=0, le=1000)]
"""Thousandths, 0 to 1000."""
Name = Annotated[
    str,
    Field(min_length=1, max_length=64, pattern=r"^[^\s/~:\x00-\x1f\x7f]+$"),
    BeforeValidator(_form_c),
]
"""A name that people choose: no blanks, no slash, tilde or colon (pointers are made of it)."""
RegionName = Annotated[
    str,
    BeforeValidator(_form_c),
    Field(
        min_length=1, max_length=129, pattern=r"^[^\s/~:\x00-\x1f\x7f]+(:[^\s/~:\x00-\x1f\x7f]+)?$"
    ),
]
"""A region: its name, or ``child:name`` for a forked child's copy."""
NodeText = Annotated[str, Field(max_length=1024), AfterValidator(_canonical_nodes)]
"""Node list in kernel text; "" is the empty set."""
CpuText = Annotated[str, Field(max_length=32768), AfterValidator(_canonical_cpus)]
"""CPU list in kernel text; "" for a memory-only node."""
Address = Annotated[str, Field(max_length=20), AfterValidator(_canonical_address)]
"""A byte address as lower-case hex text."""
Listed = BeforeValidator(_tuple)
"""Marks a tuple field that a JSON array fills."""
Whole = BeforeValidator(_whole)
"""Marks a choice among numbers: neither 1.0 nor true is 1."""
