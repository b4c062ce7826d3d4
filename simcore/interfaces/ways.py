"""The interfaces: how each says a wanted policy, what it leaves unsaid, and what it costs.

``WAYS`` is the table. A way turns an intent into steps (events of our vocabulary, each with the
line a person would write), reasons why something is left unsaid, effects on others, and how the
policy is read back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from simcore.interfaces.attribute import nearest_attribute
from simcore.interfaces.intent import Intent, PageSpan
from simcore.kernel.arguments import mode_word
from simcore.spec.events import Mmap
from simcore.syscalls.calls import Status
from simcore.syscalls.structs import LAYOUTS

__all__ = ("WAYS", "Plan", "Reading", "Step", "Way")

_MASK_BYTES = 8
_REGISTER_BYTES = 8
_SYSFS = "/sys/kernel/mm/mempolicy"
_NUMACTL = {
    "interleave": "--interleave={nodes}",
    "weighted_interleave": "--weighted-interleave={nodes}",
    "bind": "--membind={nodes}",
    "preferred": "--preferred={nodes}",
    "preferred_many": "--preferred-many={nodes}",
    "local": "--localalloc",
}
_NUMACTL_SINCE = {"weighted_interleave": "2.0.19", "preferred_many": "2.0.15"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do: an event, the line for it, the bytes that the kernel is given."""

    event: Mapping[str, Any]
    line: str
    bytes: int
    root: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How a policy is read back: calls, files, and what nothing tells."""

    calls: int = 0
    files: int = 0
    untold: tuple[str, ...] = ()


@dataclass(slots=True)
class Plan:
    """What a way makes of an intent."""

    steps: list[Step] = field(default_factory=list)
    cannot: list[str] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    reading: Reading = Reading()


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """An interface: its name, where it is known from, the kernel that has it, how it plans.

    ``limits`` are the parts of a policy that it has no word for, whatever is wanted, and why.
    """

    name: str
    title: str
    status: Status
    kernel: Callable[[str], str]
    plan: Callable[[Intent, str], Plan]
    limits: Mapping[str, str] = field(default_factory=dict)


def _task_name(intent: Intent) -> str:
    return intent.experiment.tasks[0].name


def _spans(intent: Intent) -> tuple[PageSpan, ...]:
    """The ranges; for the whole task every region that the experiment maps."""
    if intent.ranges:
        return intent.ranges
    return tuple(
        PageSpan(id=event.id) for event in intent.experiment.events if isinstance(event, Mmap)
    )


def _policy(intent: Intent) -> dict[str, Any]:
    return {"mode": intent.mode, "flags": list(intent.flags), "nodes": intent.nodes}


def _symbol(intent: Intent) -> str:
    flags = [f"MPOL_F_{flag.upper()}" for flag in intent.flags]
    return " | ".join([f"MPOL_{intent.mode.upper()}", *flags])


def _mask(nodes: str) -> str:
    return f"{{{nodes}}}" if nodes else "NULL"


def _maxnode(intent: Intent) -> int:
    mask = intent.mask
    return max(mask) + 2 if mask else 0


def _set_mempolicy(intent: Intent) -> Step:
    line = f"set_mempolicy({_symbol(intent)}, {_mask(intent.nodes)}, {_maxnode(intent)})"
    return Step(
        event={"op": "set_mempolicy", **_policy(intent)},
        line=line,
        bytes=3 * _REGISTER_BYTES + _MASK_BYTES,
    )


def _mbind(intent: Intent, span: PageSpan) -> Step:
    asked = f"{_symbol(intent)}, {_mask(intent.nodes)}, {_maxnode(intent)}, 0"
    return Step(
        event={"op": "mbind", **span.fields, **_policy(intent)},
        line=f"mbind({span}, {asked})",
        bytes=6 * _REGISTER_BYTES + _MASK_BYTES,
    )


def _set_home(intent: Intent, span: PageSpan) -> Step:
    return Step(
        event={"op": "set_mempolicy_home_node", **span.fields, "node": intent.home_node},
        line=f"set_mempolicy_home_node({span}, {intent.home_node}, 0)",
        bytes=4 * _REGISTER_BYTES,
    )


def _weight_writes(intent: Intent) -> Iterator[Step]:
    """One write for each node whose global weight is another one."""
    now = intent.experiment.sysfs.weights
    for node, weight in sorted(intent.weights.items()):
        if intent.experiment.sysfs.auto or now.get(str(node), 1) != weight:
            yield Step(
                event={"op": "weights", "set": {str(node): weight}},
                line=f"echo {weight} > {_SYSFS}/weighted_interleave/node{node}",
                bytes=len(str(weight)) + 1,
                root=True,
            )


def _files(intent: Intent) -> int:
    """Weight files to read for the whole policy."""
    return len(intent.mask) if intent.mode == "weighted_interleave" else 0


def _global_weights(intent: Intent, plan: Plan) -> None:
    writes = list(_weight_writes(intent))
    plan.steps += writes
    if intent.weights:
        plan.effects.append("weights are global: every other weighted task follows them, too")
    if writes:
        plan.effects.append("needs root for the weight files")


def _no_reach(intent: Intent, plan: Plan, words: str) -> None:
    if intent.who == "other":
        plan.cannot.append(words)


def _numactl(intent: Intent, revision: str) -> Plan:
    """A program is started under a policy; nothing of it can change afterwards."""
    del revision
    plan = Plan()
    _global_weights(intent, plan)
    options = [_NUMACTL[intent.mode].format(nodes=intent.nodes)] if intent.mode in _NUMACTL else []
    balancing = "numa_balancing" in intent.flags
    if balancing and intent.mode == "bind":
        options.insert(0, "--balancing")
    started = _set_mempolicy(intent)
    kept = [flag for flag in intent.flags if balancing and flag == "numa_balancing"]
    if intent.mode != "bind":
        kept = []
    event = {**started.event, "flags": kept}
    command = " ".join(["numactl", *options, "./app"]) if options else "./app"
    plan.steps.append(Step(event=event, line=command, bytes=len(command)))
    plan.cannot += [
        f"numactl has no option for {flag}" for flag in intent.flags if flag not in kept
    ]
    if intent.ranges:
        plan.cannot.append("a range of a program's memory cannot be named from outside")
    if intent.home_node is not None:
        plan.cannot.append("numactl has no option for a home node")
    _no_reach(intent, plan, "a task that runs already is out of reach: only a start can be told")
    since = _NUMACTL_SINCE.get(intent.mode)
    if since:
        plan.effects.append(f"needs numactl {since} or newer")
    plan.reading = Reading(1, _files(intent), _untold(intent))
    return plan


def _untold(intent: Intent) -> tuple[str, ...]:
    return ("the home node",) if intent.home_node is not None else ()


def _linux(intent: Intent, revision: str) -> Plan:
    """set_mempolicy or mbind, set_mempolicy_home_node for each range, weights in sysfs."""
    del revision
    plan = Plan()
    _global_weights(intent, plan)
    if intent.ranges:
        plan.steps += [_mbind(intent, span) for span in intent.ranges]
    else:
        plan.steps.append(_set_mempolicy(intent))
    if intent.home_node is not None:
        _home_by_second_call(intent, plan)
    _no_reach(intent, plan, "only the task itself can make these calls")
    plan.reading = Reading(max(len(intent.ranges), 1), _files(intent), _untold(intent))
    return plan


def _home_by_second_call(intent: Intent, plan: Plan) -> None:
    if not intent.ranges:
        plan.cannot.append("a task policy has no home node, only a range's has")
    elif intent.mode not in {"bind", "preferred_many"}:
        plan.cannot.append(f"{intent.mode} has no home node (EOPNOTSUPP)")
    else:
        plan.steps += [_set_home(intent, span) for span in intent.ranges]


def _sysfs(intent: Intent, revision: str) -> Plan:
    """The administrator alone: the table of weights, and nothing else."""
    del revision
    plan = Plan()
    _global_weights(intent, plan)
    plan.cannot.append("sysfs holds weights only: mode and nodes are the task's own affair")
    if intent.mode != "weighted_interleave":
        plan.cannot.append(f"weights do nothing for {intent.mode}")
    if intent.home_node is not None:
        plan.cannot.append("sysfs has no home node")
    plan.reading = Reading(0, _files(intent), ("mode and nodes", *_untold(intent)))
    return plan


def _param(intent: Intent, revision: str, *, home: bool) -> tuple[dict[str, Any], int, str]:
    """Fields of the struct as an event has them, bytes passed beside registers, the C text."""
    fields = _policy(intent)
    layout = LAYOUTS[revision]
    size = layout.size + (_MASK_BYTES if intent.nodes else 0)
    told = [f".mode = MPOL_{intent.mode.upper()}", f".pol_nodes = {_mask(intent.nodes)}"]
    if intent.flags:
        told.insert(1, f".mode_flags = {hex(mode_word('default', intent.flags))}")
    if home:
        fields["home_node"] = intent.home_node
        told.append(f".home_node = {intent.home_node}")
    if intent.weights:
        weights = [intent.weights.get(node, 0) for node in range(max(intent.mask) + 1)]
        fields["il_weights"] = weights
        size += len(weights)
        told.append(f".il_weights = {{{','.join(map(str, weights))}}}")
    return fields, size, f"&(struct {layout.name}){{{', '.join(told)}}}, {layout.size}"


def _struct_calls(intent: Intent, revision: str, names: tuple[str, str], target: str) -> list[Step]:
    """One call for the task, or one for each range; ``target`` is another task's name."""
    home = intent.home_node is not None and bool(intent.ranges)
    fields, size, told = _param(intent, revision, home=home)
    reach = {"target": target} if target else {}
    who = "pidfd, " if target else ""
    if not intent.ranges:
        event = {"op": names[0], **reach, **fields}
        registers = 4 if target else 3
        return [
            Step(
                event=event,
                line=f"{names[0]}({who}{told}, 0)",
                bytes=registers * _REGISTER_BYTES + size,
            )
        ]
    mf = ["home_node"] if home else []
    flags = "MPOL_MF_HOME_NODE" if home else "0"
    return [
        Step(
            event={"op": names[1], **reach, **span.fields, **fields, "mf": mf},
            line=f"{names[1]}({who}{span}, {told}, {flags})",
            bytes=(6 if target else 5) * _REGISTER_BYTES + size,
        )
        for span in intent.ranges
    ]


def _home_in_struct(intent: Intent, plan: Plan) -> None:
    if intent.home_node is not None and not intent.ranges:
        plan.cannot.append("set_mempolicy2 does not look at the home node: a task policy has none")


def _needs_all_weights(intent: Intent, revision: str, plan: Plan) -> None:
    if revision != "v6" and intent.weights and set(intent.mask) - set(intent.weights):
        plan.cannot.append(f"in {revision} every node of the mask needs a weight of its own")


def _mempolicy2(intent: Intent, revision: str) -> Plan:
    """The posted series: everything about a policy goes in at once, weights of its own included."""
    plan = Plan(_struct_calls(intent, revision, ("set_mempolicy2", "mbind2"), ""))
    _home_in_struct(intent, plan)
    _needs_all_weights(intent, revision, plan)
    _no_reach(intent, plan, "only the task itself can make these calls")
    plan.reading = Reading(max(len(intent.ranges), 1))
    return plan


def _process(intent: Intent, revision: str) -> Plan:
    """The same struct, for another task."""
    names = ("process_set_mempolicy", "process_mbind")
    plan = Plan(_struct_calls(intent, revision, names, _task_name(intent)))
    _home_in_struct(intent, plan)
    _needs_all_weights(intent, revision, plan)
    plan.effects.append("needs CAP_SYS_NICE, and the right to trace the task")
    plan.reading = Reading(0, 0, ("anything: no call was named that reads another task's policy",))
    return plan


def _pidfd(intent: Intent, revision: str) -> Plan:
    """Zhongkun He's call: another task's mode and nodes, as set_mempolicy has them."""
    del revision
    plan = Plan()
    _global_weights(intent, plan)
    fields = {"target": _task_name(intent), "via": "pidfd_set_mempolicy", **_policy(intent)}
    asked = f"{_symbol(intent)}, {_mask(intent.nodes)}, {_maxnode(intent)}, 0"
    plan.steps.append(
        Step(
            event={"op": "process_set_mempolicy", **fields},
            line=f"pidfd_set_mempolicy(pidfd, {asked})",
            bytes=5 * _REGISTER_BYTES + _MASK_BYTES,
        )
    )
    if intent.ranges:
        plan.cannot.append("it sets a task's policy, no range's")
    if intent.home_node is not None:
        plan.cannot.append("its arguments have no place for a home node")
    plan.effects.append("needs CAP_SYS_NICE, and the right to trace the task")
    plan.reading = Reading(0, _files(intent), ("mode and nodes of another task",))
    return plan


def _attribute(intent: Intent, revision: str) -> Plan:
    """Attribute bits of nodes in sysfs, and interleave with flags that weigh those nodes."""
    del revision
    plan = Plan()
    weighted = intent.mode == "weighted_interleave"
    said = intent
    if weighted:
        weights = {node: intent.weights.get(node, 1) for node in intent.mask}
        nearest = nearest_attribute(weights)
        said = intent.model_copy(update={"mode": "interleave", "flags": nearest.flags})
        bits = {node: node in nearest.nodes for node in intent.mask}
        plan.steps += [_attribute_write(node, bit) for node, bit in sorted(bits.items()) if bit]
        if nearest.nodes:
            plan.effects.append("attributes are global: one bit a node for every task")
            plan.effects.append("needs root for the attribute files")
        if not nearest.exact:
            want = ":".join(str(weight) for _, weight in sorted(weights.items()))
            plan.cannot.append(
                f"{want} cannot be said: weights are 1, or 1 to 8 on the nodes with the "
                f"attribute; the nearest is {nearest}"
            )
    if intent.flags and weighted:
        said = said.model_copy(update={"flags": (*said.flags, *intent.flags)})
    plan.steps += (
        [_mbind(said, span) for span in intent.ranges] if intent.ranges else [_set_mempolicy(said)]
    )
    if intent.home_node is not None:
        _home_by_second_call(intent, plan)
    _no_reach(intent, plan, "only the task itself can make these calls")
    plan.reading = Reading(
        max(len(intent.ranges), 1), len(intent.mask) if weighted else 0, _untold(intent)
    )
    return plan


def _attribute_write(node: int, bit: bool) -> Step:
    return Step(
        event={"op": "node_attribute", "set": {str(node): int(bit)}},
        line=f"echo {int(bit)} > /sys/devices/system/node/node{node}/weight_attr",
        bytes=2,
        root=True,
    )


WAYS: tuple[Way, ...] = (
    Way(
        name="numactl",
        title="numactl",
        status=Status.MERGED,
        kernel=lambda _: "linux-7.2",
        plan=_numactl,
        limits={
            "ranges": "numactl starts a program: it cannot name a range of its memory",
            "flags": "numactl has no option for most mode flags",
        },
    ),
    Way(
        name="linux",
        title="set_mempolicy, mbind, home node, sysfs weights",
        status=Status.MERGED,
        kernel=lambda _: "linux-7.2",
        plan=_linux,
    ),
    Way(
        name="sysfs",
        title="sysfs weights alone",
        status=Status.MERGED,
        kernel=lambda _: "linux-7.2",
        plan=_sysfs,
        limits={
            "mode": "sysfs holds weights only: the mode is the task's own affair",
            "nodes": "sysfs holds weights only: nodes are the task's own affair",
            "flags": "sysfs holds weights only: flags are the task's own affair",
            "ranges": "sysfs holds weights only, the same for all memory",
        },
    ),
    Way(
        name="mempolicy2",
        title="set_mempolicy2, mbind2",
        status=Status.POSTED,
        kernel=lambda revision: f"mempolicy2-{revision}",
        plan=_mempolicy2,
    ),
    Way(
        name="process",
        title="process_set_mempolicy, process_mbind",
        status=Status.READING,
        kernel=lambda revision: f"mempolicy2-{revision}",
        plan=_process,
    ),
    Way(
        name="pidfd",
        title="pidfd_set_mempolicy",
        status=Status.POSTED,
        kernel=lambda revision: f"mempolicy2-{revision}",
        plan=_pidfd,
        limits={"ranges": "pidfd_set_mempolicy sets a task's policy, no range's"},
    ),
    Way(
        name="attribute",
        title="attribute flags",
        status=Status.READING,
        kernel=lambda _: "attribute-flags",
        plan=_attribute,
        limits={"weights": "weights are 1, or 1 to 8 on the nodes with the attribute"},
    ),
)
"""Every interface, what Linux has first."""
