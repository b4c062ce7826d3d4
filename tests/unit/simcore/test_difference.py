"""What changed between two documents, and that nothing is told that did not."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from simcore.difference import RULES, Change, differences
from simcore.spec import decode
from tests.build import Document, default_experiment


def changed(edit: Any) -> tuple[Change, ...]:
    other = default_experiment()
    edit(other)
    return differences(decode(default_experiment()), decode(other))


def test_a_weight_is_told_with_its_node() -> None:
    (one,) = changed(lambda doc: doc["sysfs"]["weights"].update({"1": 3}))
    assert one == Change("/sysfs/weights/1", 1, 3, "weight", {"who": "1"})


def test_a_weight_of_one_is_the_same_as_none() -> None:
    assert changed(lambda doc: doc["sysfs"]["weights"].pop("1")) == ()


def test_a_mode_is_told_with_its_event() -> None:
    (one,) = changed(lambda doc: doc["events"][0].update(mode="interleave"))
    assert (one.pointer, one.before, one.after) == (
        "/events/0/mode",
        "weighted_interleave",
        "interleave",
    )
    assert one.values == {"who": 0, "op": "set_mempolicy", "field": "mode"}


def test_an_event_put_in_front_is_one_change() -> None:
    new = {"op": "weights", "set": {"1": 3}}
    (one,) = changed(lambda doc: doc["events"].insert(0, new))
    assert (one.rule, one.pointer, one.after["op"]) == ("event_new", "/events/0", "weights")


def test_a_rate_is_told_with_its_node() -> None:
    (one,) = changed(lambda doc: doc["machine"]["nodes"][1].update(idle_ns=300))
    assert (one.rule, one.values["who"], one.before, one.after) == ("node_field", 1, 250, 300)


def weighted(weights: dict[str, int], modes: list[str]) -> Document:
    """The default machine under a row of policies."""
    document = default_experiment()
    document["sysfs"]["weights"] = weights
    policy = document["events"][0]
    document["events"][:1] = [{**policy, "mode": mode} for mode in modes]
    return document


documents = st.builds(
    weighted,
    st.dictionaries(st.sampled_from("01"), st.integers(1, 9)),
    st.lists(st.sampled_from(["interleave", "weighted_interleave", "bind"]), max_size=4),
)


@given(documents)
def test_nothing_differs_from_itself(document: Document) -> None:
    assert differences(decode(document), decode(deepcopy(document))) == ()


@given(documents, documents)
def test_the_changes_lead_from_one_document_to_the_other(one: Document, other: Document) -> None:
    before, after = (decode(each).model_dump(mode="json") for each in (one, other))
    changes = differences(decode(one), decode(other))
    assert without_ones(applied(before, changes)) == without_ones(after)
    assert {change.rule for change in changes} <= {*RULES}


def applied(document: Document, changes: tuple[Change, ...]) -> Document:
    """Fields first, then what is gone from behind, then what is new from the front."""
    result = deepcopy(document)
    moved = (c for c in changes if c.rule.endswith(("_gone", "_new")))
    by_place = sorted(moved, key=lambda change: -int(change.pointer.split("/")[2]))
    for change in (c for c in changes if not c.rule.endswith(("_gone", "_new"))):
        *path, name = change.pointer.split("/")[1:]
        holder: Any = result
        for step in path:
            holder = holder[int(step) if isinstance(holder, list) else step]
        holder[name] = change.after
    for change in (c for c in by_place if c.rule == "event_gone"):
        del result["events"][int(change.pointer.split("/")[2])]
    for change in (c for c in reversed(by_place) if c.rule == "event_new"):
        result["events"].insert(int(change.pointer.split("/")[2]), change.after)
    return result


def without_ones(document: Document) -> Document:
    weights = document["sysfs"]["weights"]
    document["sysfs"]["weights"] = {node: w for node, w in weights.items() if w != 1}
    return document


def test_parts_with_names_come_and_go() -> None:
    def rebuilt(doc: Document) -> None:
        doc["machine"]["links"][0]["id"] = "pcie1"
        doc["tasks"].append({"name": "other"})

    told = [(change.rule, change.values["who"]) for change in changed(rebuilt)]
    assert told == [("link_gone", "pcie0"), ("link_new", "pcie1"), ("task_new", "other")]


def test_long_lists_of_events_are_matched_place_by_place() -> None:
    def long(doc: Document, pages: str) -> Document:
        touch = doc["events"][2]
        doc["events"][2:] = [{**touch, "pages": "0"} for _ in range(300)] + [
            {**touch, "pages": pages}
        ]
        return doc

    one, other = long(default_experiment(), "1"), long(default_experiment(), "2")
    (change,) = differences(decode(one), decode(other))
    assert (change.pointer, change.before, change.after) == ("/events/302/pages", "1", "2")


def test_other_sources_of_the_machines_values_are_one_change() -> None:
    sources = {"/nodes/0/read_mib_per_s": "hmat", "/nodes/0/idle_ns": "mlc"}
    (one,) = changed(lambda doc: doc["machine"].update(sources=sources))
    assert (one.pointer, one.rule) == ("/machine/sources", "sources")
    was = decode(default_experiment()).machine.sources
    assert one.values == {"n": len({*was, *sources})}
