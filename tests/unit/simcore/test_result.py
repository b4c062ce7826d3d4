import pytest
from pydantic import ValidationError

from simcore.placement.pattern import ABSENT as NOT_PRESENT
from simcore.placement.pattern import Pattern
from simcore.result import (
    ABSENT,
    MODEL_VERSION,
    EventResult,
    NodeResult,
    RegionResult,
    Result,
    turn_runs,
)

REGION = RegionResult(
    pages=30, pages_on={"0": 14, "1": 6}, segments=[(0, 10, "0x2 1", 1), (15, 10, "0x9 1", 6)]
)


def result(**more: object) -> Result:
    parts: dict[str, object] = {"content": "00", "events": [], "nodes": [], "links": []}
    return Result.model_validate(parts | {"regions": {}, "streams": []} | more)


@pytest.mark.parametrize("runs", [[(0, 9), (1, 1)], [(3, 1)], [(0, 1), (12, 255), (5, 2)]])
def test_the_text_of_a_turn_is_read_back(runs: list[tuple[int, int]]) -> None:
    assert turn_runs(str(Pattern(tuple(runs)))) == runs


def test_absent_means_the_same_in_results_and_in_page_maps() -> None:
    assert ABSENT == NOT_PRESENT == -2


def test_a_window_shows_pages_by_the_phase_of_their_segment() -> None:
    assert REGION.window(0, 6) == [0, 1, 0, 0, 1, 0]
    assert REGION.window(15, 6) == [0, 0, 0, 1, 0, 0]


def test_a_window_shows_where_nothing_is_present() -> None:
    assert REGION.window(8, 9) == [0, 0, -2, -2, -2, -2, -2, 0, 0]


def test_a_window_ends_with_its_region() -> None:
    assert REGION.window(24, 6) == [0, -2, -2, -2, -2, -2]
    assert len(REGION.window(24, 7)) == 6
    assert REGION.window(30, 5) == []


def test_what_was_asked_for_follows_the_first_turn_and_not_the_spill() -> None:
    spilled = RegionResult(
        pages=40, pages_on={"0": 9, "1": 31}, segments=[(0, 10, "0x9 1", 0), (10, 30, "1", 0)]
    )
    assert spilled.asked_for() == {0: 36.0, 1: 4.0}
    assert RegionResult(pages=40, pages_on={}, segments=[]).asked_for() == {}


def test_what_says_nothing_is_left_out_of_the_plain_form() -> None:
    events = [EventResult(ret=0), EventResult(ret=-1, errno=22, check="no such node")]

    plain = result(events=events).plain()

    assert plain["events"] == [{"ret": 0}, {"ret": -1, "errno": 22, "check": "no such node"}]
    assert "notes" not in plain
    assert "curve" not in plain


def test_the_plain_form_names_its_format_and_the_model() -> None:
    assert result().plain()["format"] == 1
    assert result().plain()["model"] == MODEL_VERSION


def test_the_plain_form_is_read_back_as_the_same_result() -> None:
    before = result(
        nodes=[NodeResult(id=0, pages=0, free_pages=7, gb_per_s=1.5)],
        events=[EventResult(ret=0, changes={"tasks/main/policy": (None, "local")})],
        regions={"heap": REGION},
    )
    assert Result.model_validate_json(before.model_dump_json()) == before
    assert Result.model_validate(before.plain()) == before


def test_a_result_is_not_changed_afterwards() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        result().content = "11"  # type: ignore[misc]
