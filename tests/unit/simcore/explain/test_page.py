from typing import Any

import pytest

from simcore.errors import SpecError
from simcore.explain import explain
from simcore.spec import decode
from tests.build import experiment, machine, mmap, policy, touch, two_nodes

WEIGHTED = (policy("weighted_interleave", "0-1"), mmap(600), touch("0-599"))
SYSFS = {"weights": {"0": 5, "1": 3}}


def chain(page: int, *events: Any, on: Any = None) -> tuple[Any, list[str]]:
    document = experiment(on or two_nodes(8), *events, sysfs=SYSFS)
    found = explain(decode(document), "heap", page)
    return found.node, [step.rule for step in found.steps]


def test_an_interleaved_page_tells_policy_mask_index_and_node() -> None:
    found = explain(decode(experiment(two_nodes(8), *WEIGHTED, sysfs=SYSFS)), "heap", 13)
    values = {step.rule: step.values for step in found.steps}
    assert found.node == 1
    assert list(values) == ["memory", "policy", "nodemask", "index", "node"]
    assert values["index"]["remainder"] == 5
    assert values["node"]["asked"] == 1
    assert found.steps[-1].kernel_function == "weighted_interleave_nid"
    assert found.plain()["steps"][1]["rule"] == "policy"


def test_a_full_node_is_told_with_where_the_zonelist_led() -> None:
    node, rules = chain(599, *WEIGHTED, on=machine(1, 1, 4))
    assert (node, rules) == (2, ["memory", "policy", "nodemask", "index", "node", "full node"])


def test_moves_are_told_in_their_order() -> None:
    bind = {"op": "mbind", "id": "heap", "mode": "bind", "nodes": "0", "mf": ["move"]}
    back = {"op": "migrate_pages", "from": "0", "to": "1"}
    node, rules = chain(5, *WEIGHTED, bind, back)
    assert (node, rules[-2:]) == (1, ["move", "move"])
    assert chain(0, *WEIGHTED, bind)[1][-2:] == ["node", "later policy"]


@pytest.mark.parametrize(
    "events,rule",
    [
        ([mmap(4)], "first touch"),
        ([mmap(4), touch("0-3", access="read")], "zero page"),
        ([mmap(4), touch("1-3:2")], "first touch"),
    ],
)
def test_a_page_without_memory_says_why(events: list[Any], rule: str) -> None:
    assert chain(0, *events) == (None, [rule])


def test_shared_memory_tells_its_index_and_page_cache_its_counter() -> None:
    shared = {"op": "mbind", "id": "heap", "mode": "interleave", "nodes": "0-1"}
    assert chain(0, mmap(4, kind="memfd"), shared, touch("0-3"))[1][3] == "index"
    assert chain(1, WEIGHTED[0], mmap(4, kind="file"), touch("0-3"))[1][-1] == "counter"


@pytest.mark.parametrize(
    "before,start,by,node",
    [
        ([], 0, "cpu", 0),
        ([policy("local")], 0, "cpu", 0),
        ([policy("preferred", "2")], 2, "preferred", 2),
        ([policy("bind", "1-2")], 0, "cpu", 1),
    ],
)
def test_the_node_that_is_tried_first_tells_where_the_search_starts(
    before: list[Any], start: int, by: str, node: int
) -> None:
    document = experiment(machine(4, 4, 4), *before, mmap(4), touch("0-3"))
    found = explain(decode(document), "heap", 0)
    told = next(step for step in found.steps if step.rule == "start")
    assert (told.values, found.node) == ({"start": start, "by": by}, node)


def test_a_home_node_is_where_the_search_starts() -> None:
    bind = {"op": "mbind", "id": "heap", "mode": "bind", "nodes": "1-2"}
    home = {"op": "set_mempolicy_home_node", "id": "heap", "node": 2}
    document = experiment(machine(4, 4, 4), mmap(4), bind, home, touch("0-3"))
    found = explain(decode(document), "heap", 0)
    told = next(step for step in found.steps if step.rule == "start")
    assert (told.values, found.node) == ({"start": 2, "by": "home"}, 2)


def test_the_counter_tells_that_il_prev_leads_it() -> None:
    document = experiment(two_nodes(8), WEIGHTED[0], mmap(4, kind="file"), touch("0-3"))
    text = explain(decode(document), "heap", 1).steps[-1].text
    assert "il_prev" in text
    assert "il_weight" in text


def test_huge_pages_are_counted_in_units() -> None:
    events = (WEIGHTED[0], mmap(1024, addr="0x200000000000"), touch("0-1023"))
    document = experiment(machine(8, 8, thp="always"), *events, sysfs=SYSFS)
    found = explain(decode(document), "heap", 700)
    assert next(s.values["asked"] for s in found.steps if s.rule == "node") == found.node


def test_two_parts_of_a_huge_pages_index_are_shifted_apart() -> None:
    events = (WEIGHTED[0], mmap(3000, addr="0x10000001f000"), touch("0-2999"))
    document = experiment(machine(64, 64, thp="always"), *events, sysfs=SYSFS)
    found = explain(decode(document), "heap", 1000)
    index = next(step for step in found.steps if step.rule == "index")

    assert index.values["index"] == 8388609  # the huge page itself is the 8388610th
    assert "is 8388608 + 1 = 8388609: where the mapping begins" in index.text
    assert "each in units of 512 pages and rounded down by itself" in index.text


@pytest.mark.parametrize("region,page,pointer", [("x", 0, "/region"), ("heap", 600, "/page")])
def test_what_is_not_there_cannot_be_explained(region: str, page: int, pointer: str) -> None:
    with pytest.raises(SpecError) as refusal:
        explain(decode(experiment(two_nodes(8), *WEIGHTED)), region, page)
    assert refusal.value.problems[0].pointer == pointer
