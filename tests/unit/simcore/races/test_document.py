from typing import Any

import pytest

from simcore.errors import SpecError
from simcore.races.document import MAX_FAULTS, MAX_STEPS, decode_race
from tests.build import Document, edited, mmap, touch, without
from tests.races import HEAP, actor, bind, decoded, race, read, weight

TAKE = "/actors/0/steps/1/take"
GOOD = race(
    actor("one", read(**{"as": "r"}), bind("0", take={"nodes": "r.nodes+1"})),
    actor("two", weight(0, 2), task="helper"),
    before=(HEAP, bind("0")),
)


def taking(take: Document) -> Document:
    """The race whose second step takes something else."""
    return edited(GOOD, TAKE, take)


def told(document: Any) -> list[tuple[str, str]]:
    with pytest.raises(SpecError) as refusal:
        decode_race(document)
    return [(problem.pointer, problem.detail) for problem in refusal.value.problems]


def test_a_race_has_its_experiment_and_its_actors() -> None:
    found = decode_race(GOOD | {"schema": 1, "title": "A title", "about": "What it shows"})

    assert (found.title, found.about) == ("A title", "What it shows")
    assert [event.op for event in found.experiment.events] == ["mmap", "mbind"]
    assert [(each.name, each.task) for each in found.actors] == [("one", "main"), ("two", "helper")]
    assert [step.event.op for step in found.actors[0].steps] == ["get_mempolicy", "mbind"]


def test_a_step_keeps_and_takes() -> None:
    first, second = decode_race(GOOD).actors[0].steps

    assert first.keep == "r"
    assert second.take == {"nodes": "r.nodes+1"}
    assert second.takes["nodes"].register == "r"


def test_a_step_is_the_actors_unless_it_says_otherwise() -> None:
    steps = decoded(
        actor("one", read(), read(task="main"), weight(0, 1), task="helper"), actor("two", read())
    )

    tasks = [getattr(step.event, "task", None) for step in steps.actors[0].steps]
    assert tasks == ["helper", "main", None]


def test_an_actor_without_a_task_is_the_first_task() -> None:
    document = without(GOOD, "/actors/0/task")

    assert decode_race(document).actors[0].task == "main"


def test_mappings_of_actors_get_addresses_apart() -> None:
    found = decoded(
        actor("one", mmap(4, "mine", addr=None), touch("0", "mine")),
        actor("two", mmap(4, "other", addr=None)),
    )

    addresses = {
        step.event.addr for a in found.actors for step in a.steps if step.event.op == "mmap"
    }
    assert len(addresses) == 2


@pytest.mark.parametrize(
    "document, pointer, detail",
    [
        ([], "", "must be a JSON object: a race"),
        ({}, "/experiment", "is required"),
        (edited(GOOD, "/schema", 2), "/schema", "must be 1"),
        (edited(GOOD, "/more", 1), "/more", "is not a field of this object"),
        (edited(GOOD, "/actors", []), "/actors", "must hold at least 2 entries, not 0"),
        (without(GOOD, "/actors/1"), "/actors", "must hold at least 2 entries, not 1"),
        (edited(GOOD, "/actors/0/steps", []), "/actors/0/steps", "must hold at least 1 entries"),
        (edited(GOOD, "/actors/1/name", "one"), "/actors/1/name", "is used twice"),
        (edited(GOOD, "/actors/1/task", "nobody"), "/actors/1/task", "there is no task nobody"),
        (edited(GOOD, "/actors/0/intent", {"fields": ["x"]}), "/actors/0/intent/fields/0", "must"),
        (edited(GOOD, "/actors/0/color", "red"), "/actors/0/color", "is not a field"),
        (edited(GOOD, "/actors/1/steps/0/op", "fly"), "/actors/1/steps/0", "'fly' is unknown"),
        (edited(GOOD, "/actors/1/steps/0/given", {}), "/actors/1/steps/0/given", "recorded runs"),
        (edited(GOOD, "/actors/1/steps/0", 3), "/actors/1/steps/0", "must be an object"),
        (edited(GOOD, "/actors/0/steps/1/mode", "b"), "/actors/0/steps/1/mode", "must be"),
        (edited(GOOD, "/actors/0/steps/1/id", "x"), "/actors/0/steps/1/id", "no region x"),
        (edited(GOOD, "/experiment/tasks", []), "/experiment/tasks", "must hold at least 1"),
        (edited(GOOD, "/experiment/events/1/id", "x"), "/experiment/events/1/id", "no region x"),
        (edited(GOOD, "/actors/0/steps/0/as", ""), "/actors/0/steps/0/as", "not be empty"),
        (taking({"nodes": "r"}), TAKE + "/nodes", "NAME.FIELD"),
        (taking({"nodes": "s.nodes"}), TAKE + "/nodes", "kept as s"),
        (taking({"nodes": "r.home_node"}), TAKE + "/nodes", "answers no home_node"),
        (taking({"wings": "r.nodes"}), TAKE + "/wings", "no such field"),
        (taking({"id": "r.nodes"}), TAKE + "/id", "by hand"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_where_it_stands(document: Any, pointer: str, detail: str) -> None:
    problems = told(document)

    assert any(where == pointer and detail in said for where, said in problems), problems


def test_a_register_is_the_actors_own() -> None:
    taker = bind("0", take={"nodes": "r.nodes"})
    document = race(actor("one", read(**{"as": "r"})), actor("two", taker))

    assert told(document)[0][0] == "/actors/1/steps/0/take/nodes"


def test_nobody_relies_on_what_another_actor_maps() -> None:
    document = race(
        actor("one", mmap(4, "mine", addr=None)),
        actor("two", touch("0", "mine")),
    )

    assert told(document) == [
        ("/actors/1/steps/0/id", "no region mine is mapped before this event")
    ]


def test_two_actors_cannot_map_the_same_name() -> None:
    maps: Document = mmap(4, "mine", addr=None)

    assert told(race(actor("one", maps), actor("two", maps)))[0][0] == "/actors/1/steps/0/id"


def test_problems_of_all_actors_are_told_at_once() -> None:
    problems = told(race(actor("one", touch("99")), actor("two", touch("98"))))

    assert [where for where, _ in problems] == [
        "/actors/0/steps/0/pages",
        "/actors/1/steps/0/pages",
    ]


def test_a_step_touches_no_more_pages_than_can_be_walked() -> None:
    heap = mmap(1000, addr=None)
    fine = race(actor("one", touch(f"0-{MAX_FAULTS - 1}")), actor("two", read()), before=(heap,))
    many = race(actor("one", touch(f"0-{MAX_FAULTS}")), actor("two", read()), before=(heap,))

    assert len(decode_race(fine).actors[0].steps) == 1
    assert told(many) == [
        ("/actors/0/steps/0/pages", "asks for 65 pages, a step of a race for at most 64")
    ]


def test_an_actor_has_so_many_steps_at_most() -> None:
    document = race(actor("one", *[read()] * (MAX_STEPS + 1)), actor("two", read()))

    assert told(document) == [("/actors/0/steps", "must hold at most 32 entries, not 33")]
