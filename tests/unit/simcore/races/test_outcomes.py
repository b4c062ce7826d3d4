from math import comb, factorial

import pytest

from simcore.errors import SpecError
from simcore.races import Outcome, Report, explore, walk
from tests.build import Document, touch
from tests.races import HEAP, actor, bind, decoded, explored, read, spread, weight

REGION = "heap"


def policies(outcome: Outcome) -> list[str]:
    return [part["policy"]["text"] for part in outcome.state["regions"][REGION]["policies"]]


def test_schedules_are_grouped_by_how_they_end() -> None:
    report = explored(actor("one", bind("0")), actor("two", bind("1")))

    assert [(policies(each), each.schedules) for each in report.outcomes] == [
        (["bind:1"], 1),
        (["bind:0"], 1),
    ]


def test_independent_actors_have_one_outcome_and_all_schedules_count() -> None:
    actors = [
        actor(f"actor{place}", *[touch(str(place * 8 + page)) for page in range(4)])
        for place in range(4)
    ]
    report = explored(*actors)
    (only,) = report.outcomes

    assert report.exact
    assert only.schedules == factorial(16) // factorial(4) ** 4
    assert report.states == 5**4
    assert len(only.serial_orders) == 24


def test_an_answer_tells_outcomes_apart() -> None:
    report = explored(actor("one", read()), actor("two", bind("1")))
    read_back = [each.answers["one"][0].answer["mode"] for each in report.outcomes]

    assert sorted(read_back) == ["bind", "default"]
    assert all(policies(each) == ["bind:1"] for each in report.outcomes)


def test_a_counter_that_nobody_sees_tells_no_outcomes_apart() -> None:
    """set_mempolicy resets the counter; what the file got lies the same."""
    write: Document = {"op": "set_mempolicy", "mode": "interleave", "nodes": "0"}
    report = explored(actor("one", write), actor("two", write | {"task": "main"}))

    assert len(report.outcomes) == 1


def test_an_outcome_names_the_orders_of_whole_actors_that_end_so() -> None:
    report = explored(
        actor("one", weight(0, 2), weight(1, 2)), actor("two", weight(0, 3), weight(1, 3))
    )
    orders = {each.serial_orders for each in report.outcomes}

    assert orders == {(("one", "two"),), (("two", "one"),), ()}
    assert [each.serial for each in report.outcomes] == [
        bool(o.serial_orders) for o in report.outcomes
    ]


def test_counts_add_up_to_all_schedules() -> None:
    report = explored(
        actor("one", *[bind("0"), read()] * 4),
        actor("two", *[bind("1"), bind("0-1"), touch("0")], weight(0, 2)),
    )

    assert sum(each.schedules for each in report.outcomes) == report.schedules == comb(12, 4)


def test_the_schedule_of_an_outcome_ends_in_it() -> None:
    race = decoded(
        actor("one", weight(0, 3), weight(1, 2)),
        actor("two", touch("0-3")),
        before=(HEAP, spread()),
    )

    for outcome in explore(race).outcomes:
        moments = walk(race, outcome.schedule)
        assert moments[-1].state == outcome.state
        assert outcome.switches == sum(
            a != b for a, b in zip(outcome.schedule, outcome.schedule[1:], strict=False)
        )


def test_the_schedule_of_an_anomaly_shows_it() -> None:
    report = explored(
        actor("one", weight(0, 3), weight(1, 2)),
        actor("two", touch("0-3")),
        before=(HEAP, spread()),
    )
    odd = [a for o in report.outcomes for a in o.anomalies if a.rule == "half_made_placement"]

    assert odd
    for anomaly in odd:
        first, second = (step for step, who in enumerate(anomaly.schedule) if who == 0)
        assert second - first > 1


def test_too_many_states_are_reduced_and_counts_are_lower_bounds() -> None:
    race = decoded(
        actor("one", *[touch(str(page)) for page in range(8)], bind("0")),
        actor("two", *[touch(str(page)) for page in range(20, 28)], bind("1")),
    )
    full, reduced = explore(race), explore(race, max_states=50)

    assert full.exact
    assert not reduced.exact
    assert sorted(map(policies, full.outcomes)) == sorted(map(policies, reduced.outcomes))
    assert reduced.schedules < full.schedules == comb(18, 9)
    assert all(o.schedules >= 1 and o.schedule for o in reduced.outcomes)


def test_a_race_without_end_is_refused() -> None:
    race = decoded(*[actor(f"a{n}", *[bind(str(n)), read()] * 8) for n in range(3)])

    with pytest.raises(SpecError, match="take more than 500 steps to explore") as refusal:
        explore(race, max_states=100, max_transitions=500)
    assert refusal.value.problems[0].pointer == "/actors"


def test_a_signal_is_an_outcome() -> None:
    gone: Document = {"op": "munmap", "id": "heap"}
    report = explored(actor("one", touch("0")), actor("two", gone))
    signals = {each.answers["one"][0].signal: len(each.answers["two"]) for each in report.outcomes}

    assert signals == {None: 1, 11: 1}


def test_a_report_is_plain_data() -> None:
    report: Report = explored(
        actor("one", {"op": "set_mempolicy_home_node", "id": "heap", "node": 1}),
        actor("two", bind("0-1")),
        before=(HEAP, bind("0")),
    )
    plain = report.plain()

    assert (plain["schedules"], plain["exact"], plain["actors"]) == (2, True, ["one", "two"])
    lost = plain["outcomes"][0]
    assert lost["schedule"] == ["one", "two"]
    assert lost["anomalies"][0]["rule"] == "lost_update"
    assert lost["answers"]["two"] == [{"step": 0, "part": 0, "parts": 1, "op": "mbind", "ret": 0}]
    assert set(lost["state"]) == {"tasks", "regions", "weights", "auto", "attributes"}
