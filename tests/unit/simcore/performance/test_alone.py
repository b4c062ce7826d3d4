"""One memory from the CPUs of one node, alone, with reads."""

from __future__ import annotations

import pytest

from simcore import decode
from simcore.performance import Alone, alone_from
from tests.build import default_experiment, edited


def from_node_0(*changes: tuple[str, object]) -> list[Alone]:
    document = default_experiment()
    for place, value in changes:
        document = edited(document, place, value)
    return list(alone_from(decode(document).machine, 0))


def test_idle_latency_and_rate_are_those_of_the_memory() -> None:
    dram, cxl = from_node_0()
    assert (dram.idle_ns, cxl.idle_ns) == (95, 250)
    assert dram.most_gb_per_s == pytest.approx(0.98 * 213.909504)
    assert 0.9 * 213.9 < dram.gb_per_s() < 213.91
    assert cxl.gb_per_s() < dram.gb_per_s() / 5


def test_latency_rises_to_the_last_believed_rate_and_is_nothing_beyond() -> None:
    dram, _ = from_node_0()
    idle, loaded, beyond = dram.latency_ns([0, 200, 212])
    assert idle == 95
    assert loaded is not None
    assert loaded > 100
    assert beyond is None


def test_a_measured_way_adds_what_it_adds() -> None:
    access = [{"initiator": 0, "target": 1, "read_mib_per_s": 5000, "idle_ns": 400}]
    _, cxl = from_node_0(("/machine/access", access))
    assert cxl.idle_ns == 400
    assert cxl.most_gb_per_s == pytest.approx(0.98 * 5000 * 2**20 / 1e9)
    assert cxl.gb_per_s() < 5.25


def test_without_cpus_nothing_is_read() -> None:
    machine = decode(default_experiment()).machine
    assert next(alone_from(machine, 1)).gb_per_s() == 0
