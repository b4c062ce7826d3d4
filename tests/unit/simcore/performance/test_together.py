"""Several streams: the curve is their sum, and it meets the rates of the pages as they lie."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import numpy as np
import pytest

from simcore.performance import Performance, evaluate
from simcore.performance.together import followers
from simcore.search.asking import problem_of
from simcore.search.rates import rates_of
from tests.build import Document, default_experiment, run


def with_streams(*changes: dict[str, Any]) -> Document:
    document = default_experiment()
    first = document["workload"]["streams"][0]
    document["workload"]["streams"] += [deepcopy(first) | change for change in changes]
    return document


def performance(document: Document) -> Performance:
    ran = run(document)
    return evaluate(ran.experiment, ran.system)


def test_the_curve_passes_through_the_sum_of_the_streams() -> None:
    got = performance(with_streams({"read_permille": 1000}, {"threads": 8}))
    assert got.curve is not None
    assert got.curve.streams == 3

    rate, low = next(p[1:3] for p in got.curve.points if p[0] == 9)
    assert rate == pytest.approx(sum(stream.gb_per_s for stream in got.streams), rel=1e-4)
    assert rate == pytest.approx(sum(load.gb_per_s for load in got.nodes.values()), rel=1e-4)
    assert low < rate
    assert all(low <= rate <= high <= ceiling for _, rate, low, high, ceiling in got.curve.points)


def test_two_halves_of_a_stream_are_the_stream() -> None:
    whole = performance(default_experiment())
    halves = with_streams({"threads": 32})
    halves["workload"]["streams"][0]["threads"] = 32
    made = performance(halves)
    assert whole.curve is not None
    assert made.curve is not None

    at = {point[0]: point[1:] for point in whole.curve.points}
    for weight, *rates in made.curve.points:
        assert rates == pytest.approx(at[weight], rel=2e-3)
    assert made.curve.alone == pytest.approx(whole.curve.alone, rel=2e-3)


def test_every_point_is_what_the_search_reckons() -> None:
    document = with_streams({"read_permille": 500})
    ran = run(document)
    curve = performance(document).curve
    assert curve is not None

    table = np.array([(point[0], 1) for point in curve.points])
    reckoned = rates_of(problem_of(ran.experiment, ran.system), table).total
    assert [point[1] for point in curve.points] == pytest.approx(reckoned, rel=1e-3)


def test_a_stream_whose_pages_lie_otherwise_stays_where_it_is() -> None:
    document = with_streams({"regions": {"own": 1000}})
    document["events"] += [
        {"op": "mmap", "id": "own", "pages": 1000},
        {"op": "mbind", "id": "own", "mode": "bind", "nodes": "1"},
        {"op": "touch", "id": "own", "pages": "0-999"},
    ]
    got = performance(document)
    assert got.curve is not None
    total = sum(stream.gb_per_s for stream in got.streams)

    assert next(p[1] for p in got.curve.points if p[0] == 9) == pytest.approx(total, rel=1e-4)
    assert got.curve.alone["0"] > got.nodes[0].gb_per_s


def test_the_first_stream_always_follows() -> None:
    class Lies:
        def __init__(self, *shares: float) -> None:
            self.shares = shares

    streams: Any = (Lies(0.5, 0.5), Lies(0.91, 0.09), Lies(0.87, 0.13), Lies(0.0, 1.0))
    assert followers(streams, np.array([0.9, 0.1])) == (True, True, False, False)
