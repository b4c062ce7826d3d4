"""What pages asked for: the sum of single pages' decisions, whatever happened in between."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings

from simcore.explain import explain_page
from simcore.spec import decode
from simcore.system import System, run_events
from simcore.system.asked import asked_for
from tests.build import Document, default_experiment
from tests.property.strategies import experiments

FIRST, TOUCH = 5000, "/events/2/pages"


def after(document: Document) -> System:
    experiment = decode(document)
    system = System.boot(experiment)
    for _ in run_events(system, experiment.events):
        pass
    return system


def page_by_page(system: System, name: str) -> dict[int, int]:
    """The slow twin: every page is asked, by the code that explains one."""
    region, total = system.regions[name], Counter[int]()
    for page in range(region.pages):
        told = explain_page(system, region, page)
        if told.node is not None:
            asked = [s.values["asked"] for s in told.steps if s.rule == "node"]
            by_mbind = any(s.kernel_function == "do_mbind" for s in told.steps)
            total[asked[-1] if asked and not by_mbind else told.node] += 1
    return dict(sorted(total.items()))


def small(**changes: Any) -> Document:
    document = default_experiment()
    document["events"][1]["pages"] = 6000
    document["events"][2]["pages"] = "0-5999"
    for node, mib in changes.get("mib", {}).items():
        document["machine"]["nodes"][node]["mib"] = mib
    document["events"][2:2] = changes.get("before", [])
    document["events"] += changes.get("after", [])
    return document


def test_a_full_node_was_still_asked_for() -> None:
    system = after(small(mib={1: 1}))
    assert system.regions["heap"].map.counts()[1] == 256
    assert asked_for(system, system.regions["heap"]) == {0: 5400, 1: 600}
    assert page_by_page(system, "heap") == {0: 5400, 1: 600}


def test_weights_count_as_they_were_at_each_touch() -> None:
    document = small(
        after=[
            {"op": "weights", "set": {"0": 1}},
            {"op": "mmap", "id": "more", "pages": 1000},
            {"op": "touch", "id": "more", "pages": "0-999"},
        ]
    )
    system = after(document)
    assert asked_for(system, system.regions["heap"]) == {0: 5400, 1: 600}
    assert asked_for(system, system.regions["more"]) == {0: 500, 1: 500}


def test_a_range_of_its_own_asks_for_its_own_nodes() -> None:
    own = {"op": "mbind", "id": "heap", "first": 1000, "pages": 2000, "mode": "bind", "nodes": "1"}
    system = after(small(before=[own]))
    assert asked_for(system, system.regions["heap"]) == page_by_page(system, "heap")
    assert asked_for(system, system.regions["heap"]) == {0: 3600, 1: 2400}


def test_pages_that_were_moved_still_asked_for_what_they_asked_for() -> None:
    there = {"op": "migrate_pages", "from": "0", "to": "1"}
    back = {"op": "migrate_pages", "from": "1", "to": "0"}
    for moves in ([there], [there, back], [there, back, there]):
        system = after(small(after=moves))
        assert asked_for(system, system.regions["heap"]) == {0: 5400, 1: 600}
        assert page_by_page(system, "heap") == {0: 5400, 1: 600}


def test_pages_of_an_object_that_were_moved_are_asked_by_their_place_in_the_mapping() -> None:
    maps = [
        {"op": "mmap", "id": f"from{first}", "pages": 5, "kind": "memfd", "object": f"of{first}"}
        | {"offset": first, "given": {"ino": 100}}
        for first in (20, 25)
    ]
    touches = [{"op": "touch", "id": each["id"], "pages": "0-4"} for each in maps]
    away = {"op": "migrate_pages", "from": "0", "to": "1"}
    system = after(small(after=[*maps, *touches, away]))
    halves = [asked_for(system, system.regions[str(each["id"])]) for each in maps]
    assert halves == [{0: 5}, {0: 4, 1: 1}]
    for name, region in system.regions.items():
        assert asked_for(system, region) == page_by_page(system, name)


@given(experiments())
@settings(max_examples=40)
def test_it_is_the_sum_of_the_pages(document: Document) -> None:
    system = after(document)
    for name, region in system.regions.items():
        if any(segment.sparse for segment in region.map):
            continue
        assert asked_for(system, region) == page_by_page(system, name)
