"""Which tasks are threads of one program: an experiment in, groups of tasks out.

Tasks that use the same region are one program, for no other one sees its memory. A command, or a
service, starts one program.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simcore.spec.events import Mmap
from simcore.spec.experiment import Experiment, Task

__all__ = ("beside", "names", "programs")


def beside(experiment: Experiment, task: Task) -> tuple[Task, ...]:
    """The other tasks whose streams run in the program of ``task``."""
    own, running = _regions(experiment, task.name), _running(experiment)
    return tuple(
        other
        for other in experiment.tasks
        if other.name != task.name
        and other.name in running
        and own & _regions(experiment, other.name)
    )


def programs(experiment: Experiment, first: Task) -> Iterator[tuple[Task, ...]]:
    """The tasks of each program with a stream, that of ``first`` at the start."""
    running, told = _running(experiment), set[str]()
    for task in (first, *experiment.tasks):
        others = beside(experiment, task)
        if task.name in told or not (others or task.name in running):
            continue
        tasks = (task, *(other for other in others if other.name not in told))
        told |= {one.name for one in tasks}
        yield tasks


def names(tasks: Sequence[Task]) -> str:
    """Their names on one line."""
    return " and ".join(" ".join(task.name.split()) for task in tasks)


def _running(experiment: Experiment) -> set[str]:
    """The tasks that have a stream."""
    first = experiment.tasks[0].name
    return {stream.task or first for stream in experiment.workload.streams}


def _regions(experiment: Experiment, task: str) -> set[str]:
    """The regions that a task mapped, or reads and writes."""
    first = experiment.tasks[0].name
    mapped = {e.id for e in experiment.events if isinstance(e, Mmap) and (e.task or first) == task}
    streams = (s for s in experiment.workload.streams if (s.task or first) == task)
    return mapped.union(*(stream.regions for stream in streams))
