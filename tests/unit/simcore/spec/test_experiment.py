import typing

import pytest

from simcore.kernel.profiles import PROFILES
from simcore.nodemask import NodeMask
from simcore.spec import Experiment, decode
from simcore.spec.experiment import KERNELS, KernelName
from tests.build import default_experiment, experiment, machine, two_nodes


def test_the_smallest_experiment_has_a_machine_and_a_task() -> None:
    smallest = decode(experiment(two_nodes()))

    assert (smallest.format, smallest.kernel, smallest.seed) == (1, "linux-7.2", 0)
    assert smallest.events == ()
    assert smallest.workload.streams == ()


def test_every_kernel_name_has_its_profile() -> None:
    assert typing.get_args(KernelName) == KERNELS
    assert set(KERNELS) == set(PROFILES)


def test_a_task_is_found_by_its_name() -> None:
    decoded = decode(default_experiment())

    assert decoded.task("main") is decoded.tasks[0]
    with pytest.raises(KeyError):
        decoded.task("other")


@pytest.mark.parametrize("mems, allowed", [(None, "0,2"), ("0", "0"), ("0-2", "0,2")])
def test_nodes_without_memory_are_never_allowed(mems: str | None, allowed: str) -> None:
    tasks = [{"name": "main", "mems_allowed": mems}]
    decoded = decode(experiment(machine(1, 0, 1), tasks=tasks))

    assert decoded.mems_allowed(decoded.tasks[0]) == NodeMask.parse(allowed)


def test_the_schema_refuses_unknown_fields_everywhere() -> None:
    schema = Experiment.model_json_schema()

    objects = [part for part in schema["$defs"].values() if part.get("type") == "object"]
    assert schema["additionalProperties"] is False
    assert all(part["additionalProperties"] is False for part in objects)
