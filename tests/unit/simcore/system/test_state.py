from typing import Any

import pytest

from simcore.spec import decode
from simcore.system import System
from tests.build import Document, default_experiment, edited, experiment, machine, two_nodes


def booted(document: Document) -> System:
    return System.boot(decode(document))


def test_a_system_boots_with_all_its_memory_free() -> None:
    assert booted(default_experiment()).free == {0: 65536 * 256, 1: 131072 * 256}


def test_reserved_memory_is_never_free() -> None:
    on = edited(two_nodes(), "/nodes/1/reserve_mib", 1)
    assert booted(experiment(edited(on, "/nodes/1/mib", 3))).free == {0: 256, 1: 512}


def test_tasks_start_on_the_node_of_their_cpu_without_a_policy() -> None:
    tasks = [{"name": "a", "cpu": 1}, {"name": "b", "mems_allowed": "1"}]
    system = booted(experiment(machine(1, 1, 0), tasks=tasks))

    assert (system.tasks["a"].cpu_node, system.tasks["b"].cpu_node) == (1, 0)
    assert str(system.tasks["a"].mems_allowed) == "0-1"
    assert str(system.tasks["b"].mems_allowed) == "1"
    assert system.tasks["a"].policy is None


def test_weights_are_those_of_sysfs_or_one() -> None:
    assert booted(experiment(two_nodes(), sysfs={"weights": {"1": 7}})).weights == {0: 1, 1: 7}


def automatic(where: str = "", value: Any = None) -> dict[int, int]:
    document = default_experiment() | {"sysfs": {"auto": True}}
    return booted(edited(document, where, value) if where else document).weights


def test_automatic_weights_come_from_the_smaller_of_read_and_write() -> None:
    # 190000 and 21000: 28.8 and 3.2 of 32 shares.
    assert automatic() == {0: 28, 1: 3}
    assert automatic("/machine/nodes/0/write_mib_per_s", 63000) == {0: 3, 1: 1}


@pytest.mark.parametrize("source", ["estimated", "assumed"])
def test_guessed_bandwidths_count_as_none(source: str) -> None:
    sources = {"/nodes/1/write_mib_per_s": source}
    assert automatic("/machine/sources", sources) == {0: 32, 1: 1}


@pytest.mark.parametrize("source", ["typed", "mlc", "hmat", "qemu", "libvirt"])
def test_measured_and_typed_bandwidths_count(source: str) -> None:
    assert automatic("/machine/sources", {"/nodes/1/write_mib_per_s": source}) == {0: 28, 1: 3}


def test_a_bandwidth_that_is_not_known_counts_as_none() -> None:
    assert automatic("/machine/nodes/1/read_mib_per_s", None) == {0: 32, 1: 1}


def test_without_any_bandwidth_all_automatic_weights_are_one() -> None:
    assert booted(experiment(machine(1, 0, 1), sysfs={"auto": True})).weights == dict.fromkeys(
        range(3), 1
    )


def test_a_change_is_noted_once_with_its_first_before() -> None:
    system = booted(experiment(two_nodes()))
    system.note("x", 1, 2)
    system.note("x", 2, 3)
    system.note("y", 5, 5)

    assert system.changes == {"x": (1, 3)}


def test_a_change_that_is_taken_back_is_none() -> None:
    system = booted(experiment(two_nodes()))
    system.note("x", 1, 2)
    system.note("x", 2, 1)

    assert system.changes == {}
