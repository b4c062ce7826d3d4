import pytest

from simcore.interfaces.attribute import attribute, nearest_attribute
from tests.build import default_experiment
from tests.unit.simcore.interfaces.asked import NINE_TO_ONE, ask, intent


@pytest.mark.parametrize("heavy", range(1, 9))
def test_ratios_up_to_eight_to_one_are_exact(heavy: int) -> None:
    nearest = nearest_attribute({0: heavy, 1: 1})

    assert nearest.exact
    assert nearest.weights == {0: heavy, 1: 1}
    assert len(nearest.flags) == (heavy - 1).bit_count()


def test_nine_to_one_is_not_and_neither_are_three_classes() -> None:
    assert nearest_attribute({0: 9, 1: 1}).weights == {0: 8, 1: 1}
    three = nearest_attribute({0: 9, 1: 3, 2: 1})
    assert not three.exact
    assert len(set(three.weights.values())) == 2


def test_a_common_factor_is_no_obstacle() -> None:
    assert nearest_attribute({0: 10, 1: 2}).exact


def test_carriers_may_be_given_because_the_bits_are_global() -> None:
    nearest = nearest_attribute({0: 1, 1: 4}, frozenset({0}))

    assert not nearest.exact
    assert nearest.flags == ()


def test_weights_of_sysfs_are_meant_where_none_are_given() -> None:
    plan = attribute(ask(intent(experiment=default_experiment())))

    assert [reason.rule for reason in plan.cannot] == ["ratio"]
    assert [step.kind for step in plan.steps] == ["write", "call"]


def test_another_mode_needs_no_attribute() -> None:
    plan = attribute(ask(intent("interleave")))

    assert [step.line for step in plan.steps] == ["set_mempolicy(MPOL_INTERLEAVE/*0x3*/, {0x3}, 3)"]
    assert plan.cannot == []


def test_each_range_gets_flags_of_its_own() -> None:
    scope = [
        {"id": "heap", "pages": 8, "weights": {"0": 2}},
        {"id": "heap", "first": 8, "weights": {"0": 5}},
    ]
    plan = attribute(ask(intent(scope=scope)))

    flags = [step.events[0]["flags"] for step in plan.steps if step.kind == "call"]
    assert flags == [["attribute_1"], ["attribute_4"]]
    assert plan.cannot == []
    assert nearest_attribute({0: 9, 1: 1}).nodes == {0}
    assert NINE_TO_ONE["0"] == 9
