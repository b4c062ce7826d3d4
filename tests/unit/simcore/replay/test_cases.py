from typing import Any

import pytest

from simcore.replay.cases import Case, decode_case
from simcore.replay.words import TraceError
from tests.build import machine

WORLD = {
    "kernel": "linux-7.2",
    "machine": machine(1, 1, kernel_memory=True),
    "tasks": [{"name": "main"}],
}
MAP = {"op": "mmap", "id": "v", "kind": "anon", "pages": 4, "addr": "0x100000000000"} | {
    "vm_pgoff": 1,
    "ret": 0,
}


def decoded(*ops: dict[str, Any]) -> Case:
    return decode_case(WORLD, {"case": "c", "ops": list(ops), "exit": 0, "signal": 0})


def events(*ops: dict[str, Any]) -> list[Any]:
    return list(decoded(*ops).experiment.events)


def test_operations_in_a_traced_part_carry_what_was_recorded() -> None:
    touched = {"op": "touch", "id": "v", "pages": "0", "access": "w"}
    traced = touched | {"allocs": [["pud", "counter", 0, 0]], "steps": [0]}
    on, off = {"op": "trace_on", "ret": 1}, {"op": "trace_off"}
    found = events(MAP, on, traced, off, touched)
    assert found[2].given.traced
    assert found[2].expect.steps == (0,)
    assert found[4].given is None


def test_what_the_recording_machine_forbade_is_passed_over() -> None:
    case = decoded(MAP, {"op": "move_pages", "skipped": "not allowed here"})
    assert case.skipped == ("move_pages",)
    assert len(case.experiment.events) == 1


@pytest.mark.parametrize(
    "op,why",
    [
        ({"op": "touch", "id": "v"}, "touch lacks 'pages'"),
        ({"op": "warp"}, "the operation 'warp' is not known"),
        ({"no": "op"}, "is no operation"),
        ({"op": "touch", "id": "v", "pages": "9"}, "page 9 lies beyond"),
        ({"op": "put", "path": "/x", "value": "1", "ret": 1}, "no file that an experiment"),
    ],
)
def test_a_bad_operation_is_told_by_case_and_number(op: dict[str, Any], why: str) -> None:
    with pytest.raises(TraceError, match="case c: op 1: ") as refusal:
        decoded(MAP, op)
    assert why in str(refusal.value)


def test_operations_may_name_their_tasks_and_children() -> None:
    own = {"ret": 0, "mode": 0, "flags": 0, "nodes": "-"}
    ops = [
        MAP | {"task": "b"},
        {"op": "fork", "task": "b", "child": "c"},
        {"op": "touch", "task": "c", "id": "c:v", "pages": "0", "access": "w"},
        {"op": "set_mempolicy", "task": "a"} | own,
    ]
    tasks = [{"name": "b", "cpu": 1}, {"name": "a"}]
    case = decode_case(WORLD, {"case": "c", "tasks": tasks, "ops": ops})

    assert [(task.name, task.cpu) for task in case.experiment.tasks] == [("a", 0), ("b", 1)]
    told = [getattr(event, "task", None) for event in case.experiment.events]
    assert told == ["b", "b", "c", "a"]
    assert case.experiment.events[2].id == "c:v"  # type: ignore[union-attr]


@pytest.mark.parametrize("tasks", ["a", ["a"], [{"name": 1}], [{"name": "a", "x": 1}]])
def test_tasks_that_are_none_are_refused(tasks: Any) -> None:
    with pytest.raises(TraceError):
        decode_case(WORLD, {"case": "c", "tasks": tasks, "ops": []})


@pytest.mark.parametrize("why", ["not allowed here", "not in any kernel"])
def test_what_was_not_done_is_passed_over_by_name(why: str) -> None:
    assert decoded({"op": "set_mempolicy2", "skipped": why}).skipped == ("set_mempolicy2",)


@pytest.mark.parametrize("skipped", [[], {}, 1, "for no reason"])
def test_other_reasons_are_none(skipped: Any) -> None:
    with pytest.raises(TraceError):
        decoded({"op": "set_mempolicy2", "skipped": skipped})
