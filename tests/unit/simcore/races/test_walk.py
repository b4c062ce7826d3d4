import pytest

from simcore.races import walk
from tests.build import Document, touch
from tests.races import HEAP, actor, bind, decoded, read, spread, weight

RACE = decoded(
    actor("one", read(**{"as": "r"}), bind("0", take={"nodes": "r.nodes+1"})),
    actor("two", bind("2"), touch("0-1"), task="helper"),
    before=(HEAP, bind("0")),
)


def test_each_step_tells_whose_turn_it_was_and_what_changed() -> None:
    moments = walk(RACE, (0, 1, 0, 1, 1))

    assert [(m.number, m.actor, m.step, m.part, m.parts) for m in moments] == [
        (0, "one", 0, 0, 1),
        (1, "two", 0, 0, 1),
        (2, "one", 1, 0, 1),
        (3, "two", 1, 0, 2),
        (4, "two", 1, 1, 2),
    ]
    assert moments[0].changes == {}
    assert moments[0].result.answer["nodes"] == "0"
    assert moments[1].changes["regions/heap/policies"][1] == [(0, 64, "bind:2")]
    assert moments[2].changes["regions/heap/policies"][1] == [(0, 64, "bind:0-1")]
    assert [m.event.op for m in moments if m.event] == [
        "get_mempolicy",
        "mbind",
        "mbind",
        "touch",
        "touch",
    ]


def test_registers_are_told_and_taken_from() -> None:
    moments = walk(RACE, (1, 0, 0))

    assert moments[1].registers["r"]["nodes"] == "2"
    assert moments[2].event is not None
    assert moments[2].event.nodes == "1-2"


def test_a_step_that_was_not_issued_says_why() -> None:
    failing: Document = {"op": "get_mempolicy", "addr": "0x1000", "as": "r"}
    race = decoded(
        actor("one", failing, bind("0", take={"nodes": "r.nodes"})), actor("two", read())
    )
    _, skipped = walk(race, (0, 0))

    assert skipped.event is None
    assert skipped.skipped == "r holds no nodes"
    assert skipped.plain()["skipped"] == "r holds no nodes"


def test_a_walk_may_end_early_and_does_at_a_signal() -> None:
    gone: Document = {"op": "munmap", "id": "heap"}
    race = decoded(actor("one", touch("0"), weight(0, 2)), actor("two", gone))

    assert walk(race, ()) == ()
    assert len(walk(race, (0,))) == 1
    killed = walk(race, (1, 0, 0))
    assert [m.result.signal for m in killed] == [None, 11]


def test_a_turn_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="turn 0: there is no actor 5"):
        walk(RACE, (5,))
    with pytest.raises(ValueError, match="turn 2: one has no step left"):
        walk(RACE, (0, 0, 0))


def test_a_walk_leaves_the_race_alone() -> None:
    assert walk(RACE, (0, 0, 1)) == walk(RACE, (0, 0, 1))


def test_a_moment_is_plain_data() -> None:
    race = decoded(actor("one", touch("0-1")), actor("two", weight(0, 2)), before=(HEAP, spread()))
    first, second, _ = walk(race, (1, 0, 0))
    plain = second.plain()

    assert first.plain()["result"]["changes"] == {"sysfs/weights/0": [1, 2]}
    assert (plain["actor"], plain["step"], plain["part"], plain["parts"]) == ("one", 0, 0, 2)
    assert plain["event"]["pages"] == "0"
    assert plain["state"]["regions"]["heap"]["pages"] == [[0, 1, "0"]]
