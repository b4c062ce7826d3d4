import typing
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from simcore.spec.events.fields import (
    ATTRIBUTE_FLAGS,
    MASK_BITS,
    MF_FLAGS,
    MODE_FLAGS,
    MODES,
    FlagNames,
    Hex,
    MaskText,
    MfFlagName,
    MfNames,
    ModeFlagName,
    ModeName,
    ModeText,
    NodeKey,
    Number,
    PageText,
    RunText,
)


def read(kind: Any, value: object) -> Any:
    return TypeAdapter(kind).validate_python(value, strict=True)


def refused(kind: Any, value: object) -> str:
    with pytest.raises(ValidationError) as refusal:
        read(kind, value)
    return str(refusal.value)


def test_the_lists_of_names_are_those_of_the_types() -> None:
    assert typing.get_args(ModeName) == MODES
    assert typing.get_args(ModeFlagName) == MODE_FLAGS + ATTRIBUTE_FLAGS
    assert typing.get_args(MfFlagName) == MF_FLAGS


def test_flags_are_sorted_and_stand_once() -> None:
    assert read(FlagNames, ["static_nodes", "numa_balancing", "static_nodes"]) == (
        "numa_balancing",
        "static_nodes",
    )
    assert read(MfNames, ["strict", "move", "move"]) == ("move", "strict")
    assert refused(MfNames, ["lazy"])


@pytest.mark.parametrize(
    "given, text",
    [("0X10", None), ("0x0010", "0x10"), ("0xFF", "0xff"), ("0x" + "f" * 16, "0x" + "f" * 16)],
)
def test_a_number_for_which_there_is_no_name_is_lower_case_hex(
    given: str, text: str | None
) -> None:
    if text is None:
        assert "hexadecimal number" in refused(Hex, given)
    else:
        assert read(Hex, given) == text


@pytest.mark.parametrize("given", ["", "10", "0x", "0x-1", "0x1" + "0" * 16, "0xg", "-0x1"])
def test_what_is_no_64_bit_number_is_refused(given: str) -> None:
    assert "below 2^64" in refused(Hex, given)


@pytest.mark.parametrize("given", ["3", "03", "0x3", "0x0003"])
def test_how_many_bits_is_written_either_way_and_kept_in_one(given: str) -> None:
    assert read(Number, given) == "0x3"


@pytest.mark.parametrize("given", ["", "three", "-3", "3.0", "٣", "0b11", str(2**64)])
def test_what_counts_nothing_is_refused(given: str) -> None:
    assert "must be a number such as 65 or 0x41, below 2^64" in refused(Number, given)


def test_a_mode_is_a_name_or_a_number() -> None:
    assert read(ModeText, "weighted_interleave") == "weighted_interleave"
    assert read(ModeText, "0xC002") == "0xc002"
    assert "or 'weighted_interleave', or a hexadecimal number" in refused(ModeText, "Bind")


@pytest.mark.parametrize("given, text", [("2,1,0", "0-2"), ("", ""), ("-", "-"), ("bad", "bad")])
def test_a_mask_is_a_node_list_or_a_pointer_that_cannot_be_read(given: str, text: str) -> None:
    assert read(MaskText, given) == text


def test_a_mask_ends_at_the_last_bit_that_a_call_can_read_and_one_more() -> None:
    assert read(MaskText, str(MASK_BITS - 1)) == "32768"
    assert "numbers end at 32768" in refused(MaskText, str(MASK_BITS))


@pytest.mark.parametrize("given, text", [("7-7", "7"), ("0-9:1", "0-9"), (" 3 ,2", "3,2")])
def test_a_page_list_is_written_shortest(given: str, text: str) -> None:
    assert read(PageText, given) == text


def test_a_page_list_names_a_page() -> None:
    assert "must be a page list such as 0-1023" in refused(PageText, "")


@pytest.mark.parametrize("text", ["", "0", "0x9 1", "-2x100 -14 3"])
def test_runs_of_nodes_are_text_with_single_blanks(text: str) -> None:
    assert read(RunText, text) == text


@pytest.mark.parametrize("text", [" ", "0x", "0  1", "a", "0x9,1", "0x1 "])
def test_what_is_no_run_is_refused(text: str) -> None:
    assert refused(RunText, text)


def test_a_node_that_is_a_key_has_one_spelling() -> None:
    assert [read(NodeKey, key) for key in ("0", "63")] == ["0", "63"]
    assert all(refused(NodeKey, key) for key in ("00", "-1", "100", ""))
