"""Measured pages, counters and curves stand beside the machine."""

from __future__ import annotations

from simcore.interchange.facts import Fact, Reading
from simcore.interchange.measured import measured
from simcore.interchange.merge import merge


def test_pages_are_summed_by_node_and_kept_by_region() -> None:
    facts = (
        Fact(("mapping", "heap"), "bind:0"),
        Fact(("pages", "heap", 0), 3),
        Fact(("pages", "heap", 10), 1),
        Fact(("pages", "stack", 0), 2),
        Fact(("counter", "numa_hit", 0), 99),
        Fact(("curve", 0), ((100, 90),), "mlc"),
    )

    found = measured(merge([(1, Reading(format="numa-maps", facts=facts))]))

    assert found == {
        "pages": {"0": 5, "10": 1},
        "regions": [
            {"name": "heap", "policy": "bind:0", "pages": {"0": 3, "10": 1}},
            {"name": "stack", "policy": None, "pages": {"0": 2}},
        ],
        "counters": {"numa_hit": {"0": 99}},
        "curves": [{"node": 0, "points": ((100, 90),)}],
        "pairs": [],
    }


def test_measured_pairs_are_kept_and_declared_ones_are_not() -> None:
    facts = (
        Fact(("access", 0, 1, "idle_ns"), 150, "mlc"),
        Fact(("access", 0, 1, "read_mib_per_s"), 9000, "hmat"),
        Fact(("access", 0, 0, "idle_ns"), 90, "hmat"),
    )
    found = measured(merge([(1, Reading(format="x", facts=facts))]))
    assert found is not None
    assert found["pairs"] == [{"initiator": 0, "target": 1, "idle_ns": 150, "read_mib_per_s": None}]


def test_nothing_measured_is_none() -> None:
    assert measured(merge([])) is None
