"""The cost of placement does not grow with memory."""

from __future__ import annotations

from collections.abc import Iterator

from simcore import decode, simulate
from tests.bench.figure import Figure, median_ms
from tests.build import default_experiment


def figures() -> Iterator[Figure]:
    """A region of 2^40 pages against one of 2^20, on a machine that holds both."""
    small, large = (decode(_experiment(2**power)) for power in (20, 40))
    base = median_ms(lambda: simulate(small))
    yield Figure("pages_2^40_over_2^20", median_ms(lambda: simulate(large)) / base, 2)


def _experiment(pages: int) -> dict[str, object]:
    document = default_experiment()
    for node in document["machine"]["nodes"]:
        node["mib"] = 2**43
    document["events"][1]["pages"] = pages
    document["events"][2]["pages"] = f"0-{pages - 1}"
    return document
