from __future__ import annotations

from dataclasses import replace

import pytest

from simcore.bandwidth.constants import BAND_LINES
from simcore.bandwidth.solve import MODEL_ERROR, solve
from simcore.bandwidth.values import Resource, Stream, System

DRAM = Resource(name="dram", kind="dram", read_gb_per_s=200.0, idle_ns=100.0)
CXL = Resource(name="cxl", kind="cxl", read_gb_per_s=25.0, idle_ns=250.0)
LINK = Resource(name="pcie", kind="pcie", read_gb_per_s=20.0, idle_ns=30.0)
SYSTEM = System(nodes=(DRAM, CXL))
LINKED = System(nodes=(DRAM, CXL), links=(LINK,), paths=(((), (0,)),))
STREAM = Stream(threads=64, shares=(0.9, 0.1), band=BAND_LINES)


def test_the_band_lies_around_the_rate_and_below_the_ceiling() -> None:
    (found,) = solve(SYSTEM, (STREAM,)).streams

    assert found.low_gb_per_s < found.gb_per_s < found.high_gb_per_s <= found.min_law_gb_per_s
    assert found.min_law_gb_per_s == pytest.approx(200 / 0.9)


def test_a_known_number_of_lines_leaves_the_error_of_the_model() -> None:
    (found,) = solve(SYSTEM, (replace(STREAM, threads=8, band=None),)).streams

    assert found.low_gb_per_s == pytest.approx(found.gb_per_s * (1 - MODEL_ERROR))
    assert found.high_gb_per_s == pytest.approx(found.gb_per_s * (1 + MODEL_ERROR))


def test_the_resource_that_is_fullest_on_the_way_is_the_bottleneck() -> None:
    half = replace(STREAM, shares=(0.5, 0.5))

    assert solve(SYSTEM, (STREAM,)).streams[0].bottleneck == "dram"
    assert solve(SYSTEM, (half,)).streams[0].bottleneck == "cxl"
    assert solve(LINKED, (half,)).streams[0].bottleneck == "pcie"


def test_a_full_resource_off_the_way_is_nobodys_bottleneck() -> None:
    crowd = Stream(threads=1000, shares=(0.0, 1.0))
    lonely = Stream(threads=1, shares=(1.0, 0.0))

    found = solve(SYSTEM, (crowd, lonely))

    assert [result.bottleneck for result in found.streams] == ["cxl", "dram"]


def test_loads_tell_reads_and_use_and_latency_of_every_resource() -> None:
    found = solve(LINKED, (replace(STREAM, read_share=0.75),))
    (stream,) = found.streams
    dram, cxl = found.nodes
    (link,) = found.links

    assert (dram.name, cxl.name, link.name) == ("dram", "cxl", "pcie")
    assert dram.gb_per_s == pytest.approx(0.9 * stream.gb_per_s)
    assert link.gb_per_s == pytest.approx(cxl.gb_per_s)
    assert cxl.read_gb_per_s == pytest.approx(0.75 * cxl.gb_per_s)
    assert dram.latency_ns > 100
    assert cxl.latency_ns > 250
    behind = cxl.latency_ns + link.latency_ns
    assert stream.latency_ns == pytest.approx(0.9 * dram.latency_ns + 0.1 * behind)


def test_without_traffic_everything_is_idle_and_nothing_is_strange() -> None:
    found = solve(SYSTEM, (replace(STREAM, threads=0),))

    assert found.streams[0].gb_per_s == 0
    assert found.streams[0].high_gb_per_s == 0
    assert [load.utilisation for load in found.nodes] == [0, 0]
    assert [load.latency_ns for load in found.nodes] == [100, 250]
    assert found.converged


def test_writers_and_readers_slow_each_other_on_a_bus_but_not_on_a_link() -> None:
    far = System(nodes=(DRAM, DRAM), links=(LINK,), paths=(((), (0,)),) * 2)
    reader = Stream(threads=64, read_share=1.0, shares=(0.0, 1.0))
    writer = replace(reader, read_share=0.0)

    alone = solve(far, (reader,)).streams[0].gb_per_s
    beside_writer = solve(far, (reader, writer)).streams[0].gb_per_s
    beside_reader = solve(far, (reader, reader)).streams[0].gb_per_s

    assert beside_writer == pytest.approx(alone, rel=0.02)
    assert beside_reader == pytest.approx(alone / 2, rel=0.02)
