"""Programs are built with strict flags, run on the machine at hand, and their traces replayed."""

import json
from errno import EPERM
from pathlib import Path
from typing import Any

import pytest

from tests.build import default_experiment, experiment, mbind, mmap, policy, touch, two_nodes
from tests.unit.simcore.reproduce.odd import CHILD, ODD, built, program_of, ran


def ops(trace: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(trace)["cases"][0]["ops"]
    return listed


@pytest.mark.parametrize("name", ODD)
def test_an_odd_experiment_is_built_run_and_replayed(name: str, tmp_path: Path) -> None:
    trace, tally = ran(built(program_of(ODD[name]), tmp_path))

    assert tally.differences == []
    assert tally.wrong == 0
    assert json.loads(trace)["schema"] == 1


def test_calls_that_no_kernel_has_are_named_and_not_issued(tmp_path: Path) -> None:
    text = program_of(ODD["posted calls"])
    trace, tally = ran(built(text, tmp_path))

    assert "syscall(__NR_set_mempolicy," not in text
    named = [op["op"] for op in ops(trace) if op.get("skipped") == "not in any kernel"]
    assert named == [
        "set_mempolicy2",
        "mbind2",
        "get_mempolicy2",
        "process_set_mempolicy",
        "process_mbind",
    ]
    assert tally.skipped["mbind2"] == 1


def test_more_pages_than_a_laptop_should_touch_are_left_out_and_told(tmp_path: Path) -> None:
    text = program_of(ODD["too much"])
    trace, _ = ran(built(text, tmp_path))

    (touched,) = (op for op in ops(trace) if op["op"] == "touch")
    assert touched["why"] == "1048576 pages would exceed MAX_TOUCHED, which is 65536"
    assert "#define MAX_TOUCHED 65536UL" in text
    assert "MAX_TOUCHED is 65536: a touch that goes beyond it is left out WHOLE." in text
    assert "-DMAX_TOUCHED=1048576UL" in text
    assert "It touches 1048576 pages" in text


def test_tasks_take_turns_in_the_order_of_the_events(tmp_path: Path) -> None:
    trace, _ = ran(built(program_of(ODD["two tasks, two forks"]), tmp_path))

    order = [op["task"] for op in ops(trace) if op["op"] != "where"]
    asked = ["a", "a", "a", "a", CHILD, "b", CHILD, "a", CHILD, "g", "g", "b", "g"]
    assert order == asked
    assert {op.get("id") for op in ops(trace)} >= {"heap", f"{CHILD}:heap", "g:heap"}


def test_the_operation_that_a_signal_ends_is_the_last_one(tmp_path: Path) -> None:
    trace, _ = ran(built(program_of(ODD["a signal"]), tmp_path))

    assert json.loads(trace)["cases"][0]["signal"] == 11
    assert ops(trace)[-1]["task"] == "c"
    assert ops(trace)[-1]["op"] == "touch"


def test_weights_are_left_alone_unless_it_is_asked_for(tmp_path: Path) -> None:
    weighed = experiment(two_nodes(), {"op": "weights", "set": {"0": 5}})
    trace, _ = ran(built(program_of(weighed), tmp_path))

    (op,) = ops(trace)
    assert op["skipped"] == "not allowed here"
    assert op["why"] == "started without --write-sysfs"


MOVE_ALL = mbind("bind", "0", mf=["move_all", "strict"])
ELSEWHERE = {"op": "migrate_pages", "from": "0", "to": "1"}


def test_what_a_task_without_the_capability_may_not_do_is_refused_to_root_too(
    tmp_path: Path,
) -> None:
    plain = experiment(two_nodes(), mmap(4), MOVE_ALL, ELSEWHERE)
    trace, tally = ran(built(program_of(plain), tmp_path))

    _, bound, moved = (op for op in ops(trace) if op["op"] != "where")
    assert (tally.wrong, tally.skipped.total()) == (0, 0)
    assert (bound["ret"], bound["errno"]) == (-1, EPERM)
    assert (moved["ret"], moved["errno"]) == (-1, EPERM)
    assert "sys_nice" not in json.loads(trace)["caps"]


def test_each_task_keeps_or_gives_up_the_capability_as_it_has_it(tmp_path: Path) -> None:
    tasks = [{"name": "may", "caps": ["sys_nice"]}, {"name": "not"}]
    calls = [MOVE_ALL | {"task": name} for name in ("may", "not")]
    forked = [{"op": "fork", "task": "may", "child": "kid"}, MOVE_ALL | {"task": "kid"}]
    forked[1] |= {"id": "kid:heap"}
    trace, tally = ran(
        built(program_of(experiment(two_nodes(), mmap(4), *calls, *forked, tasks=tasks)), tmp_path)
    )

    given = {task["name"]: task["caps"] for task in json.loads(trace)["cases"][0]["tasks"]}
    root = "sys_nice" in json.loads(trace)["caps"]
    answers = {op["task"]: op.get("errno") for op in ops(trace) if op["op"] == "mbind"}
    expected = {"may": None, "not": EPERM, "kid": None} if root else dict.fromkeys(answers, EPERM)
    assert tally.wrong == 0
    assert answers == expected
    assert ("sys_nice" in given["may"], "sys_nice" in given["not"]) == (root, False)


def test_a_program_has_only_what_it_calls() -> None:
    plain = program_of(experiment(two_nodes(), policy("bind", "0"), mmap(4), touch("0-3")))

    assert "static void run(void)" in plain
    for unused in ("fork_task", "pthread_create", "put_weight", "home_range", "do_step"):
        assert unused not in plain


def test_each_statement_stands_below_its_event_and_the_simulated_answer() -> None:
    text = program_of(experiment(two_nodes(), policy("bind", ""), policy("bind", "1")))
    lines = [line.strip() for line in text.splitlines()]
    place = lines.index('set_policy(MPOL_BIND, NODES("e", 65UL, 0x0UL));')

    assert lines[place - 1].startswith("/* 0: set_mempolicy: EINVAL, ")
    assert 'set_policy(MPOL_BIND, NODES("1", 65UL, 0x2UL));' in lines


def test_the_same_experiment_gives_the_same_program() -> None:
    assert program_of(default_experiment()) == program_of(default_experiment())
