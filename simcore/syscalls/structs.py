"""struct mpol_param byte for byte, in every shape in which it was posted.

A layout lists names and C types; offsets and holes follow from the alignment of the types, as
a compiler lays them out. ``pack`` and ``unpack`` are each other's inverse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

__all__ = ("LAYOUTS", "FieldPlace", "Layout", "bytes_of")

_TYPES: Mapping[str, tuple[int, bool]] = {
    "u8": (1, False),
    "u16": (2, False),
    "s32": (4, True),
    "u64": (8, False),
}
"""Size in bytes and signedness of the C types."""


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """A field with its place: offset and size in bytes; ``count`` above 1 for an array."""

    name: str
    ctype: str
    offset: int
    count: int = 1

    @property
    def size(self) -> int:
        """Bytes that the field takes."""
        return _TYPES[self.ctype][0] * self.count

    @property
    def signed(self) -> bool:
        """Whether its numbers have a sign."""
        return _TYPES[self.ctype][1]

    @property
    def declared(self) -> str:
        """The field as C declares it."""
        array = f"[{self.count}]" if self.count > 1 else ""
        return f"{self.ctype} {self.name}{array}"


@dataclass(frozen=True)
class Layout:
    """A struct: its name in C, its fields as text, where its shape is known from.

    ``first_size`` is the size of the shortest version that the series itself had.
    """

    revision: str
    name: str
    declaration: str
    source: str
    reading: bool = False
    """Whether types or order are our reading and not the posted text."""
    first_size: int = 0

    @cached_property
    def fields(self) -> tuple[FieldPlace, ...]:
        """All fields with their places, in order."""
        places: list[FieldPlace] = []
        at = 0
        for words in self.declaration.split(","):
            ctype, name = words.split()
            name, _, count = name.partition("[")
            size = _TYPES[ctype][0]
            at = -(-at // size) * size
            place = FieldPlace(name, ctype, at, int(count.rstrip("]")) if count else 1)
            places.append(place)
            at += place.size
        return tuple(places)

    @cached_property
    def size(self) -> int:
        """Bytes of the whole struct, filled up to its alignment."""
        last = self.fields[-1]
        widest = max(_TYPES[field.ctype][0] for field in self.fields)
        return -(-(last.offset + last.size) // widest) * widest

    @property
    def least(self) -> int:
        """Bytes of the first version of the struct."""
        return self.first_size or self.size

    def has(self, name: str) -> bool:
        """Whether the struct has such a field."""
        return any(field.name == name for field in self.fields)

    def pack(self, values: Mapping[str, int]) -> bytes:
        """The bytes of a struct; fields without a value are zero.

        Raises KeyError for a name that is no field, OverflowError for a number that does not fit.
        """
        places = {field.name: field for field in self.fields}
        data = bytearray(self.size)
        for name, value in values.items():
            field = places[name]
            data[field.offset : field.offset + field.size] = value.to_bytes(
                field.size, "little", signed=field.signed
            )
        return bytes(data)

    def unpack(self, data: bytes) -> dict[str, int]:
        """The fields that some bytes hold; bytes that are missing count as zero."""
        whole = data[: self.size].ljust(self.size, b"\0")
        return {
            field.name: int.from_bytes(
                whole[field.offset : field.offset + field.size], "little", signed=field.signed
            )
            for field in self.fields
        }

    def rows(self, data: bytes) -> list[tuple[int, int, str]]:
        """The struct from its first byte to its last: (offset, size, field or "" for a hole)."""
        rows: list[tuple[int, int, str]] = []
        at = 0
        for field in self.fields:
            if field.offset > at:
                rows.append((at, field.offset - at, ""))
            rows.append((field.offset, field.size, field.name))
            at = field.offset + field.size
        end = max(self.size, len(data))
        if end > at:
            rows.append((at, end - at, ""))
        return rows


def bytes_of(text: str, size: int) -> bytes:
    """Bytes from hex text, blanks and line ends ignored. Raises ValueError.

    ``size`` bounds how many bytes are taken.
    """
    digits = "".join(text.split())
    try:
        data = bytes.fromhex(digits)
    except ValueError:
        raise ValueError("must be hexadecimal digits, two for each byte") from None
    if len(data) > size:
        raise ValueError(f"has {len(data)} bytes, at most {size} are read")
    return data


_SERIES = "the series posted on {}"

LAYOUTS: Mapping[str, Layout] = {
    layout.revision: layout
    for layout in (
        Layout(
            "rfc",
            "mpol_args",
            "u16 mode, u16 mode_flags, u64 pol_nodes, u64 pol_maxnodes, s32 policy_node, u64 addr,"
            " s32 addr_node, s32 home_node, u64 vec, u64 vlen, u64 il_weights",
            _SERIES.format("6 December 2023"),
            reading=True,
        ),
        Layout(
            "v2",
            "mpol_args",
            "u16 mode, u16 mode_flags, s32 home_node, u64 pol_nodes, u64 pol_maxnodes, u64 addr,"
            " s32 policy_node, s32 addr_node, u64 il_weights",
            _SERIES.format("9 December 2023"),
        ),
        *(
            Layout(
                revision,
                "mpol_args",
                "u16 mode, u16 mode_flags, s32 home_node, u64 pol_nodes, u64 il_weights,"
                " u64 pol_maxnodes, s32 policy_node",
                _SERIES.format(when),
            )
            for revision, when in (("v3", "13 December 2023"), ("v4", "18 December 2023"))
        ),
        Layout(
            "v5",
            "mpol_args",
            "u16 mode, u16 mode_flags, s32 home_node, u64 pol_maxnodes, u64 pol_nodes,"
            " u64 il_weights",
            _SERIES.format("23 December 2023"),
            first_size=24,
        ),
        Layout(
            "v6",
            "mpol_param",
            "u16 mode, u16 mode_flags, s32 home_node, u16 pol_maxnodes, u8 resv[6],"
            " u64 pol_nodes, u64 il_weights",
            _SERIES.format("3 January 2024"),
            first_size=24,
        ),
    )
}
"""The layout of each revision."""
