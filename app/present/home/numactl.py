"""The commands that do the same on a real box: sysfs, cpuset, taskset and numactl.

What no command says stands there as a comment, and so does what the kernel refuses.
"""

from __future__ import annotations

from app.present.home.modes import mode_of, nodes_of
from app.present.home.programs import programs
from app.present.home.start import Start, starts, unsaid
from app.present.home.weights import weight_lines
from app.present.views import View
from app.present.weighing import changing
from simcore.kernel.errno import Errno
from simcore.nodemask import NodeMask
from simcore.spec.events import SetMempolicy2

__all__ = ("commands", "needs", "numactl_command", "pinned")

_OPTIONS = {
    "interleave": "--interleave={nodes}",
    "weighted_interleave": "--weighted-interleave={nodes}",
    "bind": "--membind={nodes}",
    "preferred": "--preferred={nodes}",
    "preferred_many": "--preferred-many={nodes}",
    "local": "--localalloc",
}
_SINCE = {
    "weighted_interleave": ("6.9", "2.0.19"),
    "preferred_many": ("5.15", "2.0.15"),
    "numa_balancing": ("5.12", "2.0.15"),
}
"""The first Linux and the first numactl that know a mode; the others are older than anybody's."""
_UNSAID = {
    "static_nodes": "# numactl cannot say static_nodes: see the C program",
    "numa_balancing": "# numactl cannot say numa_balancing here: see the C program",
    "relative_nodes": "# numactl cannot say relative_nodes: write +0-1 for nodes of the cpuset",
}
_FLAG_NOWHERE = "# the attribute flags are in no kernel: interleave alone is the nearest"
_NOWHERE = "# set_mempolicy2 is in no kernel: this is the nearest that Linux has"
_AT_ONCE = "# the rate is of all tasks at once: start these beside it, each with its policy"
_NO_POLICY = "   # no policy: pages come from the node of the CPU that touches them"

_BY_RANGES = "   # the task has no policy of its own; its ranges have some"


def commands(view: View) -> list[str]:
    """Shell lines, ready to paste; a comment line where no command says it."""
    start, *others = starts(view)
    if start.refused is not None:
        lines = ["# no command: the kernel refuses this policy", _refusal(view, start.refused)]
    else:
        lines = [*_cpuset(start), *_started(view, start)]
    told = [_other(view, other) for other in others]
    at_once = [_AT_ONCE] if len(list(programs(view.experiment, start.task))) > 1 else []
    return [*lines, *at_once, *told, *unsaid(view, start, "numactl")]


def _refusal(view: View, place: int) -> str:
    answer = view.result.events[place]
    return f"# {Errno(answer.errno or 0).name}: {comment(answer.check or '')}"


def comment(text: str) -> str:
    """Text on one line."""
    return " ".join(text.split())


def _started(view: View, start: Start) -> list[str]:
    """The weights, and the program under its policy."""
    asked = mode_of(start.policy) if start.policy else None
    if start.policy is None or asked is None or asked[0] == "default":
        why = _BY_RANGES if view.range_policies else _NO_POLICY
        return [f"{pinned(start.cpus)}./app{why}"]
    mode, flags = asked
    weights = _weights(view, _nodes(view, start, mode)) if mode == "weighted_interleave" else []
    said = {"numa_balancing"} if mode == "bind" else set()
    unsaid = [_UNSAID.get(flag, _FLAG_NOWHERE) for flag in flags if flag not in said]
    unsaid += [_NOWHERE] if isinstance(start.policy, SetMempolicy2) else []
    return [*weights, *needs(mode, flags), *unsaid, _line(view, start)]


def _nodes(view: View, start: Start, mode: str) -> NodeMask:
    assert start.policy is not None
    return start.usable(nodes_of(start.policy, mode, view.experiment.machine.has_memory))


def _line(view: View, start: Start) -> str:
    """The one line that starts a task."""
    asked = mode_of(start.policy) if start.policy and start.refused is None else None
    if asked is None or asked[0] == "default":
        return f"{pinned(start.cpus)}./app"
    mode, flags = asked
    return pinned(start.cpus) + numactl_command(mode, flags, _nodes(view, start, mode))


def _other(view: View, start: Start) -> str:
    """The line of a task beside the main one, which the other lines start."""
    allowed = "" if start.allowed is None else f", in a cpuset with mems {start.allowed}"
    return f"# another task, {comment(start.task.name)}{allowed}: {_line(view, start)}"


def needs(mode: str, flags: tuple[str, ...] = ()) -> list[str]:
    """Comments that name the versions which know a mode and its option."""
    return [
        f"# needs Linux {_SINCE[name][0]} and numactl {_SINCE[name][1]} or newer"
        for name in (mode, *(flag for flag, _ in _balancing(mode, flags)))
        if name in _SINCE
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


def pinned(cpus: str) -> str:
    """What a command begins with when its CPUs make a difference."""
    return f"taskset -c {cpus} " if cpus else ""


def _cpuset(start: Start) -> list[str]:
    """A cgroup (version 2) of its own for the shell, when the program may not use all nodes."""
    if start.allowed is None:
        return []
    return [
        "G=/sys/fs/cgroup/ilx   # cgroup v2; the writes need root",
        "echo +cpuset > /sys/fs/cgroup/cgroup.subtree_control",
        "mkdir -p $G",
        f"echo {start.allowed} > $G/cpuset.mems",
        "echo $$ > $G/cgroup.procs",
    ]
