"""Regions that are aligned to huge pages, and which nodes their blocks are on."""

from typing import Any

from tests.build import (
    Document,
    Ran,
    experiment,
    machine,
    policy,
    run,
)

ALIGNED = "0x100000000000"
"""The number of its huge page is 2^23: even."""
HALF = "0x100000100000"
"""256 pages further on: in the middle of a huge page."""
PAIR = policy("interleave", "0-1")


def on_huge(*events: Document, mib: int = 16, **settings: Any) -> Ran:
    return run(experiment(machine(mib, mib, thp="always"), *events, **settings))


def blocks(ran: Ran, first: int = 0) -> list[int]:
    """Node of every 512th page."""
    return ran.nodes()[first::512]
