from typing import Any

import pytest

from simcore.performance import Performance, evaluate
from tests.build import (
    Document,
    default_experiment,
    edited,
    experiment,
    mmap,
    run,
    touch,
    two_nodes,
)


def evaluated(document: Document) -> Performance:
    ran = run(document)
    return evaluate(ran.experiment, ran.system)


def default(where: str, value: Any) -> Performance:
    return evaluated(edited(default_experiment(), where, value))


def test_what_leaves_the_nodes_arrives_at_the_stream() -> None:
    got = evaluated(default_experiment())

    moved = sum(load.gb_per_s for load in got.nodes.values())
    assert moved == pytest.approx(got.streams[0].gb_per_s)
    assert got.links[0].gb_per_s == pytest.approx(got.nodes[1].gb_per_s)
    assert got.notes == []


def test_traffic_follows_the_pages() -> None:
    got = evaluated(default_experiment())

    assert got.nodes[0].gb_per_s / got.nodes[1].gb_per_s == pytest.approx(943718 / 104858)


def test_a_stream_stays_below_its_ceiling_and_inside_its_band() -> None:
    (stream,) = evaluated(default_experiment()).streams

    low, high = stream.gb_per_s_band
    assert low <= stream.gb_per_s <= high
    assert stream.gb_per_s <= stream.min_law_gb_per_s


def test_nothing_is_loaded_beyond_its_capacity() -> None:
    got = default("/workload/streams/0/threads", 65536)

    assert all(0 < load.utilisation <= 1 for load in got.nodes.values())


def test_without_a_workload_there_is_a_note_instead_of_a_bandwidth() -> None:
    got = default("/workload/streams", [])

    assert (got.streams, got.links, dict(got.nodes)) == ([], [], {})
    assert got.notes == ["No workload is given, so there is no bandwidth."]


@pytest.mark.parametrize("field", ["read_mib_per_s", "idle_ns"])
def test_a_node_that_is_not_known_is_named_if_traffic_goes_there(field: str) -> None:
    got = default(f"/machine/nodes/1/{field}", None)

    assert got.streams == []
    assert got.notes == ["Node 1 has no rate or latency, so there is no bandwidth."]


def test_a_node_that_is_not_known_does_no_harm_without_traffic() -> None:
    document = edited(default_experiment(), "/events/0/nodes", "0")
    got = evaluated(edited(document, "/machine/nodes/1/read_mib_per_s", None))

    assert got.streams[0].gb_per_s > 0
    assert got.notes == []


def test_a_region_without_pages_moves_nothing() -> None:
    got = default("/events", default_experiment()["events"][:2])

    assert got.streams == []
    assert got.notes == ["No page of heap is present, so its stream moves nothing."]


def test_regions_share_a_streams_traffic_by_thousandths() -> None:
    document = default_experiment()
    document["events"][1:] = [
        {"op": "set_mempolicy", "mode": "bind", "nodes": "0"},
        *(mmap(10, "near"), touch("0-9", "near")),
        {"op": "set_mempolicy", "mode": "bind", "nodes": "1"},
        *(mmap(99, "far", None), touch("0-98", "far")),
    ]
    document["workload"]["streams"][0] |= {"regions": {"near": 750, "far": 250}}
    got = evaluated(document)

    assert got.nodes[0].gb_per_s / got.nodes[1].gb_per_s == pytest.approx(3)


def test_a_missing_path_is_taken_as_direct_and_told() -> None:
    got = default("/machine/links/0/ends", ["socket0", "node0"])

    assert got.streams
    assert got.notes == []
    document = edited(default_experiment(), "/machine/nodes/1/socket", None)
    lost = evaluated(edited(document, "/machine/links/0/ends", ["node0", "socket0"]))
    assert lost.notes == ["No link leads from node 0 to node 1; it is taken as direct."]


def test_a_machine_without_rates_still_places_pages() -> None:
    stream = {"regions": {"heap": 1000}}
    got = evaluated(experiment(two_nodes(), mmap(1), touch("0"), workload={"streams": [stream]}))

    assert got.notes == ["Node 0 has no rate or latency, so there is no bandwidth."]


def test_an_access_entry_slows_its_pair_and_is_told_as_a_way_of_its_own() -> None:
    entry = {"initiator": 0, "target": 1, "read_mib_per_s": 2000, "write_mib_per_s": 2000}
    plain = run(default_experiment())
    slow = run(edited(default_experiment(), "/machine/access", [entry]))
    fast, held = (evaluate(ran.experiment, ran.system) for ran in (plain, slow))

    assert held.streams[0].gb_per_s < fast.streams[0].gb_per_s / 4
    assert held.streams[0].bottleneck == "access 0 to 1"
    assert [link.id for link in held.links] == ["pcie0", "access 0 to 1"]
    assert held.links[0].gb_per_s == 0
    assert held.links[1].utilisation > 0.9
    assert held.links[0].gb_per_s == 0


def test_the_solver_reports_its_residual_and_its_steps() -> None:
    ran = run(default_experiment())
    solver = evaluate(ran.experiment, ran.system).solver

    assert solver is not None
    assert solver.residual <= 1e-7
    assert 0 <= solver.iterations <= 80
