"""The rising part of a measured loaded latency."""

from __future__ import annotations

from simcore.interchange.curves import fitting_curve


def test_points_that_fall_are_left_out_and_the_rest_is_sorted() -> None:
    curve = fitting_curve([(900, 300), (100, 90), (500, 85), (950, 310)], 1000)

    assert curve is not None
    assert [tuple(point.values()) for point in curve] == [(100, 90), (900, 300), (950, 310)]


def test_a_curve_that_begins_at_full_load_is_none() -> None:
    assert fitting_curve([(990, 300)], 1000) is None
    assert fitting_curve([], 1000) is None
