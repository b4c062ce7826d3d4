import pytest

from simcore.interfaces.plan import Ask, Plan
from simcore.interfaces.posted import (
    mempolicy2,
    pidfd_set_mempolicy,
    process,
    process_mbind_2023,
    task_calls,
)
from tests.unit.simcore.interfaces.asked import NINE_TO_ONE, ask, intent

TWO = [{"id": "heap", "pages": 8}, {"id": "heap", "first": 8, "pages": 8}]


def rules(plan: Plan) -> set[str]:
    return {reason.rule for reason in (*plan.cannot, *plan.notes)}


def test_everything_goes_in_with_one_struct() -> None:
    wanted = intent("bind", home_node=1, scope={"id": "heap"})
    (step,) = mempolicy2(ask(wanted)).steps

    assert step.line.endswith("&mpol_param, 32, MPOL_MF_HOME_NODE/*0x10*/)")
    assert step.bytes == 5 * 8 + 32 + 8


def test_a_mode_without_use_for_a_home_node_takes_it_all_the_same() -> None:
    plan = mempolicy2(ask(intent("interleave", home_node=1, scope={"id": "heap"})))

    assert rules(plan) == {"idle_home_node"}


def test_a_vector_takes_ranges_with_the_same_weights() -> None:
    assert len(mempolicy2(ask(intent("bind", scope=TWO))).steps) == 2
    assert len(mempolicy2(ask(intent("bind", scope=TWO), "v2")).steps) == 1
    assert len(process(ask(intent("bind", scope=TWO))).steps) == 1
    own = [TWO[0] | {"weights": NINE_TO_ONE}, TWO[1] | {"weights": {"0": 2}}]
    assert len(process(ask(intent(scope=own))).steps) == 2


def test_each_series_takes_ranges_where_its_own_prototype_has_them() -> None:
    wanted = intent("bind", scope=TWO)
    (step,) = mempolicy2(ask(wanted, "rfc")).steps

    assert step.line == "mbind2(&mpol_args, 72, 0)"
    assert step.struct is not None
    assert step.struct.fields["vlen"] == 2
    assert step.struct.arrays["vec"] == " ".join(
        number.to_bytes(8, "little").hex()
        for number in (0x100000000000, 8 * 4096, 0x100000008000, 8 * 4096)
    )
    assert step.bytes == 3 * 8 + 72 + 8 + 2 * 16
    (by_arguments,) = mempolicy2(ask(wanted, "v2")).steps
    assert by_arguments.line.startswith(
        "mbind2({{0x100000000000, 0x8000}, {0x100000008000, 0x8000}}, 2,"
    )
    assert mempolicy2(ask(wanted, "v6")).steps[0].line.startswith("mbind2(0x100000000000, 0x8000,")


def test_what_is_read_back_lies_in_the_struct_until_it_is_an_argument() -> None:
    reads = {r: mempolicy2(ask(intent("bind", scope=TWO), r)).reads[0].line for r in ("v2", "v3")}

    assert "0x100000000000" not in reads["v2"]
    assert "0x100000000000" in reads["v3"]


def test_the_first_proposal_has_no_ranges_and_no_home_node() -> None:
    plan = pidfd_set_mempolicy(ask(intent("bind", home_node=0, scope=TWO)))

    assert {reason.rule for reason in plan.cannot} == {"range", "home_node"}


def test_the_second_has_ranges_only() -> None:
    plan = process_mbind_2023(ask(intent("bind")))

    assert [reason.rule for reason in plan.cannot] == ["whole_task"]
    assert plan.steps[0].events[0]["id"] == "heap"


def test_the_third_has_a_call_for_everything_and_needs_two_for_a_home_node() -> None:
    plan = task_calls(ask(intent("bind", home_node=1, scope={"id": "heap"})))

    assert [step.line.split("(")[0] for step in plan.steps] == [
        "task_mbind",
        "set_task_mempolicy_home_node",
    ]
    assert plan.cannot == []
    assert rules(plan) == {"second_call", "nice"}


@pytest.mark.parametrize("way", [pidfd_set_mempolicy, process_mbind_2023, task_calls])
def test_none_of_them_has_weights(way: object) -> None:
    assert callable(way)
    wanted = intent(weights=NINE_TO_ONE, who="other task")
    plan = way(Ask(wanted, "v6", wanted.tables[0]))

    assert "own_weights" in rules(plan)
    assert plan.steps[0].kind == "write"
