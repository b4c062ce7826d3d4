from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from simcore.spec.base import (
    Address,
    Count,
    CpuText,
    Listed,
    Model,
    Name,
    NodeText,
    Permille,
    Positive,
    SparseModel,
    Whole,
    refuse,
)
from simcore.spec.limits import MAX_CPUS, MAX_INTEGER, MAX_NODES


def read(kind: Any, value: object) -> Any:
    return TypeAdapter(kind).validate_python(value, strict=True)


def refused(kind: Any, value: object) -> bool:
    try:
        read(kind, value)
    except ValidationError:
        return True
    return False


class Point(Model):
    x: Count = 0
    marks: Annotated[tuple[Count, ...], Listed] = ()


def test_a_value_is_strict_frozen_and_knows_its_fields() -> None:
    point = Point(x=1)
    with pytest.raises(ValidationError, match="frozen"):
        point.x = 2  # type: ignore[misc]
    assert refused(Point, {"x": "1"})
    assert refused(Point, {"y": 1})


def test_a_json_list_fills_a_tuple_but_text_does_not() -> None:
    assert read(Point, {"marks": [1, 2]}).marks == (1, 2)
    assert refused(Point, {"marks": "12"})


def test_a_rule_with_braces_is_told_as_it_stands() -> None:
    assert refuse("must not be {x}").message() == "must not be {x}"


@pytest.mark.parametrize(
    "kind, low, high",
    [
        (Count, 0, MAX_INTEGER),
        (Positive, 1, MAX_INTEGER),
        (Permille, 0, 1000),
    ],
)
def test_whole_numbers_have_both_their_limits(kind: Any, low: int, high: int) -> None:
    assert [read(kind, low), read(kind, high)] == [low, high]
    assert refused(kind, low - 1)
    assert refused(kind, high + 1)


@pytest.mark.parametrize("value", [1.0, True, "1", None, float("nan")])
def test_nothing_but_a_whole_number_is_a_number(value: object) -> None:
    assert refused(Count, value)
    assert refused(Annotated[Literal[1], Whole], value)


def test_a_choice_among_numbers_takes_the_number_itself() -> None:
    assert read(Annotated[Literal[4, 16], Whole, Field()], 16) == 16
    assert refused(Annotated[Literal[4, 16], Whole], 5)


@pytest.mark.parametrize("name", ["main", "é", "node(1)", "a.b-c_d", "日本"])
def test_a_name_may_hold_any_visible_text(name: str) -> None:
    assert read(Name, name) == name


@pytest.mark.parametrize("name", ["", "a b", "a/b", "a~b", "a:b", "a\n", "\x7f", "a\u00a0b"])
def test_a_name_holds_no_blanks_and_nothing_that_pointers_use(name: str) -> None:
    assert refused(Name, name)


def test_a_name_has_at_most_64_characters() -> None:
    assert read(Name, "n" * 64) == "n" * 64
    assert refused(Name, "n" * 65)


def test_a_name_is_put_into_unicode_form_c() -> None:
    assert read(Name, "e\u0301") == "\u00e9"


@pytest.mark.parametrize("given, text", [("", ""), ("1,0", "0-1"), ("0-0,2", "0,2")])
def test_node_and_cpu_lists_are_written_shortest(given: str, text: str) -> None:
    assert read(NodeText, given) == text
    assert read(CpuText, given) == text


def test_node_lists_end_at_the_last_node_and_cpu_lists_at_the_last_cpu() -> None:
    assert read(NodeText, str(MAX_NODES - 1)) == "63"
    assert refused(NodeText, str(MAX_NODES))
    assert read(CpuText, str(MAX_CPUS - 1)) == "8191"
    assert refused(CpuText, str(MAX_CPUS))


@pytest.mark.parametrize(
    "given, text",
    [("0x0", "0x0"), ("0x00ff", "0xff"), ("0xABC000", "0xabc000"), ("0x" + "f" * 16, None)],
)
def test_an_address_is_lower_case_without_leading_zeros(given: str, text: str | None) -> None:
    assert read(Address, given) == (text or given)


@pytest.mark.parametrize(
    "given",
    ["", "0x", "100", "0X1", "0x1_0", "0x-1", "0x 1", "0x1\n", "0xg", "0x\u0663", "0x1" + "0" * 16],
)
def test_what_is_no_address_below_2_to_the_64_is_refused(given: str) -> None:
    assert refused(Address, given)


def test_form_c_is_taken_before_a_name_is_measured() -> None:
    assert read(Name, "e\u0301" * 64) == "\u00e9" * 64
    assert refused(Name, "\ufb2c" * 22)  # three characters each in form C


def test_a_sparse_value_leaves_out_what_is_null() -> None:
    class Some(SparseModel):
        given: int | None = None
        other: int | None = None

    assert Some(given=0).model_dump() == {"given": 0}
    assert Some().model_dump(mode="json") == {}
