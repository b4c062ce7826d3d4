"""System calls by their registers: check and effect of one call in the median, in microseconds."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator

from tests.bench.figure import Figure
from tests.fuzzing import STEP_BYTES, Machine


def figures() -> Iterator[Figure]:
    """The median over calls that mostly succeed, on a series that has all of them."""
    machine, chance = Machine("mempolicy2-v6"), random.Random(1)
    taken = []
    for _ in range(5_000):
        script = chance.randbytes(STEP_BYTES)
        start = time.perf_counter()
        machine.step(script)
        taken.append((time.perf_counter() - start) * 1e6)
    yield Figure("call_us", statistics.median(taken), 50)
