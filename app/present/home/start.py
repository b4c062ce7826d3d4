"""What the start of a program can say: a view in; a task's CPUs, nodes and policy out.

A command, or a service, sets policy, nodes and CPUs once, before the program's first page. What
happens after that, or in another order than a start has, is listed, so that no text seems to say
more than it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.present.home.programs import beside, names
from app.present.views import TaskPolicy, View
from simcore.nodemask import NodeMask
from simcore.spec.events import (
    Bpfmap,
    Cpuset,
    EventBase,
    Mbind,
    MigratePages,
    MovePages,
    Pwrite,
    SchedSetaffinity,
    SetMempolicyHomeNode,
    Step,
    Touch,
)
from simcore.spec.experiment import Experiment, Task
from simcore.spec.limits import MAX_CPUS

__all__ = (
    "Start",
    "cpus_of",
    "main_task",
    "program_cpus",
    "starts",
    "threads_told",
    "unsaid",
)

_PLACES_PAGES = (Touch, Step, Pwrite, Bpfmap)
_STARTS = TaskPolicy | Cpuset | SchedSetaffinity
"""What a start says, if it comes before the first page."""
_NEVER = MigratePages | MovePages
_OF_RANGES = ((Mbind, "mbind"), (SetMempolicyHomeNode, "set_mempolicy_home_node"))
_SEE = "see the C program"
Placed = tuple[int, EventBase]


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """How a task starts: its policy, the nodes and CPUs that it may use.

    ``refused`` is the place of a policy that the kernel refuses. ``allowed`` is None when a cpuset
    leaves all nodes, ``cpus`` "" when CPUs make no difference. ``beside`` are other tasks whose
    threads run in the same program, on ``cpus`` too. ``left`` are the places of events that no
    start says, with the reason.
    """

    task: Task
    policy: TaskPolicy | None
    refused: int | None
    allowed: NodeMask | None
    cpus: str
    left: tuple[tuple[int, str], ...]
    beside: tuple[Task, ...] = ()

    def usable(self, nodes: NodeMask) -> NodeMask:
        """Of ``nodes`` those that the cpuset leaves: libnuma takes no others, Linux drops them."""
        return nodes if self.allowed is None else nodes & self.allowed


def main_task(experiment: Experiment) -> Task:
    """The task that the commands start: the one with the last policy, else the first."""
    asked = [event for event in experiment.events if isinstance(event, TaskPolicy)]
    wanted = asked[-1].task if asked else None
    named = (task for task in experiment.tasks if task.name == wanted)
    return next(named, experiment.tasks[0])


def starts(view: View) -> tuple[Start, ...]:
    """The start of each program, the main one first; a task in another's program has none."""
    first = main_task(view.experiment)
    within = {task.name for task in (first, *beside(view.experiment, first))}
    others = (task for task in view.experiment.tasks if task.name not in within)
    return tuple(_start(view, task) for task in (first, *others))


def _start(view: View, task: Task) -> Start:
    experiment, answers = view.experiment, view.result.events
    own = [
        (place, event)
        for place, event in enumerate(experiment.events)
        if getattr(event, "task", None) == task.name
    ]
    pages = [place for place, event in own if isinstance(event, _PLACES_PAGES)]
    end = min(pages, default=len(experiment.events))
    policies = [(p, e) for p, e in own if isinstance(e, TaskPolicy) and p < end]
    said, policy = policies[-1] if policies else (end, None)
    refused = policy is not None and said < len(answers) and answers[said].errno is not None
    return Start(
        task=task,
        policy=policy,
        refused=said if refused else None,
        allowed=_allowed(experiment, task, [e for p, e in own if p < said]),
        cpus=program_cpus(experiment, task, _cpu(task, [e for p, e in own if p < end])),
        beside=beside(experiment, task),
        left=tuple((p, why) for p, e in own for why in (_why(p, e, said, end),) if why),
    )


def _why(place: int, event: EventBase, said: int, end: int) -> str:
    """Why no start says an event; "" for one that it says, or that is the program's own to do."""
    if isinstance(event, Cpuset) and event.group is not None:
        return "another cgroup"
    if place > end and isinstance(event, _STARTS | _NEVER):
        return "after the first page"
    if place > said and isinstance(event, Cpuset):
        return "after the policy, which the kernel then moves to the nodes that are left"
    return ""


def _allowed(experiment: Experiment, task: Task, before: Sequence[EventBase]) -> NodeMask | None:
    sets = [e.mems for e in before if isinstance(e, Cpuset) and e.mems and e.group is None]
    allowed = NodeMask.parse(sets[-1]) if sets else experiment.mems_allowed(task)
    return allowed if experiment.machine.has_memory - allowed else None


def _cpu(task: Task, before: Sequence[EventBase]) -> int:
    return next((e.cpu for e in reversed(before) if isinstance(e, SchedSetaffinity)), task.cpu)


def cpus_of(experiment: Experiment, task: Task, cpu: int | None = None) -> str:
    """The CPUs that a task's threads run on; "" when they make no difference.

    They do as soon as two nodes have CPUs: then first touch and fallback depend on them. A single
    thread stays on its CPU (the task's own if not said), several have all CPUs of its node.
    """
    machine = experiment.machine
    cpu = task.cpu if cpu is None else cpu
    home = machine.node_of_cpu(cpu)
    if len(machine.has_cpu) < 2 or home is None:
        return ""
    first = experiment.tasks[0].name
    streams = experiment.workload.streams
    threads = sum(s.threads for s in streams if (s.task or first) == task.name)
    return machine.node(home).cpus if threads > 1 else str(cpu)


def program_cpus(experiment: Experiment, task: Task, cpu: int | None = None) -> str:
    """The CPUs that a task and those in the same program run on; "" when they do not matter."""
    lists = [cpus_of(experiment, task, cpu)]
    lists += [cpus_of(experiment, other) for other in beside(experiment, task)]
    if not all(lists):
        return ""
    cpus = NodeMask.parse(lists[0], MAX_CPUS)
    for more in lists[1:]:
        cpus |= NodeMask.parse(more, MAX_CPUS)
    return str(cpus) if len(lists) > 1 else lists[0]


def threads_told(experiment: Experiment, task: Task, tool: str) -> list[str]:
    """That threads of one program run on CPUs of their own, which no start says; else nothing."""
    tasks = (task, *beside(experiment, task))
    places = [f"{names([one])} on {cpus}" for one in tasks if (cpus := cpus_of(experiment, one))]
    if len(tasks) < 2 or len(places) < len(tasks):
        return []
    return [f"# {tool} cannot say which threads run where, one program does: {', '.join(places)}"]


def unsaid(view: View, start: Start, tool: str) -> list[str]:
    """Comments that name what ``tool`` leaves out of an experiment: ranges, and what is late."""
    events = view.experiment.events
    counts = [(sum(isinstance(e, kind) for e in events), call) for kind, call in _OF_RANGES]
    ranges = [
        f"# {tool} cannot say {call} ({count} call{'' if count == 1 else 's'}): {_SEE}"
        for count, call in counts
        if count
    ]
    late = [
        f"# left out: event {place}, {getattr(events[place], 'op', '')} ({why}): {_SEE}"
        for place, why in start.left
    ]
    own = [
        f"# {tool} cannot say the policy of {names([task])} in the same program: {_SEE}"
        for task in start.beside
        if any(isinstance(event, TaskPolicy) and event.task == task.name for event in events)
    ]
    return [*threads_told(view.experiment, start.task, tool), *own, *ranges, *late]
