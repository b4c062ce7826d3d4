"""The story that the set pieces tell, in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from simcore.races import PIECES, Outcome, Report, explore, piece, piece_text, walk
from simcore.races import library as module


def report(name: str) -> Report:
    return explore(piece(name).race)


def rules(outcome: Outcome) -> set[str]:
    return {anomaly.rule for anomaly in outcome.anomalies}


def heap(outcome: Outcome) -> str:
    (only,) = outcome.state["regions"]["heap"]["policies"]
    return str(only["policy"]["text"])


def test_every_file_is_a_piece_and_every_piece_a_file() -> None:
    files = {path.stem for path in (Path(module.__file__).parent / "pieces").iterdir()}

    assert files == set(PIECES)
    assert len(PIECES) == 8


@pytest.mark.parametrize("name", PIECES)
def test_a_piece_has_a_title_a_story_and_an_intent_for_everybody(name: str) -> None:
    found = piece(name)

    assert found.name == name
    assert found.title
    assert len(found.about) > 80
    assert all(actor.intent.words for actor in found.race.actors)
    assert report(name).exact


def test_there_is_no_piece_of_another_name() -> None:
    with pytest.raises(KeyError):
        piece("../library")
    with pytest.raises(KeyError):
        piece_text("nothing")


def test_two_calls_lose_the_home_node_whenever_mbind_comes_last() -> None:
    lost, kept = report("home-node-two-calls").outcomes

    assert (heap(lost), lost.schedules, rules(lost)) == ("bind:0-2", 2, {"lost_update"})
    assert (heap(kept), kept.schedules, rules(kept)) == ("bind@1:0-2", 1, set())
    assert lost.anomalies[0].values["field"] == "home_node"


def test_one_call_leaves_one_outcome() -> None:
    (only,) = report("home-node-one-call").outcomes

    assert (heap(only), only.schedules, rules(only)) == ("bind@1:0-2", 2, set())


def test_three_writes_place_pages_by_weights_that_nobody_asked_for() -> None:
    found = report("three-sysfs-writes")
    odd = [each for each in found.outcomes if "half_made_placement" in rules(each)]
    shares = {a.values["shares"] for each in odd for a in each.anomalies}

    assert found.schedules == 84
    assert len(odd) > 20
    assert shares <= {"0:4 1:1 2:1", "0:4 1:3 2:1"}
    assert any(not each.serial for each in odd)


def test_one_call_places_every_page_by_old_or_new_weights() -> None:
    found = report("three-weights-one-call")

    assert found.schedules == 7
    assert all(not each.anomalies for each in found.outcomes)


def test_a_read_in_one_call_shows_weights_that_are_half_written() -> None:
    found = report("policy-read-between-writes")
    torn = {a.sentence for each in found.outcomes for a in each.anomalies}

    assert found.schedules == 4
    assert torn == {
        f"task read weights {half}: no actor left such a state behind."
        for half in ("0:4 1:1 2:1", "0:4 1:3 2:1")
    }


def test_outsiders_leave_attribute_bits_that_neither_asked_for() -> None:
    found = report("attribute-bits-two-outsiders")
    left = {each.state["attributes"]: rules(each) for each in found.outcomes}

    assert left == {"0": set(), "1": set(), "0-1": {"mixed_state"}, "": {"mixed_state"}}


def test_a_call_for_each_task_leaves_one_outcome() -> None:
    (only,) = report("attribute-bits-one-call").outcomes

    assert not only.anomalies
    assert only.state["tasks"]["main"]["policy"]["weights"] == "0: 4, 1: 1"
    assert only.state["tasks"]["other"]["policy"]["weights"] == "0: 1, 1: 4"


def test_read_modify_write_loses_an_update_even_with_one_call() -> None:
    found = report("home-node-read-modify-write")
    lost = {a.values["field"] for each in found.outcomes for a in each.anomalies}

    assert lost == {"nodes", "home_node"}
    assert {heap(each) for each in found.outcomes if not each.anomalies} == {"bind@1:0-2"}
    assert "not make read-modify-write safe" in piece("home-node-read-modify-write").about


@pytest.mark.parametrize("name", PIECES)
def test_every_outcome_can_be_walked_to(name: str) -> None:
    for outcome in report(name).outcomes:
        moments = walk(piece(name).race, outcome.schedule)
        assert moments[-1].state == outcome.state
