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
    }


def test_nothing_measured_is_none() -> None:
    assert measured(merge([])) is None
