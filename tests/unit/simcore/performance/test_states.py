from simcore import decode, simulate
from simcore.performance.states import states_of
from tests.build import Document, default_experiment, edited, run


def later(after: int | None) -> Document:
    """Half of the region at 9:1, then the other half on node 1 alone."""
    document = default_experiment()
    document["events"][2]["pages"] = "0-524287"
    document["events"] += [
        {"op": "set_mempolicy", "task": "main", "mode": "bind", "flags": [], "nodes": "1"},
        {"op": "touch", "task": "main", "id": "heap", "pages": "524288-1048575"},
    ]
    return edited(document, "/workload/streams/0/after_event", after)


def test_without_a_name_a_stream_meets_the_last_state() -> None:
    ran = run(later(None))

    assert states_of(ran.experiment, ran.system) == (ran.system,)


def test_the_last_event_is_not_run_again() -> None:
    ran = run(later(4))

    assert states_of(ran.experiment, ran.system)[0] is ran.system


def test_a_stream_meets_the_pages_as_they_lay_after_its_event() -> None:
    ran = run(later(2))
    (state,) = states_of(ran.experiment, ran.system)

    assert sum(state.regions["heap"].map.counts().values()) == 524288
    assert sum(ran.counts().values()) == 1048576


def test_the_rates_are_those_of_that_moment() -> None:
    early, late = (simulate(decode(later(after))).streams[0] for after in (2, None))
    plain = default_experiment()
    plain["events"][2]["pages"] = "0-524287"
    alone = simulate(decode(plain)).streams[0]

    assert early == alone
    assert late.gb_per_s < early.gb_per_s / 2


def test_before_the_first_touch_a_stream_moves_nothing() -> None:
    result = simulate(decode(later(1)))

    assert result.streams == []
    assert any("No page of heap is present" in note for note in result.notes)
