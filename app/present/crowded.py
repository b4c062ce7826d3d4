"""Threads and the CPUs that they run on: the model counts threads, a machine runs CPUs."""

from __future__ import annotations

from app.present import text
from app.present.views import View
from simcore.nodemask import NodeMask
from simcore.spec.events import SchedSetaffinity
from simcore.spec.limits import MAX_CPUS

__all__ = ("crowded",)


def crowded(view: View) -> str:
    """That more threads run than their node has CPUs, in a sentence; "" where they do not.

    Streams count with the first one that are looked at together with it, from the same node.
    """
    machine, streams = view.experiment.machine, view.experiment.workload.streams
    if not streams:
        return ""
    homes = {task: machine.node_of_cpu(cpu) for task, cpu in _cpus(view).items()}
    first, home = streams[0], homes.get(streams[0].task or "")
    if home is None:
        return ""
    threads = sum(
        stream.threads
        for stream in streams
        if homes.get(stream.task or "") == home and stream.after_event == first.after_event
    )
    cpus = len(NodeMask.parse(machine.node(home).cpus, MAX_CPUS))
    if threads <= cpus:
        return ""
    told = {"threads": text.grouped(threads), "cpus": text.grouped(cpus), "node": home}
    return view.words("remarks.crowded", n=cpus, **told)


def _cpus(view: View) -> dict[str, int]:
    """The CPU of each task after the last event."""
    cpus = {task.name: task.cpu for task in view.experiment.tasks}
    moves = (event for event in view.experiment.events if isinstance(event, SchedSetaffinity))
    return cpus | {event.task: event.cpu for event in moves if event.task}
