"""A systemd drop-in: policy, nodes and CPUs of a service, as far as systemd has words for them."""

from __future__ import annotations

from app.present.home.modes import mode_of, nodes_of
from app.present.home.numactl import needs, numactl_command
from app.present.home.start import Start, starts, unsaid
from app.present.home.subject import Subject
from app.present.home.weights import weight_lines
from app.present.views import View
from simcore.nodemask import NodeMask

__all__ = ("systemd_drop_in",)

_KNOWN = frozenset({"default", "preferred", "bind", "interleave", "local"})
"""What NUMAPolicy= takes."""
_MASKLESS = frozenset({"default", "local"})
_FILE = "# /etc/systemd/system/app.service.d/memory.conf"
_SINCE = {
    "NUMAPolicy=": "# NUMAPolicy= needs systemd 243 or newer.",
    "AllowedMemoryNodes=": "# AllowedMemoryNodes= needs systemd 244 or newer, and cgroup v2.",
}


def systemd_drop_in(subject: Subject) -> str:
    """The text of the drop-in, for the main task."""
    view = subject.view
    start, *others = starts(view)
    settings = _policy(view, start)
    if start.allowed is not None:
        settings.append(f"AllowedMemoryNodes={str(start.allowed).replace(',', ' ')}")
    if start.cpus:
        settings.append(f"CPUAffinity={start.cpus.replace(',', ' ')}")
    since = [told for word, told in _SINCE.items() if any(s.startswith(word) for s in settings)]
    lines = [_FILE, *since, *_tasks(start, others), *unsaid(view, start, "systemd")]
    return "\n".join([*lines, "[Service]", *settings, ""])


def _tasks(start: Start, others: list[Start]) -> list[str]:
    """Which task this is, where there are several; a service holds one."""
    if not others:
        return []
    names = ", ".join(" ".join(other.task.name.split()) for other in others)
    own = " ".join(start.task.name.split())
    return [f"# This is the task {own}; a unit of its own is for each other: {names}."]


def _policy(view: View, start: Start) -> list[str]:
    asked = mode_of(start.policy) if start.policy else None
    if start.refused is not None or (start.policy is not None and asked is None):
        return ["# The kernel refuses this policy, so there is nothing to set."]
    if start.policy is None or asked is None:
        return ["NUMAPolicy=default"]
    mode, flags = asked
    nodes = start.usable(nodes_of(start.policy, mode, view.experiment.machine.has_memory))
    if mode in _KNOWN and not flags:
        mask = [] if mode in _MASKLESS else [f"NUMAMask={nodes}"]
        return [f"NUMAPolicy={mode}", *mask]
    if mode == "default":  # flags that change nothing without a mask
        return ["NUMAPolicy=default"]
    return _wrapped(view, mode, flags, nodes)


def _wrapped(view: View, mode: str, flags: tuple[str, ...], nodes: NodeMask) -> list[str]:
    """What systemd cannot say is said by the programs that it starts."""
    unsaid = " with ".join([mode, *flags[:1]]) if mode in _KNOWN else mode
    writes = weight_lines(view, nodes) if mode == "weighted_interleave" else []
    command = numactl_command(mode, flags, nodes, "/usr/local/bin/app")
    first = "sysfs is written first, " if writes else ""
    return [
        *(["# The weights are the whole system's and do not survive a reboot."] if writes else []),
        *needs(mode, flags),
        f"# systemd has no word for {unsaid}: {first}numactl starts the program.",
        *(_before(line) for line in writes if line.startswith("echo")),
        "ExecStart=",
        f"ExecStart=/usr/bin/{command}",
    ]


def _before(line: str) -> str:
    """A shell line as a step before the start, with the rights of root."""
    write = line.partition("   #")[0].replace("$W", "/sys/kernel/mm/mempolicy/weighted_interleave")
    return f"ExecStartPre=+/bin/sh -c '{write}'"
