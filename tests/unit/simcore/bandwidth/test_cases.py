from __future__ import annotations

import math

import pytest

from simcore.bandwidth.cases import CaseError, Reader, read_share

CASE = Reader({"nodes": [{"idle_ns": 95}], "id": "one", "read_permille": 667})


def test_a_place_is_told_as_a_path_of_keys() -> None:
    node = CASE.at("nodes").items()[0]

    assert node.at("idle_ns").key == "nodes/0/idle_ns"
    assert node.at("idle_ns").number() == 95


@pytest.mark.parametrize("value", ["4", None, True, math.nan, math.inf, 0, -3])
def test_what_is_no_positive_number_is_refused_with_its_key(value: object) -> None:
    with pytest.raises(CaseError, match=r"^threads: must be ") as refused:
        Reader(value, "threads").number()

    assert refused.value.key == "threads"


def test_a_missing_key_is_named() -> None:
    with pytest.raises(CaseError, match="nodes/0/kind: is missing"):
        CASE.at("nodes").items()[0].at("kind")


@pytest.mark.parametrize("value", [[], "abc", 3, None, {}])
def test_what_is_no_filled_list_is_refused(value: object) -> None:
    with pytest.raises(CaseError, match="must be a list that is not empty"):
        Reader(value, "nodes").items()


def test_what_is_no_object_is_refused_even_at_the_top() -> None:
    with pytest.raises(CaseError, match=r"^must be an object$"):
        Reader([1]).at("format")


def test_a_text_must_be_text_and_among_the_known() -> None:
    assert CASE.at("id").one_of({"one": 1}) == "one"
    with pytest.raises(CaseError, match="must be one of three, two"):
        CASE.at("id").one_of({"two": 2, "three": 3})
    with pytest.raises(CaseError, match="must be a string"):
        CASE.at("read_permille").text()


@pytest.mark.parametrize(
    "case, expected", [({}, 1.0), ({"read_permille": None}, 1.0), ({"read_permille": 0}, 0.0)]
)
def test_a_read_share_defaults_to_all_reads(case: dict[str, object], expected: float) -> None:
    assert read_share(Reader(case)) == expected


def test_a_read_share_above_everything_is_refused() -> None:
    with pytest.raises(CaseError, match="between 0 and 1000"):
        read_share(Reader({"read_permille": 1001}))
