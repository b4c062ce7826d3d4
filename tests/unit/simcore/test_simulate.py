import json

import pytest

from simcore import MODEL_VERSION, Result, content_hash, decode, simulate
from tests.build import (
    Document,
    default_experiment,
    edited,
    experiment,
    machine,
    mmap,
    policy,
    touch,
    touched,
    two_nodes,
)


def simulated(document: Document) -> Result:
    return simulate(decode(document))


def test_the_default_experiment_gives_the_published_pages() -> None:
    result = simulated(default_experiment()).plain()

    assert result["regions"]["heap"] == {
        "pages": 1048576,
        "pages_on": {"0": 943718, "1": 104858},
        "segments": [[0, 1048576, "0x9 1", 6]],
        "asked_on": {"0": 943718, "1": 104858},
    }
    pages = [(node["id"], node["pages"], node["free_pages"]) for node in result["nodes"]]
    assert pages == [(0, 943718, 15833498), (1, 104858, 33449574)]


def test_the_default_experiment_answers_every_event_as_published() -> None:
    events = simulated(default_experiment()).plain()["events"]

    changes = {"tasks/main/policy": [None, "weighted_interleave:0-1"]}
    assert events[0] == {"ret": 0, "changes": changes}
    assert [event["ret"] for event in events] == [0, 0, 0]


def test_the_default_experiment_is_bound_by_its_first_node() -> None:
    (stream,) = simulated(default_experiment()).streams

    assert stream.bottleneck == "node 0"
    assert 150 < stream.gb_per_s < stream.min_law_gb_per_s < 250


def test_a_result_is_keyed_by_content_and_model() -> None:
    result = simulated(default_experiment())

    assert result.content == content_hash(decode(default_experiment()))
    assert result.model == MODEL_VERSION


def test_the_same_experiment_gets_the_same_result_to_the_byte() -> None:
    first, second = simulated(default_experiment()), simulated(default_experiment())

    assert json.dumps(first.plain()) == json.dumps(second.plain())


def test_a_result_is_plain_json_and_is_read_back() -> None:
    result = simulated(default_experiment())

    assert Result.model_validate_json(json.dumps(result.plain(), allow_nan=False)) == result


def test_a_refused_call_is_an_answer() -> None:
    result = simulated(experiment(two_nodes(), policy("bind"), mmap(1), touch("0")))

    assert result.plain()["events"][0] == {
        "ret": -1,
        "errno": 22,
        "check": "bind needs at least one node, the nodemask is empty",
        "rule": "mode_and_mask",
    }
    assert result.regions["heap"].pages_on == {"0": 1}


def test_an_experiment_that_the_oom_killer_ends_says_where() -> None:
    result = simulated(experiment(two_nodes(), *touched(300, "bind", "1"), touch("0")))

    assert len(result.events) == 3
    assert (result.events[-1].signal, result.events[-1].at_page) == (9, 256)


def test_pages_of_all_regions_count_on_their_nodes() -> None:
    events = mmap(3, "a"), touch("0-2", "a"), mmap(4, "b", None), touch("1-2", "b")
    result = simulated(experiment(machine(1, 1), *events))

    assert result.nodes[0].pages == 5
    assert result.regions["b"].window(0, 4) == [-2, 0, 0, -2]


def test_nodes_and_links_stand_in_the_order_of_the_canonical_form() -> None:
    result = simulated(default_experiment())

    assert [node.id for node in result.nodes] == [0, 1]
    assert [link.id for link in result.links] == ["pcie0"]


@pytest.mark.parametrize("pages", [2**20, 2**40])
def test_a_result_does_not_grow_with_the_region(pages: int) -> None:
    document = edited(default_experiment(), "/machine/nodes/0/mib", 2**40)
    document = edited(document, "/events/1/pages", pages)
    result = simulated(edited(document, "/events/2/pages", f"0-{pages - 1}"))

    assert len(result.regions["heap"].segments) <= 2
    assert sum(result.regions["heap"].pages_on.values()) == pages
