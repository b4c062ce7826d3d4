from __future__ import annotations

import pytest

from simcore.bandwidth.constants import BAND_LINES, KINDS, PATTERN_LINES, kind_of, link_kind


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_tells_where_its_numbers_come_from(name: str) -> None:
    kind = KINDS[name]

    assert kind.source
    assert kind.write_ratio > 0
    assert kind.queue_ns > 0
    assert kind.read_gb_per_s > 0


def test_only_buses_turn_around_and_only_paths_send_requests() -> None:
    for kind in KINDS.values():
        assert kind.law == "duplex" or kind.request_load == kind.completion_load == 0
        assert kind.law == "bus" or kind.turnaround == 0


@pytest.mark.parametrize("name", ["dram", "hbm", "cxl", "remote", "pmem"])
def test_every_node_kind_of_an_experiment_has_a_row(name: str) -> None:
    assert not kind_of(name).is_link


@pytest.mark.parametrize("name", ["upi", "cxl", "pcie", "nvlink", "on_package"])
def test_every_link_kind_of_an_experiment_has_a_row(name: str) -> None:
    assert kind_of(link_kind(name)).is_link


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"unknown kind 'tape'; known: .*dram"):
        kind_of("tape")


def test_a_chase_has_one_line_in_flight_and_a_stream_lies_in_the_band() -> None:
    assert PATTERN_LINES["chase"] == 1
    assert BAND_LINES[0] < PATTERN_LINES["stream"] < BAND_LINES[1]
