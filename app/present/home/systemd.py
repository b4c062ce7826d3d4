"""A systemd drop-in: policy, nodes and CPUs of a service, as far as systemd has words for them."""

from __future__ import annotations

from app.present.home.modes import mode_of, nodes_of
from app.present.home.numactl import allowed_nodes, cpu_list, numactl_command
from app.present.home.subject import Subject
from app.present.home.weights import weight_lines
from app.present.views import View
from simcore.nodemask import NodeMask

__all__ = ("systemd_drop_in",)

_KNOWN = frozenset({"default", "preferred", "bind", "interleave", "local"})
"""What NUMAPolicy= takes."""
_MASKLESS = frozenset({"default", "local"})
_HEAD = (
    "# /etc/systemd/system/app.service.d/memory.conf",
    "# NUMAPolicy= needs systemd 243 or newer, AllowedMemoryNodes= 244 and cgroup v2.",
    "[Service]",
)


def systemd_drop_in(subject: Subject) -> str:
    """The text of the drop-in."""
    view = subject.view
    lines = [*_HEAD, *_policy(view)]
    allowed, cpus = allowed_nodes(view), cpu_list(view.experiment)
    if allowed:
        lines.append(f"AllowedMemoryNodes={allowed.replace(',', ' ')}")
    if cpus:
        lines.append(f"CPUAffinity={cpus.replace(',', ' ')}")
    return "\n".join([*lines, ""])


def _policy(view: View) -> list[str]:
    asked = mode_of(view.policy) if view.policy else None
    if view.policy_refused or (view.policy is not None and asked is None):
        return ["# The kernel refuses this policy, so there is nothing to set."]
    if view.policy is None or asked is None:
        return ["NUMAPolicy=default"]
    mode, flags = asked
    nodes = nodes_of(view.policy, mode, view.experiment.machine.has_memory)
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
    return [
        *(["# The weights are the whole system's and do not survive a reboot."] if writes else []),
        f"# systemd has no word for {unsaid}: sysfs is written first, numactl starts the program.",
        *(_before(line) for line in writes[1:] if line.startswith("echo")),
        "ExecStart=",
        f"ExecStart=/usr/bin/{command}",
    ]


def _before(line: str) -> str:
    """A shell line as a step before the start, with the rights of root."""
    write = line.partition("   #")[0].replace("$W", "/sys/kernel/mm/mempolicy/weighted_interleave")
    return f"ExecStartPre=+/bin/sh -c '{write}'"
