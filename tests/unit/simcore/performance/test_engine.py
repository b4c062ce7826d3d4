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
    system = system_of(ran.experiment, ran.system, ran.experiment.machine.nodes)

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
