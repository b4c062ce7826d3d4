"""The commands that do the same on a real box."""

from __future__ import annotations

from app.present.views import View
from simcore.nodemask import NodeMask

__all__ = ("commands",)

_SYSFS = "/sys/kernel/mm/mempolicy/weighted_interleave"
_NUMACTL = {
    "interleave": "--interleave={nodes}",
    "weighted_interleave": "--weighted-interleave={nodes}",
    "bind": "--membind={nodes}",
    "preferred": "--preferred={nodes}",
    "preferred_many": "--preferred-many={nodes}",
    "local": "--localalloc",
}
"""numactl options; weighted interleave since numactl 2.0.19."""


def commands(view: View) -> list[str]:
    """Shell lines, ready to paste; a comment line where no command says it."""
    policy = view.policy
    if view.policy_refused:
        return ["# no command: the kernel refuses this policy"]
    if policy is None or policy.mode == "default":
        return ["./app   # no policy: pages come from the node of the CPU that touches them"]
    lines = _weights(view) if policy.mode == "weighted_interleave" else []
    return [*lines, _numactl(policy.mode, view.policy_nodes)]


def _weights(view: View) -> list[str]:
    folder = f"W={_SYSFS}   # the writes need root"
    if view.experiment.sysfs.auto:
        return [folder, "echo true > $W/auto"]
    return [folder, *(f"echo {view.weights[node]} > $W/node{node}" for node in view.policy_nodes)]


def _numactl(mode: str, nodes: tuple[int, ...]) -> str:
    if mode == "preferred":  # the kernel keeps the lowest node, numactl takes one only
        mode, nodes = ("preferred", nodes[:1]) if nodes else ("local", ())
    return f"numactl {_NUMACTL[mode].format(nodes=NodeMask.of(nodes))} ./app"
