"""What each stream meets, after the last event or a named one: the system, and its own pages."""

from __future__ import annotations

from collections.abc import Mapping

from simcore.spec.experiment import Experiment, Stream
from simcore.system import System, run_events

__all__ = ("shares_of", "states_of")


def states_of(experiment: Experiment, running: System) -> tuple[System, ...]:
    """The state for each stream; ``running`` is that after the last event.

    An event that a stream names is reached once more from the start, once for all streams that
    name it: events act the same every time.
    """
    last = len(experiment.events) - 1
    named = {stream.after_event for stream in experiment.workload.streams}
    reached: Mapping[int | None, System] = {
        event: _after(experiment, event) for event in named if event is not None and event < last
    }
    return tuple(reached.get(stream.after_event, running) for stream in experiment.workload.streams)


def shares_of(stream: Stream, running: System) -> dict[int, float]:
    """Share of a stream's traffic on each node; empty when its regions hold no page."""
    shares: dict[int, float] = {}
    for name, permille in stream.regions.items():
        region = running.regions.get(name)
        counts = region.map.counts() if region is not None else {}
        total = sum(counts.values())
        if total == 0 and permille:
            return {}
        for node, count in counts.items():
            shares[node] = shares.get(node, 0.0) + permille / 1000 * count / total
    return shares


def _after(experiment: Experiment, event: int) -> System:
    system = System.boot(experiment)
    for _ in run_events(system, experiment.events[: event + 1]):
        pass
    return system
