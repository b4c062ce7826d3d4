import pytest

from simcore.errors import SpecError
from simcore.interfaces.acting import act, read_back, state_after
from simcore.interfaces.linux import linux
from simcore.interfaces.plan import Step
from simcore.interfaces.posted import pidfd_set_mempolicy
from tests.build import Document, experiment, machine, mmap, touch
from tests.unit.simcore.interfaces.asked import NINE_TO_ONE, ask, intent


def two_regions() -> Document:
    return experiment(
        machine(1, 1), mmap(8), touch("0-7"), mmap(8, "pool", "0x20000000000"), touch("0-7", "pool")
    )


def test_a_step_for_a_range_comes_before_the_range_is_touched() -> None:
    scope = [{"id": "heap"}, {"id": "pool"}]
    wanted = intent("interleave", scope=scope, experiment=two_regions())

    acted = act(wanted, "linux-7.2", linux(ask(wanted)).steps)

    ops = [event.op for event in acted.experiment.events]
    assert ops == ["mmap", "mbind", "touch", "mmap", "mbind", "touch"]
    assert all(r.pages_on == {"0": 4, "1": 4} for r in acted.result.regions.values())
    assert acted.refused == ()


def test_a_step_from_outside_is_made_by_a_task_that_may() -> None:
    wanted = intent("interleave", who="other task", experiment=two_regions())

    acted = act(wanted, "mempolicy2-v6", pidfd_set_mempolicy(ask(wanted)).steps)

    assert acted.refused == ()
    assert [task.name for task in acted.experiment.tasks] == ["main", "outsider"]
    assert state_after(wanted, acted) == "task interleave:0-1"


def test_refusals_of_calls_and_files_are_told_with_the_check() -> None:
    wanted = intent("interleave", experiment=two_regions())
    call = Step(line="", events=({"op": "set_mempolicy", "mode": "bind", "nodes": ""},))
    write = Step(line="", events=({"op": "weights", "set": {"0": 300}},))

    acted = act(wanted, "linux-7.2", [call, write])

    assert acted.refused == (
        "set_mempolicy: EINVAL, bind needs at least one node, the nodemask is empty",
        "weights: EINVAL, a weight lies between 1 and 255, not 300",
    )


def test_steps_that_make_no_document_are_told() -> None:
    wanted = intent("interleave", experiment=two_regions())
    with pytest.raises(SpecError):
        act(wanted, "linux-7.2", [Step(line="", events=({"op": "mount"},))])


def test_what_is_read_back_is_really_read() -> None:
    wanted = intent(weights=NINE_TO_ONE)
    plan = linux(ask(wanted))
    acted = act(wanted, "linux-7.2", plan.steps)

    assert {"mode", "flags", "nodes", "weights"} <= read_back(wanted, acted, plan.reads)
    assert "weights" not in read_back(wanted, acted, plan.reads[:1])
