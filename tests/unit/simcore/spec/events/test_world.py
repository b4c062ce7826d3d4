from typing import Any

import pytest

from simcore.spec.limits import MAX_CPUS
from tests.build import canonical, experiment, told, two_nodes


def written(event: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = canonical(experiment(two_nodes(), event))["events"][0]
    return {name: value for name, value in plain.items() if name not in {"op", "task"}}


def refused(event: dict[str, Any]) -> list[str]:
    return [where.removeprefix("/events/0") for where, _ in told(experiment(two_nodes(), event))]


def test_any_cpu_number_is_a_question_for_the_kernel() -> None:
    assert written({"op": "sched_setaffinity", "cpu": MAX_CPUS - 1}) == {"cpu": MAX_CPUS - 1}
    assert refused({"op": "sched_setaffinity", "cpu": MAX_CPUS}) == ["/cpu"]


def test_any_text_may_be_written_to_a_file_of_sysfs() -> None:
    event = {"op": "sysfs_write", "file": "node0", "value": " 0x1F\n"}

    assert written(event) == {"file": "node0", "value": " 0x1F\n"}
    assert written(event | {"value": "9" * 4096})["value"] == "9" * 4096
    assert refused(event | {"value": "9" * 4097}) == ["/value"]


@pytest.mark.parametrize("file", ["", "../auto", "node 0", "Node0", "n" * 65])
def test_what_could_be_no_file_of_the_folder_is_refused(file: str) -> None:
    assert refused({"op": "sysfs_write", "file": file, "value": "1"}) == ["/file"]


def test_a_cpuset_is_written_with_sorted_mems_which_may_be_empty() -> None:
    assert written({"op": "cpuset", "mems": "1,0"}) == {"mems": "0-1"}
    assert written({"op": "cpuset", "group": "g", "mems": ""}) == {"group": "g", "mems": ""}
    assert written({"op": "cpuset", "group": "g"}) == {"group": "g"}


def test_a_cpuset_event_says_something() -> None:
    assert told(experiment(two_nodes(), {"op": "cpuset"})) == [
        ("/events/0/mems", "is required, or a group to join")
    ]
    assert refused({"op": "cpuset", "mems": "64"}) == ["/mems"]


@pytest.mark.parametrize(
    "name, value",
    [
        ("enabled", "always"),
        ("shmem_enabled", "advise"),
        ("defrag", "defer+madvise"),
    ],
)
def test_each_setting_of_huge_pages_knows_its_words(name: str, value: str) -> None:
    assert written({"op": "thp", name: value}) == {name: value}
    assert refused({"op": "thp", name: "sometimes"}) == [f"/{name}"]


def test_weights_are_by_node_number() -> None:
    assert written({"op": "weights", "set": {"99": 300}}) == {"set": {"99": 300}}
    assert refused({"op": "weights", "set": {"100": 1, "01": 1}}) == ["/set/100", "/set/01"]


@pytest.mark.parametrize("op", ["compact", "meminfo", "readweights", "trace_on", "trace_off"])
def test_notes_of_a_recording_need_nothing_more(op: str) -> None:
    assert written({"op": op}) == {}
