"""Events and replay: what ten thousand events, 64 nodes and the recorded kernels cost."""

from __future__ import annotations

import lzma
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simcore import decode
from simcore.placement.pattern import Pattern
from simcore.replay.files import replay_file
from simcore.system import System, run_events
from tests.bench.figure import Figure, median_ms
from tests.build import default_experiment

_TRACES = Path(__file__).parents[1] / "oracle" / "traces"


def figures() -> Iterator[Figure]:
    """Seconds for many events and for all traces; counts of 2^48 pages against 2^12."""
    round_of_64 = Pattern.of((node, 1 + node * 4) for node in range(64))
    few = median_ms(lambda: [round_of_64.counts(5, 2**12) for _ in range(100)])
    many = median_ms(lambda: [round_of_64.counts(5, 2**48) for _ in range(100)])
    yield Figure("counts_2^48_over_2^12", many / few, 2)
    experiment = decode(_alternating(10_000))
    yield Figure("events_10000_s", _seconds(lambda: list(_run(experiment))), 2)
    yield Figure("replay_s", _seconds(_replay), 60)


def _run(experiment: Any) -> Iterator[Any]:
    return run_events(System.boot(experiment), experiment.events)


def _seconds(act: Any) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _alternating(count: int) -> dict[str, Any]:
    """Weights, touch and mbind in turn, each touch a few pages further on."""
    document = default_experiment()
    pages, events = 64 * count, document["events"][:1]
    events.append({"op": "mmap", "id": "heap", "pages": pages})
    for turn in range((count - 2) // 3):
        first = turn * 128
        events += (
            {"op": "weights", "set": {"0": 1 + turn % 9}},
            {"op": "touch", "id": "heap", "pages": f"{first}-{first + 63}"},
            {
                "op": "mbind",
                "id": "heap",
                "first": first + 64,
                "pages": 64,
                "mode": "interleave" if turn % 2 else "bind",
                "nodes": "0-1",
            },
        )
    return document | {"events": events}


def _replay() -> None:
    for path in sorted(_TRACES.glob("*.xz")):
        if replay_file(lzma.decompress(path.read_bytes())).wrong:
            raise RuntimeError(f"{path.name} does not replay")
