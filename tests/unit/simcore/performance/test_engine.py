import pytest

from simcore.performance.engine import is_known, system_of, traffic_of
from tests.build import default_experiment, edited, run


def test_a_node_is_known_with_memory_a_rate_and_a_latency() -> None:
    machine = run(default_experiment()).experiment.machine

    assert all(is_known(node) for node in machine.nodes)
    for missing in ({"read_mib_per_s": None}, {"idle_ns": None}, {"mib": 0}):
        assert not is_known(machine.nodes[0].model_copy(update=missing))


def test_the_machine_keeps_its_rates_and_gives_every_stream_its_paths() -> None:
    ran = run(default_experiment())
    system = system_of(ran.experiment, (ran.system,), ran.experiment.machine.nodes)

    assert [node.name for node in system.nodes] == ["node 0", "node 1"]
    assert system.nodes[0].read_gb_per_s == pytest.approx(213.9, abs=0.1)
    assert system.links[0].kind == "cxl_link"
    assert system.paths == (((), (0,)),)


@pytest.mark.parametrize(
    "pattern, mlp, lines, band",
    [
        ("stream", None, 10, (8, 16)),
        ("stream", 5, 5, (4, 8)),
        ("chase", None, 1, None),
    ],
)
def test_lines_in_flight_come_with_their_band(
    pattern: str, mlp: int | None, lines: float, band: tuple[float, float] | None
) -> None:
    document = edited(default_experiment(), "/workload/streams/0/pattern", pattern)
    document = edited(document, "/workload/streams/0/mlp", mlp)
    stream = run(document).experiment.workload.streams[0]

    traffic = traffic_of(stream, (2.0, 2.0))

    assert traffic.lines_in_flight_per_thread == lines
    assert traffic.band == band
    assert traffic.shares == (0.5, 0.5)


def test_a_node_with_a_curve_takes_its_latency_from_it() -> None:
    points = [{"mib_per_s": 0, "latency_ns": 90}, {"mib_per_s": 100_000, "latency_ns": 120}]
    document = edited(default_experiment(), "/machine/nodes/0/curve", points)
    ran = run(edited(document, "/machine/nodes/0/idle_ns", None))
    system = system_of(ran.experiment, (ran.system,), ran.experiment.machine.nodes)
    curve = system.nodes[0].curve

    assert is_known(ran.experiment.machine.nodes[0])
    assert curve is not None
    assert curve.latency_ns == (90.0, 120.0)
    assert curve.utilisation == pytest.approx((0, 100 / 204), rel=1e-6)
    assert system.nodes[0].idle_ns == 90


def test_a_curve_above_another_limit_of_the_node_is_passed_over() -> None:
    points = [{"mib_per_s": 20_000, "latency_ns": 90}]
    document = edited(default_experiment(), "/machine/nodes/1/total_mib_per_s", 10_000)
    ran = run(edited(document, "/machine/nodes/1/curve", points))

    system = system_of(ran.experiment, (ran.system,), ran.experiment.machine.nodes)

    assert system.nodes[1].curve is None


def test_what_is_known_of_a_pair_goes_before_the_links_between_them() -> None:
    entry = {"initiator": 0, "target": 1, "read_mib_per_s": 9000, "idle_ns": 400}
    document = edited(default_experiment(), "/machine/access", [entry])
    ran = run(document)
    system = system_of(ran.experiment, (ran.system,), ran.experiment.machine.nodes)

    assert system.paths == (((), (1,)),)
    assert system.links[1].name == "access 0 to 1"
    assert system.links[1].idle_ns == 150
    assert system.links[1].read_gb_per_s == pytest.approx(9.44, abs=0.01)


def test_a_pair_on_a_machine_without_links_has_its_path() -> None:
    entry = {"initiator": 0, "target": 0, "read_mib_per_s": 9000}
    document = edited(default_experiment(), "/machine/links", [])
    ran = run(edited(document, "/machine/access", [entry]))
    system = system_of(ran.experiment, (ran.system,), ran.experiment.machine.nodes)

    assert system.paths == (((0,), ()),)
    assert system.links[0].kind == "upi"
    assert system.links[0].idle_ns == 0
