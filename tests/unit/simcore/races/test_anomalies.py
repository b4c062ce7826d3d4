"""Each rule on the smallest race that shows it, and on one that does not."""

from __future__ import annotations

import pytest

from simcore.races import Anomaly, Report
from simcore.races.anomalies import RULES
from tests.build import Document, mmap, touch
from tests.races import HEAP, actor, bind, explored, read, rules, spread, weight

HOME: Document = {"op": "set_mempolicy_home_node", "id": "heap", "node": 1}
BOUND = (HEAP, bind("0"))


def found(report: Report, rule: str) -> list[Anomaly]:
    return [a for outcome in report.outcomes for a in outcome.anomalies if a.rule == rule]


def test_mbind_drops_a_home_node_that_it_never_read() -> None:
    report = explored(actor("home", HOME), actor("nodes", bind("0-1")), before=BOUND)
    (lost,) = found(report, "lost_update")

    assert lost.sentence == (
        "home set the home node of heap to 1; at the end it is none, and nobody meant that."
    )
    assert dict(lost.values) == {
        "actor": "home", "field": "home_node", "kind": "region", "name": "heap",
        "wanted": "1", "left": "none", "first": 0,
    }  # fmt: skip
    assert lost.schedules == 1


def test_who_comes_last_and_means_the_field_loses_nobody_anything() -> None:
    report = explored(actor("one", bind("0-1")), actor("two", bind("0,2")), before=BOUND)

    assert rules(report) == set()


def test_read_modify_write_undoes_what_came_in_between() -> None:
    def adding(name: str, node: int) -> Document:
        taken = bind("0", take={"nodes": f"r.nodes+{node}"})
        return actor(name, read(**{"as": "r"}), taken)

    report = explored(adding("one", 1), adding("two", 2), before=BOUND)
    lost = {anomaly.values["actor"]: anomaly for anomaly in found(report, "lost_update")}

    assert set(lost) == {"one", "two"}
    assert (lost["one"].values["wanted"], lost["one"].values["left"]) == ("0-1", "0,2")
    kept = [outcome for outcome in report.outcomes if not outcome.anomalies]
    assert {outcome.serial for outcome in kept} == {True}
    assert sum(outcome.schedules for outcome in kept) == 2


def test_a_refused_call_loses_no_update() -> None:
    refused: Document = {"op": "set_mempolicy_home_node", "id": "heap", "node": 1}
    report = explored(actor("home", refused), actor("nodes", {"op": "mems_allowed"}))

    assert report.outcomes[0].answers["home"][0].errno == 2
    assert rules(report) == set()


def test_an_intent_may_leave_fields_out() -> None:
    """Whoever does not mean the nodes cannot lose them."""
    carrying = actor("one", read(**{"as": "r"}), bind("0-1"), intent={"fields": ["home_node"]})
    adding = actor("two", read(**{"as": "r"}), bind("0", take={"nodes": "r.nodes+2"}))
    report = explored(carrying, adding, before=BOUND)

    assert {lost.values["actor"] for lost in found(report, "lost_update")} <= {"two"}


def test_a_part_of_a_region_is_named_by_its_first_page() -> None:
    home = HOME | {"first": 8, "pages": 8}
    report = explored(actor("home", home), actor("nodes", bind("0-1")), before=BOUND)

    assert "of heap from page 8 on" in found(report, "lost_update")[0].sentence


def test_an_update_of_a_task_is_lost_too() -> None:
    def setting(nodes: str, **more: object) -> Document:
        return {"op": "set_mempolicy", "mode": "bind", "nodes": nodes, **more}

    asked: Document = {"op": "get_mempolicy", "as": "r"}
    one = actor("one", asked, setting("0", take={"nodes": "r.nodes+1"}))
    two = actor("two", asked, setting("0", take={"nodes": "r.nodes+2"}))
    report = explored(one, two, before=(HEAP, setting("0")))

    assert "the nodes of task main" in found(report, "lost_update")[0].sentence


def test_a_read_between_two_writes_is_torn() -> None:
    reader = actor("reader", {"op": "readweights"})
    report = explored(reader, actor("writer", weight(0, 2), weight(1, 3)))
    (torn,) = found(report, "torn_read")

    assert torn.values["actor"] == "reader"
    assert torn.sentence.startswith("reader read weights 0:2 1:1 2:1")
    assert [outcome.schedules for outcome in report.outcomes] == [1, 1, 1]


def test_a_read_before_or_after_all_writes_is_whole() -> None:
    reader = actor("reader", {"op": "readweights"})

    assert rules(explored(reader, actor("writer", weight(0, 2)))) == set()


def test_who_reads_between_own_writes_reads_nothing_torn() -> None:
    own = actor("one", weight(0, 2), {"op": "readweights"}, weight(1, 3))

    assert "torn_read" not in rules(explored(own, actor("two", bind("0"))))


def test_a_page_between_two_writes_is_placed_by_half_made_weights() -> None:
    report = explored(
        actor("administrator", weight(0, 2), weight(1, 3)),
        actor("task", touch("0")),
        before=(HEAP, spread()),
    )
    half = found(report, "half_made_placement")

    assert sum(anomaly.schedules for anomaly in half) == 1
    assert half[0].schedule == (0, 1, 0)
    assert half[0].values["half_done"] == ["administrator"]
    assert half[0].values["shares"] == "0:2 1:1 2:1"
    assert "by the weights 0:2 1:1 2:1, while administrator was half done" in half[0].sentence


def test_pages_before_and_after_a_single_write_are_placed_whole() -> None:
    report = explored(
        actor("administrator", weight(0, 2)),
        actor("task", touch("0-3")),
        before=(HEAP, spread()),
    )

    assert rules(report) == set()
    assert len(report.outcomes) > 2  # other pages, yet each under weights that somebody meant


def test_who_is_half_done_with_own_settings_places_pages_as_it_likes() -> None:
    one = actor("one", weight(0, 2), touch("0"), weight(1, 3))
    report = explored(one, actor("two", touch("1")), before=(HEAP, spread()))

    assert {a.values["actor"] for a in found(report, "half_made_placement")} <= {"two"}


def test_settings_that_nobody_asked_for_are_mixed() -> None:
    report = explored(
        actor("one", weight(0, 2), weight(1, 2)), actor("two", weight(0, 3), weight(1, 3))
    )
    mixed = found(report, "mixed_state")

    assert report.schedules == 6
    assert sorted(anomaly.schedule for anomaly in mixed) == [(0, 1, 1, 0), (1, 0, 0, 1)]
    assert mixed[0].sentence == (
        "the weight of node 0 is 3, the weight of node 1 is 2: no order of the actors leaves that."
    )


def test_settings_that_a_signal_cut_short_are_not_judged() -> None:
    gone: Document = {"op": "munmap", "id": "heap"}
    report = explored(
        actor("one", touch("0"), weight(0, 2)),
        actor("two", gone, mmap(4, "more", addr=None), weight(1, 2)),
    )

    assert any(each.answers["one"][0].signal for each in report.outcomes)
    assert rules(report) == set()


def test_every_anomaly_has_a_rule_with_a_sentence() -> None:
    assert set(RULES) == {"lost_update", "torn_read", "half_made_placement", "mixed_state"}
    assert all(sentence.endswith(".") for sentence in RULES.values())


@pytest.mark.parametrize("kind", ["memfd", "shanon"])
def test_shared_memory_loses_updates_too(kind: str) -> None:
    shared = mmap(16, "shared", addr=None, kind=kind)
    taken = bind("0", region="shared", take={"nodes": "r.nodes+1"})
    ask: Document = {"op": "get_mempolicy", "id": "shared", "page": 0, "as": "r"}
    other = bind("0", region="shared", take={"nodes": "r.nodes+2"})
    report = explored(
        actor("one", ask, taken),
        actor("two", ask, other),
        before=(HEAP, shared, bind("0", region="shared")),
    )

    assert rules(report) == {"lost_update"}
