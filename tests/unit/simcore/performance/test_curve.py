from typing import Any

import pytest

from simcore.performance import evaluate
from simcore.result import WeightCurve
from tests.build import Document, default_experiment, edited, run


def curve(document: Document) -> WeightCurve | None:
    ran = run(document)
    return evaluate(ran.experiment, ran.system).curve


def default(where: str = "/seed", value: Any = 0) -> WeightCurve:
    made = curve(edited(default_experiment(), where, value))
    assert made is not None
    return made


def test_the_weight_of_the_fastest_node_is_varied_and_the_others_are_held() -> None:
    made = default()

    assert made.node == 0
    assert made.weights == {"0": 9, "1": 1}
    assert set(made.alone) == {"0", "1"}


@pytest.mark.parametrize("weight", [1, 9, 100, 255])
def test_the_present_weight_and_its_neighbours_are_points(weight: int) -> None:
    weights = [point[0] for point in default("/sysfs/weights/0", weight).points]

    assert {weight - 1, weight, weight + 1} & set(range(1, 256)) <= set(weights)
    assert weights == sorted(set(weights))
    assert weights[0] == 1
    assert weights[-1] <= 255


def test_every_point_lies_in_its_band_and_below_its_ceiling() -> None:
    for _, rate, low, high, ceiling in default().points:
        assert low <= rate <= high
        assert rate <= ceiling * (1 + 1e-9)


def test_the_present_point_is_what_the_stream_gets() -> None:
    ran = run(default_experiment())
    got = evaluate(ran.experiment, ran.system)
    assert got.curve is not None
    points = {point[0]: point[1] for point in got.curve.points}

    assert points[9] == pytest.approx(got.streams[0].gb_per_s, rel=1e-4)


def test_with_fewer_than_two_nodes_to_weigh_there_is_no_curve() -> None:
    assert curve(edited(default_experiment(), "/events/0/nodes", "1")) is None


def test_other_modes_weigh_all_nodes_that_the_task_may_use() -> None:
    document = edited(default_experiment(), "/events/0/mode", "bind")
    alone = edited(document, "/tasks/0/mems_allowed", "0")

    assert curve(document) is not None
    assert curve(alone) is None


def test_an_unknown_node_among_those_weighed_leaves_no_curve() -> None:
    document = edited(default_experiment(), "/events/0/mode", "local")
    document = edited(document, "/events/0/nodes", "")

    assert curve(edited(document, "/machine/nodes/1/idle_ns", None)) is None
