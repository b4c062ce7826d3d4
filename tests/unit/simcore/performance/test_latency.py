from __future__ import annotations

from simcore import decode, simulate
from simcore.result import Result
from tests.build import default_experiment, edited


def result(*edits: tuple[str, object]) -> Result:
    document = default_experiment()
    for where, value in edits:
        document = edited(document, where, value)
    return simulate(decode(document))


def test_every_node_with_traffic_has_a_curve_that_starts_idle_and_rises() -> None:
    curves = result().latency
    assert [curve.node for curve in curves] == [0, 1]
    assert curves[0].points[0] == (0.0, 95.0)
    for curve in curves:
        latencies = [latency for _, latency in curve.points]
        assert latencies == sorted(latencies)
        assert curve.points[-1][0] < curve.capacity_gb_per_s


def test_a_node_without_traffic_has_none() -> None:
    bound = result(("/events/0/mode", "bind"), ("/events/0/nodes", "0"))
    assert [curve.node for curve in bound.latency] == [0]


def test_the_working_point_lies_at_or_above_the_curve() -> None:
    found = result()
    for curve in found.latency:
        node = found.nodes[curve.node]
        assert node.gb_per_s is not None
        below = max(latency for rate, latency in curve.points if rate <= node.gb_per_s)
        assert (node.latency_ns or 0) >= below
