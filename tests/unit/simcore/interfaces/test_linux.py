import pytest

from simcore.interfaces.linux import linux, numactl, sysfs
from tests.build import default_experiment
from tests.unit.simcore.interfaces.asked import NINE_TO_ONE, ask, intent


@pytest.mark.parametrize(
    "mode, nodes, command",
    [
        ("weighted_interleave", "0-1", "numactl --weighted-interleave=0-1 ./app"),
        ("bind", "1", "numactl --membind=1 ./app"),
        ("local", "", "numactl --localalloc ./app"),
        ("default", "", "./app"),
    ],
)
def test_numactl_has_an_option_for_each_mode(mode: str, nodes: str, command: str) -> None:
    (step,) = numactl(ask(intent(mode, nodes))).steps

    assert (step.line, step.kind) == (command, "command")


def test_numactl_knows_one_flag_and_only_with_bind() -> None:
    plan = numactl(ask(intent("bind", flags=["numa_balancing"])))
    assert plan.steps[0].line == "numactl --balancing --membind=0-1 ./app"
    assert plan.cannot == []

    plan = numactl(ask(intent("bind", flags=["static_nodes"])))
    assert [reason.text for reason in plan.cannot] == ["static_nodes: numactl has no option for it"]


def test_numactl_says_what_it_needs_and_what_it_has_no_words_for() -> None:
    wanted = intent("preferred_many", home_node=1, scope={"id": "heap"})
    plan = numactl(ask(wanted))

    assert {reason.rule for reason in plan.cannot} == {"range", "home_node"}
    assert [note.text for note in plan.notes] == [
        "does not say where threads run: taskset before it does",
        "needs numactl 2.0.15 or newer",
    ]
    other = numactl(ask(intent("bind", who="other task")))
    assert (other.steps, [reason.rule for reason in other.cannot]) == ([], ["running_task"])


def test_a_home_node_needs_a_second_call_for_each_range_and_a_mode_that_has_one() -> None:
    scope = [{"id": "heap", "pages": 8}, {"id": "heap", "first": 8, "pages": 8}]
    plan = linux(ask(intent("bind", home_node=1, scope=scope)))
    assert [step.events[0]["op"] for step in plan.steps] == [
        *("mbind", "mbind"),
        *("set_mempolicy_home_node", "set_mempolicy_home_node"),
    ]

    plan = linux(ask(intent("interleave", home_node=1, scope=scope)))
    assert [reason.rule for reason in plan.cannot] == ["home_node_mode"]
    assert len(plan.steps) == 2


def test_sysfs_alone_has_weights_and_no_policy() -> None:
    plan = sysfs(ask(intent(weights=NINE_TO_ONE)))

    assert [reason.rule for reason in plan.cannot] == ["own_weights", "policy"]
    assert [note.rule for note in plan.notes] == ["root", "followers"]


def test_auto_mode_is_told_where_it_gives_the_same_ratio() -> None:
    same = intent(weights={"0": 28, "1": 3}, experiment=default_experiment())
    other = intent(weights={"0": 9, "1": 1}, experiment=default_experiment())

    assert "auto" in {note.rule for note in sysfs(ask(same)).notes}
    assert "auto" not in {note.rule for note in sysfs(ask(other)).notes}
