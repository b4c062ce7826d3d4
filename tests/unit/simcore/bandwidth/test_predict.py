from __future__ import annotations

import pytest

from simcore.bandwidth.predict import (
    CaseError,
    Point,
    PredictedCase,
    predict_case,
    summarise,
)


def case_of(errors: list[float]) -> PredictedCase:
    points = tuple(
        Point(published=100.0, predicted=100.0 + error, low=0.0, high=200.0) for error in errors
    )
    return PredictedCase(id="x", family="sweep", points=points)


CURVE = {
    "format": 1,
    "id": "made-up",
    "family": "curve",
    "nodes": [{"name": "dram", "kind": "dram", "peak_gb_per_s": 100.0, "idle_ns": 90.0}],
    "predict": [{"delivered_gb_per_s": 50.0, "metric": "latency_ns", "published": 100.0}],
}


def test_the_summary_counts_absolute_errors_and_takes_the_element_at_95_percent() -> None:
    total = summarise([case_of([-1.0] * 19), case_of([21.0])])

    assert (total.points, total.mean, total.p95, total.max) == pytest.approx((20, 2, 21, 21))
    assert str(total) == "points 20, mean 2.00 %, p95 21.00 %, max 21.00 %"


def test_no_points_have_no_error() -> None:
    assert str(summarise([])) == "points 0, mean 0.00 %, p95 0.00 %, max 0.00 %"


def test_a_point_keeps_what_was_published_and_its_error() -> None:
    (point,) = predict_case(CURVE).points

    assert point.published == 100
    assert point.error_percent == pytest.approx(point.predicted - 100)
    assert point.low < point.predicted < point.high
    assert point.as_plain()["error_percent"] == point.error_percent


def test_a_case_for_json_names_itself() -> None:
    plain = predict_case(CURVE).as_plain()

    assert (plain["id"], plain["family"]) == ("made-up", "curve")


@pytest.mark.parametrize(
    "wrong, text",
    [
        ({"format": 2}, "format: must be 1"),
        ({"family": "guess"}, "family: must be one of curve, mix"),
        ({"nodes": [{"name": "x", "kind": "upi"}]}, "nodes/0/peak_gb_per_s: is missing"),
        ({"predict": [{"metric": "rate", "published": 1}]}, "predict/0/metric: must be latency_ns"),
        ({"predict": []}, "predict: must be a list"),
    ],
)
def test_a_case_that_is_wrong_is_refused_with_the_key(wrong: dict[str, object], text: str) -> None:
    with pytest.raises(CaseError, match=text):
        predict_case(CURVE | wrong)


def test_what_is_no_case_at_all_is_refused() -> None:
    with pytest.raises(CaseError, match="must be an object"):
        predict_case([CURVE])
