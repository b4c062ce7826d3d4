"""The state of the system that each stream meets: after the last event, or after a named one."""

from __future__ import annotations

from collections.abc import Mapping

from simcore.spec.experiment import Experiment
from simcore.system import System, run_events

__all__ = ("states_of",)


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


def _after(experiment: Experiment, event: int) -> System:
    system = System.boot(experiment)
    for _ in run_events(system, experiment.events[: event + 1]):
        pass
    return system
