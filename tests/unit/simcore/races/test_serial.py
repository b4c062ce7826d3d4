from simcore.races.serial import serial_runs, whole_views
from tests.build import touch
from tests.races import HEAP, actor, bind, read, spread, states_of, weight


def test_every_order_of_every_choice_of_actors_is_run() -> None:
    actors = [actor(name, weight(0, place + 2)) for place, name in enumerate(("a", "b", "c"))]
    states = states_of(*actors)
    runs = {run.order: states.systems[run.end[0]].weights[0] for run in serial_runs(states)}

    assert len(runs) == 1 + 3 + 6 + 6
    assert runs[()] == 1
    assert runs[0, 1] == 3
    assert runs[2, 0, 1] == 3
    assert runs[1, 0, 2] == 4


def test_an_actor_in_a_serial_run_is_not_interrupted() -> None:
    states = states_of(actor("one", bind("0"), read()), actor("two", bind("1"), read()))

    for run in serial_runs(states):
        for who in run.order:
            last = states.histories[run.end[who + 1]][1].answers[-1]
            assert states.answers[last].answer["nodes"] == str(who)


def test_others_are_whole_or_absent_in_what_an_actor_sees() -> None:
    reader = actor("reader", {"op": "readweights"}, {"op": "readweights"})
    writer = actor("writer", weight(0, 2), weight(1, 3))
    states = states_of(reader, writer)
    views = whole_views(states, 0)

    seen = [
        {tuple(states.answers[number].answer["weights"].values()) for number in views.answers[step]}
        for step in (0, 1)
    ]
    assert seen == [{(1, 1, 1), (2, 3, 1)}] * 2


def test_what_ruled_over_a_page_is_seen_by_step() -> None:
    states = states_of(
        actor("task", touch("0-1")),
        actor("writer", weight(0, 2), weight(1, 3)),
        before=(HEAP, spread()),
    )
    views = whole_views(states, 0)

    assert [len(views.rules[step]) for step in (0, 1)] == [2, 2]


def test_a_signal_ends_a_serial_run() -> None:
    states = states_of(
        actor("one", {"op": "munmap", "id": "heap"}), actor("two", touch("0"), read())
    )
    last = {run.order: run.end for run in serial_runs(states)}

    assert len(states.histories[last[0, 1][2]][1].answers) == 1
    assert len(states.histories[last[1, 0][2]][1].answers) == 2
