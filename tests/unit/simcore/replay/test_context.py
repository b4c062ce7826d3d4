from simcore.replay.context import Context, address_of, of_task, policy_read
from tests.unit.simcore.replay.test_cases import MAP, events


def test_after_a_fork_the_case_goes_on_in_the_child() -> None:
    touched = {"op": "touch", "id": "v", "pages": "0", "access": "w"}
    *_, last = events(MAP, {"op": "fork"}, touched)
    assert (last.task, last.id) == ("child1", "child1:v")


def test_what_a_child_maps_itself_is_no_copy() -> None:
    context = Context()
    context.new_region("v")
    context.children = 1
    context.become("child1")
    assert context.region("v") == "child1:v"
    assert context.new_region("v") == "v.child1"
    context.become("child2")
    assert context.region("v") == "child2:v.child1"


def test_addresses_are_numbers_or_mappings_with_pages_and_bytes() -> None:
    context = Context(bases={"v": 0x1000})
    assert [address_of(context, text) for text in ("0x20", "v", "v+2", "v+2+3")] == [
        0x20,
        0x1000,
        0x3000,
        0x3003,
    ]


def test_events_and_answers_are_written_the_same_everywhere() -> None:
    assert of_task(Context(task="a"), "touch", id="v") == {"op": "touch", "task": "a", "id": "v"}
    read = policy_read({"ret": 0}, 2, 1 << 15, [0, 1])
    assert read == {"ret": 0, "mode": "bind", "flags": ("static_nodes",), "nodes": "0-1"}
