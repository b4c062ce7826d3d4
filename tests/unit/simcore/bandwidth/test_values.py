from __future__ import annotations

import math

import pytest

from simcore.bandwidth.values import LatencyCurve, Resource, Solution, Stream, System, gb_per_s

NODE = Resource(name="dram", kind="dram", read_gb_per_s=200.0, idle_ns=90.0)


def test_a_mebibyte_per_second_is_a_binary_megabyte_in_decimal_gigabytes() -> None:
    assert gb_per_s(1_000_000) == pytest.approx(1048.576)


@pytest.mark.parametrize("rate", [0.0, -1.0, math.inf, math.nan])
def test_a_rate_that_is_no_positive_number_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="a rate must be a positive number"):
        Resource(name="dram", kind="dram", read_gb_per_s=rate, idle_ns=90.0)


@pytest.mark.parametrize("idle_ns", [-1.0, math.nan, math.inf])
def test_a_latency_that_is_no_time_is_refused(idle_ns: float) -> None:
    with pytest.raises(ValueError, match="a latency must not be negative"):
        Resource(name="dram", kind="dram", read_gb_per_s=1.0, idle_ns=idle_ns)


@pytest.mark.parametrize(
    "wrong, text",
    [
        ({"threads": -1}, "must not be negative"),
        ({"think_ns": math.nan}, "must not be negative"),
        ({"read_share": 1.5}, "read share"),
        ({"overlap": 2.0}, "overlap"),
        ({"shares": (0.5, 0.4)}, "sum to 1"),
        ({"band": (9.0, 8.0)}, "band"),
    ],
)
def test_a_stream_that_cannot_be_is_refused(wrong: dict[str, object], text: str) -> None:
    fields = {"threads": 1, "shares": (0.5, 0.5)} | wrong
    with pytest.raises(ValueError, match=text):
        Stream(**fields)  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize(
    "wrong, text",
    [
        ({"nodes": ()}, "needs a node"),
        ({"nodes": (Resource(name="a", kind="dram", read_gb_per_s=1.0),)}, "idle latency"),
        ({"nodes": (Resource(name="a", kind="dram", read_gb_per_s=None, idle_ns=1),)}, "read rate"),
        ({"paths": (((), ()),)}, "for every node"),
        ({"paths": (((0,),),)}, "does not exist"),
    ],
)
def test_a_system_that_cannot_be_is_refused(wrong: dict[str, object], text: str) -> None:
    fields = {"nodes": (NODE,)} | wrong
    with pytest.raises(ValueError, match=text):
        System(**fields)  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize(
    "use, latency, text",
    [
        ((), (), "at least one"),
        ((0.1, 0.2), (90.0,), "as many"),
        ((0.1, 1.0), (90.0, 95.0), "below 1"),
        ((0.1, 0.1), (90.0, 95.0), "ascend"),
        ((0.1, 0.2), (95.0, 90.0), "must not fall"),
    ],
)
def test_a_curve_that_is_no_curve_is_refused(
    use: tuple[float, ...], latency: tuple[float, ...], text: str
) -> None:
    with pytest.raises(ValueError, match=text):
        LatencyCurve(utilisation=use, latency_ns=latency)


def test_points_become_a_curve_that_never_falls_and_ends_before_the_capacity() -> None:
    points = [(50.0, 99.0), (10.0, 90.0), (70.0, 97.0), (98.0, 200.0), (99.0, 900.0)]

    curve = LatencyCurve.from_points(points, 100.0)

    assert curve.utilisation == pytest.approx((0.1, 0.5, 0.7, 0.98))
    assert curve.latency_ns == (90.0, 99.0, 99.0, 200.0)


def test_a_solution_has_converged_up_to_one_part_in_a_million() -> None:
    def found(residual: float) -> Solution:
        return Solution(streams=(), nodes=(), links=(), residual=residual, iterations=1)

    assert found(1e-6).converged
    assert not found(1.1e-6).converged
