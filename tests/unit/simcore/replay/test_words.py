import pytest

from simcore.replay.words import (
    TraceError,
    hex_text,
    mask_fields,
    mf_field,
    mode_fields,
    mode_read,
    parse_runs,
    result_fields,
    vmalloc_nodes,
)


def test_modes_and_flags_become_names_where_they_have_one() -> None:
    assert mode_fields(0x4003) == {"mode": "interleave", "flags": ["relative_nodes"]}
    assert mode_fields(0x803) == {"mode": "0x803"}
    assert mode_read(0x8006) == {"mode": "weighted_interleave", "flags": ("static_nodes",)}
    assert mf_field(5) == ["strict", "move_all"]
    assert mf_field(9) == "0x9"


def test_a_mask_keeps_what_is_special_about_it() -> None:
    assert mask_fields("e", 65) == {"nodes": ""}
    assert mask_fields("-", 0) == {"nodes": "-", "maxnode": "0x0"}
    assert hex_text("0xffffffffffffffff") == hex_text(-1) == "0xffffffffffffffff"


def test_results_and_lines_are_read() -> None:
    assert result_fields(-22) == {"ret": -1, "errno": 22}
    assert result_fields(0) == {"ret": 0}
    assert vmalloc_nodes("  40960 x+0x9c/0x240 pages=9 vmalloc N1=8 N2=1\n") == {"1": 8, "2": 1}
    assert list(parse_runs("0x3 -2")) == [(0, 3), (-2, 1)]
    with pytest.raises(ValueError, match="no run of pages"):
        list(parse_runs("0-1"))


def test_an_error_says_where_it_is() -> None:
    assert str(TraceError("bad", "A1", 3)) == "case A1: op 3: bad"
    assert str(TraceError("bad")) == "bad"
