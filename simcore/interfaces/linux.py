"""What Linux has: numactl, the calls with weights in sysfs, and sysfs alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from simcore.interfaces.calls import (
    call,
    extent,
    get_mempolicy,
    numa_maps,
    policy_fields,
    set_home_node,
    three_arguments,
    weight_reads,
    weight_writes,
)
from simcore.interfaces.intent import Intent, PageSpan, ratio
from simcore.interfaces.plan import Ask, Plan, Step
from simcore.kernel.weights import auto_weights
from simcore.system import System

__all__ = ("global_weights", "home_by_second_call", "linux", "mbind", "numactl", "sysfs")

NUMACTL: Mapping[str, str] = {
    "interleave": "--interleave={nodes}",
    "weighted_interleave": "--weighted-interleave={nodes}",
    "bind": "--membind={nodes}",
    "preferred": "--preferred={nodes}",
    "preferred_many": "--preferred-many={nodes}",
    "local": "--localalloc",
}
"""The option for each mode."""
NUMACTL_SINCE: Mapping[str, str] = {"weighted_interleave": "2.0.19", "preferred_many": "2.0.15"}
HOME_MODES = ("bind", "preferred_many")
"""Modes that look at a home node."""


def global_weights(ask: Ask, plan: Plan) -> None:
    """Weights by the files of sysfs, and what that means for others."""
    writes = list(weight_writes(ask.table))
    plan.steps += writes
    if ask.table:
        plan.leaves_out("own_weights")
    if len(ask.intent.tables) > 1:
        plan.leaves_out("weights_per_range", table=ratio(ask.table))
    if writes:
        plan.note("root")


def mbind(intent: Intent, span: PageSpan) -> Step:
    """The call for a range."""
    arguments, size = three_arguments(intent)
    fields = {**span.fields, **policy_fields(intent)}
    return call("mbind", [*extent(intent, span), *arguments, "0"], fields, more_bytes=size)


def set_mempolicy(intent: Intent) -> Step:
    """The call for the task."""
    arguments, size = three_arguments(intent)
    return call("set_mempolicy", arguments, policy_fields(intent), more_bytes=size)


def home_by_second_call(intent: Intent, plan: Plan, name: str = "", reach: str = "") -> None:
    """set_mempolicy_home_node for each range, where the mode has a home node."""
    if intent.home_node is None:
        return
    if not intent.ranges:
        plan.leaves_out("home_node_of_task")
    elif intent.mode == "default":
        plan.leaves_out("home_node_default")
    elif intent.mode not in HOME_MODES:
        plan.leaves_out("home_node_mode", mode=intent.mode)
    else:
        plan.note("second_call")
        plan.steps += [set_home_node(intent, span, name, reach) for span in intent.ranges]


def linux(ask: Ask) -> Plan:
    """set_mempolicy or mbind, set_mempolicy_home_node for each range, weights in sysfs."""
    intent, plan = ask.intent, Plan()
    if intent.who != "self":
        plan.leaves_out("other_task")
        plan.reads = [numa_maps(), *weight_reads(intent)]
        return plan
    global_weights(ask, plan)
    plan.steps += [mbind(intent, span) for span in intent.ranges] or [set_mempolicy(intent)]
    home_by_second_call(intent, plan)
    plan.reads = [*get_mempolicy(intent, intent.ranges), *weight_reads(intent)]
    return plan


def numactl(ask: Ask) -> Plan:
    """A program is started under a policy; nothing of it can change afterwards."""
    intent, plan = ask.intent, Plan()
    plan.reads = [numa_maps(), *weight_reads(intent)]
    if intent.who != "self":
        plan.leaves_out("running_task")
        return plan
    global_weights(ask, plan)
    kept = tuple(f for f in intent.flags if f == "numa_balancing" and intent.mode == "bind")
    for flag in intent.flags:
        if flag not in kept:
            plan.leaves_out("flag", flag=flag, name="numactl")
    if intent.ranges:
        plan.leaves_out("range", name="numactl")
    if intent.home_node is not None:
        plan.leaves_out("home_node", name="numactl")
    plan.steps.append(_start(intent.model_copy(update={"flags": kept})))
    plan.note("numactl_threads")
    if intent.mode in NUMACTL_SINCE:
        plan.note("numactl_version", version=NUMACTL_SINCE[intent.mode])
    return plan


def _start(intent: Intent) -> Step:
    """The command; its bytes are those of the system call that numactl makes."""
    options = [NUMACTL[intent.mode].format(nodes=intent.nodes)] if intent.mode in NUMACTL else []
    words = [*(["--balancing"] if intent.flags else []), *options, "./app"]
    line = " ".join(["numactl", *words] if options else words)
    return replace(set_mempolicy(intent), line=line, kind="command")


def sysfs(ask: Ask) -> Plan:
    """The administrator alone: the table of weights, and nothing else."""
    intent, plan = ask.intent, Plan()
    global_weights(ask, plan)
    plan.leaves_out("policy")
    if intent.home_node is not None:
        plan.leaves_out("home_node", name="sysfs")
    if ask.table:
        plan.note("followers")
        if _auto_agrees(ask):
            plan.note("auto")
    plan.reads = weight_reads(intent)
    return plan


def _auto_agrees(ask: Ask) -> bool:
    """Whether the weights that the kernel computes from bandwidths have the ratio of the table."""
    known = System.boot(ask.intent.experiment).bandwidth
    if not known or not all(known.values()):
        return False
    found = auto_weights(known)
    first = next(iter(ask.table))
    return all(found[n] * ask.table[first] == w * found[first] for n, w in ask.table.items())
