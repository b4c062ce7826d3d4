import pytest

from simcore.spec import decode
from simcore.spec.events import OPS, EventBase, TaskEvent
from tests.build import canonical, experiment, mmap, policy, told, touch, two_nodes


@pytest.mark.parametrize("op", OPS)
def test_every_event_may_say_what_only_a_recording_knew(op: str) -> None:
    assert issubclass(OPS[op].model, EventBase)
    assert "given" in OPS[op].model.model_fields


def test_what_happens_to_the_machine_has_no_task() -> None:
    alone = {op for op, row in OPS.items() if not issubclass(row.model, TaskEvent)}

    assert alone == {
        *("weights", "sysfs_write", "readweights", "thp", "node_attribute"),
        *("compact", "meminfo", "trace_on", "trace_off"),
    }


def test_an_event_without_a_task_belongs_to_the_first_one() -> None:
    tasks = [{"name": "b"}, {"name": "a"}]
    plain = canonical(experiment(two_nodes(), policy("local"), tasks=tasks))

    assert plain["events"][0]["task"] == "b"


def test_what_says_nothing_is_not_written() -> None:
    plain = canonical(experiment(two_nodes(), policy("local", given=None, expect=None)))

    assert plain["events"][0].keys() == {"op", "task", "mode", "flags", "nodes"}


def test_a_field_that_no_event_has_is_refused() -> None:
    assert told(experiment(two_nodes(), mmap(1, colour="red"))) == [
        ("/events/0/colour", "is not a field of this object")
    ]


def test_what_was_given_is_kept_in_the_text() -> None:
    event = {"op": "compact", "given": {"slab_steps": 3}}

    assert canonical(experiment(two_nodes(), event))["events"][0]["given"]["slab_steps"] == 3
    assert decode(experiment(two_nodes(), event)).events[0].given is not None


def test_what_was_expected_is_part_of_the_text() -> None:
    asked = touch("0") | {"expect": {"ret": 0}, "given": {"ino": 7}}
    plain = canonical(experiment(two_nodes(), mmap(4), asked))
    assert plain["events"][1]["expect"]["ret"] == 0
    assert plain["events"][1]["given"]["ino"] == 7
