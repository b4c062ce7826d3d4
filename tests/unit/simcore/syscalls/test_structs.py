import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcore.syscalls.structs import LAYOUTS, bytes_of

V6 = LAYOUTS["v6"]


def places(revision: str) -> dict[str, tuple[int, int]]:
    return {field.name: (field.offset, field.size) for field in LAYOUTS[revision].fields}


def test_the_last_posted_struct_has_32_bytes_and_no_hole() -> None:
    assert V6.size == 32
    assert V6.least == 24
    assert places("v6") == {
        "mode": (0, 2),
        "mode_flags": (2, 2),
        "home_node": (4, 4),
        "pol_maxnodes": (8, 2),
        "resv": (10, 6),
        "pol_nodes": (16, 8),
        "il_weights": (24, 8),
    }
    assert "" not in [name for _, _, name in V6.rows(b"")]


@pytest.mark.parametrize(
    "revision, size, weights_at", [("v5", 32, 24), ("v4", 40, 16), ("v3", 40, 16), ("v2", 48, 40)]
)
def test_earlier_shapes(revision: str, size: int, weights_at: int) -> None:
    assert LAYOUTS[revision].size == size
    assert places(revision)["il_weights"] == (weights_at, 8)


def test_a_shape_whose_types_nobody_wrote_down_is_marked() -> None:
    assert [name for name, layout in LAYOUTS.items() if layout.reading] == ["rfc"]


def test_a_struct_ends_on_its_alignment_and_the_hole_is_told() -> None:
    assert LAYOUTS["v4"].rows(b"")[-1] == (36, 4, "")
    assert V6.rows(bytes(40))[-1] == (32, 8, "")


def test_bytes_are_those_that_a_little_endian_compiler_lays_down() -> None:
    values = {"mode": 6, "mode_flags": 1 << 15, "home_node": -1, "pol_maxnodes": 5}
    pointers = {"pol_nodes": 0x7000, "il_weights": 0x8000}
    theirs = struct.pack("<HHiH6xQQ", 6, 1 << 15, -1, 5, 0x7000, 0x8000)

    assert V6.pack(values | pointers) == theirs
    assert V6.unpack(theirs) == values | pointers | {"resv": 0}


@pytest.mark.parametrize("revision", LAYOUTS)
@given(data=st.data())
def test_packing_and_unpacking_are_each_others_inverse(revision: str, data: st.DataObject) -> None:
    layout = LAYOUTS[revision]
    values = {
        field.name: data.draw(
            st.integers(-(2 ** (8 * field.size - 1)), 2 ** (8 * field.size - 1) - 1)
            if field.signed
            else st.integers(0, 2 ** (8 * field.size) - 1)
        )
        for field in layout.fields
    }
    assert layout.unpack(layout.pack(values)) == values


def test_what_does_not_fit_or_is_no_field_is_refused() -> None:
    with pytest.raises(OverflowError):
        V6.pack({"mode": 2**16})
    with pytest.raises(KeyError):
        V6.pack({"policy_node": 1})


def test_hex_text_becomes_bytes() -> None:
    assert bytes_of("06 00\n0080", 32) == b"\x06\0\0\x80"
    with pytest.raises(ValueError, match="at most 1 are read"):
        bytes_of("0600", 1)
    with pytest.raises(ValueError, match="hex"):
        bytes_of("6", 32)
