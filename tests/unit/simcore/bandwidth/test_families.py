from __future__ import annotations

import pytest

from simcore.bandwidth.predict import CaseError, predict_case


def case(family: str, metric: str, **rest: object) -> dict[str, object]:
    points = rest.pop("points")
    assert isinstance(points, list)
    predict = [{"weights": [1], "metric": metric, "published": 1.0} | point for point in points]
    return {"format": 1, "id": "made-up", "family": family, "predict": predict} | rest


def predicted(family: str, metric: str, **rest: object) -> list[float]:
    return [point.predicted for point in predict_case(case(family, metric, **rest)).points]


def swept(kind: str, one: float, best: float) -> dict[str, object]:
    rates = [{"threads": 1, "rate": one}, {"threads": 48, "rate": best}]
    return {"name": kind, "kind": kind, "rates": rates}


def test_a_curve_starts_at_idle_rises_and_stays_finite_at_its_peak() -> None:
    node = {"name": "x", "kind": "hbm", "peak_gb_per_s": 900.0, "idle_ns": 112.0}
    rates = (1.0, 450.0, 850.0, 900.0, 950.0)

    latency = predicted(
        "curve",
        "latency_ns",
        nodes=[node],
        points=[{"delivered_gb_per_s": rate} for rate in rates],
    )

    assert latency[0] == pytest.approx(112, rel=0.01)
    assert latency == sorted(latency)
    assert latency[-1] < 112 * 5


def test_a_sweep_runs_from_proportional_to_its_best() -> None:
    rate = predicted(
        "sweep",
        "rate",
        nodes=[swept("dram", 8.0, 200.0)],
        points=[{"threads": threads} for threads in (1, 4, 24, 48)],
    )

    assert rate[0] == pytest.approx(8, rel=1e-3)
    assert 0.95 * 32 < rate[1] < 32
    assert 150 < rate[2] < 192
    assert rate[3] == pytest.approx(200, rel=1e-3)


def test_the_unit_of_a_sweep_does_not_matter() -> None:
    small = predicted("sweep", "rate", nodes=[swept("cxl", 2.0, 40.0)], points=[{"threads": 24}])
    large = predicted("sweep", "rate", nodes=[swept("cxl", 2e6, 40e6)], points=[{"threads": 24}])

    assert large[0] == pytest.approx(1e6 * small[0])


def test_a_mix_is_slower_at_one_thread_than_the_mean_of_its_parts() -> None:
    nodes = [swept("dram", 4.0, 80.0), swept("cxl", 2.0, 40.0)]

    (rate,) = predicted("mix", "rate", nodes=nodes, points=[{"weights": [1, 1], "threads": 1}])

    assert 0.9 * 8 / 3 < rate < 8 / 3


def test_a_stream_alone_gives_back_its_rate_and_a_mix_stays_below_the_min_law() -> None:
    nodes = [
        {
            "name": kind,
            "kind": kind,
            "idle_ns": idle,
            "rates_gb_per_s": [{"threads": 64, "gb_per_s": rate}],
        }
        for kind, idle, rate in (("dram", 100, 200.0), ("cxl", 250, 22.0))
    ]
    weights = ([1, 0], [1, 1], [9, 1])

    rate = predicted(
        "stream",
        "gb_per_s",
        nodes=nodes,
        mlp=10,
        read_permille=500,
        points=[{"weights": weight, "threads": 64} for weight in weights],
    )

    assert rate[0] == pytest.approx(200)
    assert rate[1] == pytest.approx(44, rel=0.03)
    assert 0.9 * 220 < rate[2] < 220


def test_lines_in_flight_that_are_not_told_are_those_of_a_stream() -> None:
    nodes = [{"name": "a", "kind": "dram", "peak_gb_per_s": 72, "idle_ns": 100}] * 2
    point = {"weights": [3, 1], "relative_to": [1, 0], "threads": 5}

    told, null, absent = (
        predicted("speedup", "speedup", nodes=nodes, points=[point], **rest)
        for rest in ({"mlp": 10}, {"mlp": None}, {})
    )

    assert told == null == absent


def test_a_speedup_is_the_ratio_of_two_weights() -> None:
    nodes = [
        {"name": "a", "kind": "dram", "peak_gb_per_s": 72, "idle_ns": 100},
        {"name": "b", "kind": "cxl", "peak_gb_per_s": 26, "idle_ns": 250},
    ]
    point = {"weights": [3, 1], "relative_to": [1, 0], "threads": 255}

    (speedup,) = predicted("speedup", "speedup", nodes=nodes, points=[point])

    assert speedup == pytest.approx(4 / 3, rel=0.01)


def shared(kind: str, known: list[tuple[int, float]], asked: list[int]) -> list[float]:
    capacities = [{"read_permille": share, "gb_per_s": rate} for share, rate in known]
    return predicted(
        "readshare",
        "capacity_gb_per_s",
        nodes=[{"name": "x", "kind": kind, "capacities": capacities}],
        points=[{"read_permille": share} for share in asked],
    )


def test_the_capacities_that_are_known_are_given_back() -> None:
    bus = shared("dram", [(500, 290.0), (1000, 350.0)], [500, 1000])
    duplex = shared("cxl", [(100, 26.0), (550, 42.0), (900, 29.0)], [100, 550, 900])

    assert bus == pytest.approx([290, 350])
    assert duplex == pytest.approx([26, 42, 29])


def test_a_bus_between_two_shares_lies_below_the_straight_line() -> None:
    (between,) = shared("dram", [(500, 290.0), (1000, 350.0)], [750])

    assert between < 320


def test_a_duplex_path_known_from_reads_only_has_the_usual_write_direction() -> None:
    (written,) = shared("cxl", [(500, 27.2), (1000, 17.8)], [0])

    assert written == pytest.approx(17.8 * 0.87)


def test_a_bus_that_writes_faster_than_it_reads_is_bounded() -> None:
    (written,) = shared("dram", [(500, 190.0), (1000, 100.0)], [0])

    assert written == pytest.approx(200)


def test_the_band_of_a_stream_comes_from_the_lines_in_flight() -> None:
    nodes = [
        {"name": "a", "kind": "dram", "peak_gb_per_s": 72, "idle_ns": 100},
        {"name": "b", "kind": "cxl", "peak_gb_per_s": 26, "idle_ns": 250},
    ]
    point = {"weights": [3, 1], "relative_to": [0, 1], "threads": 16}

    (found,) = predict_case(case("speedup", "speedup", nodes=nodes, points=[point])).points

    assert found.low < found.predicted * 0.97
    assert found.high >= found.predicted * 1.03


@pytest.mark.parametrize(
    "family, metric, rest, text",
    [
        (
            "sweep",
            "rate",
            {"nodes": [swept("dram", 1.0, 2.0)], "points": [{"weights": [1, 1], "threads": 2}]},
            "predict/0/weights: must be a weight for each node",
        ),
        (
            "sweep",
            "rate",
            {
                "nodes": [{"name": "x", "kind": "dram", "rates": [{"threads": 2, "rate": 3}]}],
                "points": [{"threads": 2}],
            },
            "nodes/0/rates: must give a rate at one thread",
        ),
        (
            "readshare",
            "capacity_gb_per_s",
            {
                "nodes": [
                    {
                        "name": "x",
                        "kind": "dram",
                        "capacities": [{"read_permille": 1000, "gb_per_s": 3}],
                    }
                ],
                "points": [{"read_permille": 5}],
            },
            "nodes/0/capacities: must give capacities at two",
        ),
        (
            "readshare",
            "capacity_gb_per_s",
            {
                "nodes": [
                    {
                        "name": "x",
                        "kind": "link",
                        "capacities": [{"read_permille": r, "gb_per_s": 3} for r in (1, 2)],
                    }
                ],
                "points": [{"read_permille": 5}],
            },
            "nodes/0/kind: must be one of cxl",
        ),
        (
            "readshare",
            "capacity_gb_per_s",
            {
                "nodes": [
                    {
                        "name": "x",
                        "kind": "dram",
                        "capacities": [{"read_permille": r, "gb_per_s": 3} for r in (1, 2)],
                    }
                ],
                "points": [{}],
            },
            "read_permille is missing",
        ),
    ],
)
def test_what_a_family_lacks_is_named(
    family: str, metric: str, rest: dict[str, object], text: str
) -> None:
    with pytest.raises(CaseError, match=text):
        predict_case(case(family, metric, **rest))
