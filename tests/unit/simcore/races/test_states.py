import pytest

from simcore.errors import SpecError
from simcore.races.states import Answer, States
from tests.build import Document, mmap, touch
from tests.races import HEAP, actor, bind, read, spread, states_of, weight


def walked(states: States, *schedule: int) -> tuple[int, ...]:
    node = states.root
    for who in schedule:
        _, node = states.follow(node, who)
    return node


def test_the_race_starts_after_what_all_have_in_common() -> None:
    states = states_of(actor("one", read()), actor("two", read()), before=(HEAP, bind("1")))

    (policy,) = {vma.policy for vma in states.systems[states.root[0]].regions["heap"].vmas}
    assert str(policy) == "bind:1"
    assert states.runs == 0


def test_independent_steps_lead_to_one_state_whoever_goes_first() -> None:
    states = states_of(actor("one", weight(0, 2)), actor("two", bind("1")))

    assert walked(states, 0, 1) == walked(states, 1, 0)


def test_dependent_steps_do_not() -> None:
    states = states_of(actor("one", bind("0")), actor("two", bind("1")))

    assert walked(states, 0, 1) != walked(states, 1, 0)


def test_an_answer_is_part_of_the_state_though_the_system_is_the_same() -> None:
    states = states_of(actor("one", read()), actor("two", bind("1")))
    before, after = walked(states, 0, 1), walked(states, 1, 0)

    assert before[0] == after[0]
    assert before != after


def test_the_engine_runs_a_step_once_for_a_system_whatever_anybody_remembers() -> None:
    states = states_of(actor("one", read(), weight(0, 2)), actor("two", bind("1"), bind("1")))

    for schedule in ((0, 1, 1, 0), (1, 0, 1, 0), (1, 1, 0, 0)):
        walked(states, *schedule)

    runs = states.runs
    walked(states, 1, 0, 1, 0)
    assert states.runs == runs == 5


def test_registers_fill_the_next_event() -> None:
    taken: Document = bind("0", take={"nodes": "r.nodes+2"})
    one = actor("one", read(**{"as": "r"}), taken)
    states = states_of(one, actor("two", read()), before=(HEAP, bind("1")))

    _, event, why = states.event(walked(states, 0)[1])
    assert (event and event.nodes, why) == ("1-2", "")


def test_a_step_that_cannot_be_issued_changes_nothing_and_says_why() -> None:
    failing: Document = {"op": "get_mempolicy", "addr": "0x1000", "as": "r"}
    one = actor("one", failing, bind("0", take={"nodes": "r.nodes"}))
    states = states_of(one, actor("two", read()))
    node = walked(states, 0)

    move, after = states.follow(node, 0)
    assert after[0] == node[0]
    assert states.answers[move.answer] == Answer(skipped="r holds no nodes")
    assert not states.answers[move.answer].succeeded


def test_a_signal_ends_a_move() -> None:
    full = actor("one", touch("0"))
    unmapped: Document = {"op": "munmap", "id": "heap"}
    states = states_of(full, actor("two", unmapped))

    assert states.follow(walked(states, 1), 0)[0].ended
    assert not states.follow(states.root, 0)[0].ended


def test_a_race_that_a_signal_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(SpecError, match="ends in a signal") as refusal:
        states_of(
            actor("one", read()),
            actor("two", read()),
            before=(HEAP, {"op": "munmap", "id": "heap"}, touch("0")),
        )
    assert refusal.value.problems[0].pointer == "/experiment/events/2"


def test_a_placed_page_tells_what_ruled_it() -> None:
    states = states_of(
        actor("one", touch("0-1")), actor("two", weight(0, 3)), before=(HEAP, spread())
    )
    before, _ = states.follow(states.root, 0)
    after, node = states.follow(walked(states, 1), 0)

    assert [(page.region, page.page, page.shares) for page in before.placed] == [
        ("heap", 0, "0:1 1:1 2:1")
    ]
    assert after.placed[0].shares == "0:3 1:1 2:1"
    assert before.placed[0].ruled_by != after.placed[0].ruled_by
    assert states.follow(node, 0)[0].placed[0].page == 1


def test_a_page_that_is_there_already_is_not_placed() -> None:
    states = states_of(actor("one", touch("0,0")), actor("two", read()))

    assert states.follow(walked(states, 0), 0)[0].placed == ()


def test_a_write_to_sysfs_tells_only_how_much_was_written() -> None:
    write: Document = {"op": "sysfs_write", "file": "node0", "value": "3"}
    states = states_of(actor("one", write), actor("two", mmap(4, "mine", addr=None)))

    move, _ = states.follow(states.root, 0)
    assert states.answers[move.answer] == Answer(ret=1)
