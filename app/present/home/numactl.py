"""The commands that do the same on a real box: sysfs, cpuset, taskset and numactl.

What no command says stands there as a comment, and so does what the kernel refuses.
"""

from __future__ import annotations

from app.present.home.modes import mode_of, nodes_of
from app.present.home.weights import weight_lines
from app.present.views import TaskPolicy, View
from app.present.weighing import changing
from simcore.kernel.errno import Errno
from simcore.nodemask import NodeMask
from simcore.spec.events import Cpuset, Mbind, SetMempolicy2, SetMempolicyHomeNode
from simcore.spec.experiment import Experiment, Task

__all__ = ("allowed_nodes", "commands", "cpu_list", "numactl_command", "pinned_to")

_OPTIONS = {
    "interleave": "--interleave={nodes}",
    "weighted_interleave": "--weighted-interleave={nodes}",
    "bind": "--membind={nodes}",
    "preferred": "--preferred={nodes}",
    "preferred_many": "--preferred-many={nodes}",
    "local": "--localalloc",
}
_SINCE = {"weighted_interleave": "2.0.19", "preferred_many": "2.0.15", "numa_balancing": "2.0.15"}
"""The first numactl that knows an option; the others are older than anybody's."""
_UNSAID = {
    "static_nodes": "# numactl cannot say static_nodes: see the C program",
    "numa_balancing": "# numactl cannot say numa_balancing here: see the C program",
    "relative_nodes": "# numactl cannot say relative_nodes: write +0-1 for nodes of the cpuset",
}
_FLAG_NOWHERE = "# the attribute flags are in no kernel: interleave alone is the nearest"
_NOWHERE = "# set_mempolicy2 is in no kernel: this is the nearest that Linux has"
_NO_POLICY = "   # no policy: pages come from the node of the CPU that touches them"

_BY_RANGES = "   # the task has no policy of its own; its ranges have some"


def commands(view: View) -> list[str]:
    """Shell lines, ready to paste; a comment line where no command says it."""
    if view.policy_refused:
        return ["# no command: the kernel refuses this policy", *_why(view)]
    lines = [*_cpuset(view), *_started(view)]
    return [*lines, *_left_to_programs(view)]


def _why(view: View) -> list[str]:
    """What the kernel says against the last policy."""
    answers = [
        answer
        for event, answer in zip(view.experiment.events, view.result.events, strict=False)
        if event is view.policy and answer.errno is not None
    ]
    return [f"# {Errno(a.errno).name}: {comment(a.check or '')}" for a in answers if a.errno]


def comment(text: str) -> str:
    """Text on one line."""
    return " ".join(text.split())


def _started(view: View) -> list[str]:
    """The weights, and the program under its policy."""
    asked = mode_of(view.policy) if view.policy else None
    if view.policy is None or asked is None or asked[0] == "default":
        why = _BY_RANGES if view.range_policies else _NO_POLICY
        return [f"{pinned_to(view.experiment)}./app{why}"]
    mode, flags = asked
    nodes = nodes_of(view.policy, mode, view.experiment.machine.has_memory)
    weights = _weights(view, nodes) if mode == "weighted_interleave" else []
    needed = [
        f"# needs numactl {_SINCE[name]} or newer"
        for name in (mode, *(flag for flag, _ in _balancing(mode, flags)))
        if name in _SINCE
    ]
    said = {"numa_balancing"} if mode == "bind" else set()
    unsaid = [_UNSAID.get(flag, _FLAG_NOWHERE) for flag in flags if flag not in said]
    unsaid += [_NOWHERE] if isinstance(view.policy, SetMempolicy2) else []
    return [
        *weights,
        *needed,
        *unsaid,
        pinned_to(view.experiment) + numactl_command(mode, flags, nodes),
    ]


def _weights(view: View, nodes: NodeMask) -> list[str]:
    """The weights at the start, and which events change them."""
    later = [f"# event {place} changes them later: see sysfs" for place in changing(view)]
    return [*weight_lines(view, nodes), *later]


def _balancing(mode: str, flags: tuple[str, ...]) -> list[tuple[str, str]]:
    """The option for NUMA balancing, which numactl knows beside --membind only."""
    wanted = mode == "bind" and "numa_balancing" in flags
    return [("numa_balancing", "--balancing")] if wanted else []


def numactl_command(mode: str, flags: tuple[str, ...], nodes: NodeMask, app: str = "./app") -> str:
    """Numactl with the option of a mode; ``local`` and ``preferred`` are told apart already."""
    options = [option for _, option in _balancing(mode, flags)]
    return " ".join(["numactl", *options, _OPTIONS[mode].format(nodes=nodes), app])


def _main(experiment: Experiment) -> Task:
    """The task that the commands start: the one with the last policy, else the first."""
    asked = [event for event in experiment.events if isinstance(event, TaskPolicy)]
    wanted = asked[-1].task if asked else None
    named = (task for task in experiment.tasks if task.name == wanted)
    return next(named, experiment.tasks[0])


def cpu_list(experiment: Experiment) -> str:
    """The CPUs that the program runs on; "" when they make no difference.

    They do as soon as two nodes have CPUs: then first touch and fallback depend on them.
    """
    machine, task = experiment.machine, _main(experiment)
    home = machine.node_of_cpu(task.cpu)
    if len(machine.has_cpu) < 2 or home is None:
        return ""
    threads = [s.threads for s in experiment.workload.streams if s.task == task.name]
    return machine.node(home).cpus if sum(threads) > 1 else str(task.cpu)


def pinned_to(experiment: Experiment) -> str:
    """What a command begins with when its CPUs make a difference."""
    cpus = cpu_list(experiment)
    return f"taskset -c {cpus} " if cpus else ""


def allowed_nodes(view: View) -> str:
    """The nodes that a cpuset leaves to the program; "" when it leaves all."""
    experiment = view.experiment
    task = _main(experiment)
    later = [
        event.mems
        for event in experiment.events
        if isinstance(event, Cpuset) and event.mems is not None and event.task == task.name
    ]
    allowed = NodeMask.parse(later[-1]) if later else experiment.mems_allowed(task)
    return "" if not experiment.machine.has_memory - allowed else str(allowed)


def _cpuset(view: View) -> list[str]:
    """A cgroup (version 2) of its own for the shell, when the program may not use all nodes."""
    nodes = allowed_nodes(view)
    if not nodes:
        return []
    return [
        "G=/sys/fs/cgroup/ilx   # cgroup v2; the writes need root",
        "echo +cpuset > /sys/fs/cgroup/cgroup.subtree_control",
        "mkdir -p $G",
        f"echo {nodes} > $G/cpuset.mems",
        "echo $$ > $G/cgroup.procs",
    ]


def _left_to_programs(view: View) -> list[str]:
    """What only a program can say for itself."""
    ranges = sum(isinstance(event, Mbind) for event in view.experiment.events)
    homes = sum(isinstance(event, SetMempolicyHomeNode) for event in view.experiment.events)
    told = [(ranges, "mbind"), (homes, "set_mempolicy_home_node")]
    return [
        f"# numactl cannot say {call} ({count} call{'' if count == 1 else 's'}): see the C program"
        for count, call in told
        if count
    ]
