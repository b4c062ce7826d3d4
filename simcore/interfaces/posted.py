"""What was posted and proposed beside what Linux has: structs, and other tasks' policies.

set_mempolicy2 and mbind2 take a struct with everything. Three proposals before and one after
reach into another task; where such a call takes a vector of ranges it is one call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simcore.interfaces.calls import (
    call,
    extent,
    numa_maps,
    param,
    policy_fields,
    three_arguments,
    weight_reads,
)
from simcore.interfaces.intent import Intent, PageSpan, ratio
from simcore.interfaces.linux import HOME_MODES, global_weights, home_by_second_call
from simcore.interfaces.plan import Ask, Plan, Step, Struct
from simcore.syscalls.structs import LAYOUTS

__all__ = ("mempolicy2", "pidfd_set_mempolicy", "process", "process_mbind_2023", "task_calls")

_IOVEC_BYTES = 16
_VECTOR_REVISIONS = ("rfc", "v2")
"""Series in which mbind2 took a vector of ranges: in its struct, or as arguments."""
_HOME_FLAG = "MPOL_MF_HOME_NODE/*0x10*/"


def _spans_alike(ask: Ask, *, vector: bool) -> Iterator[list[PageSpan]]:
    """Ranges that one call sets: those with the same weights if it takes a vector, else each."""
    spans = ask.intent.ranges
    if not vector:
        yield from ([span] for span in spans)
        return
    alike: dict[str, list[PageSpan]] = {}
    for span in spans:
        alike.setdefault(ratio(ask.intent.weights_of(span)), []).append(span)
    yield from alike.values()


def _where(intent: Intent, spans: list[PageSpan], *, vector: bool) -> list[str]:
    """The range as two arguments, or the vector and how long it is."""
    if not vector:
        return extent(intent, spans[0])
    pairs = (f"{{{', '.join(extent(intent, span))}}}" for span in spans)
    return [f"{{{', '.join(pairs)}}}", str(len(spans))]


def _for_task(ask: Ask, name: str, reach: Mapping[str, str]) -> Step:
    fields, struct = param(ask.intent, ask.revision, None, home=False)
    arguments = [*(["pidfd"] if reach else []), f"&{struct.name}", str(struct.size), "0"]
    return call(name, arguments, {**reach, **fields}, more_bytes=_size(struct), struct=struct)


def _for_ranges(ask: Ask, name: str, reach: Mapping[str, str], *, vector: bool) -> Iterator[Step]:
    home = ask.intent.home_node is not None
    inside = name == "mbind2" and LAYOUTS[ask.revision].has("vec")
    for spans in _spans_alike(ask, vector=vector):
        within = spans if inside else []
        fields, struct = param(ask.intent, ask.revision, spans[0], home=home, within=within)
        fields |= {"mf": ["home_node"]} if home else {}
        arguments = [
            *(["pidfd"] if reach else []),
            *([] if inside else _where(ask.intent, spans, vector=vector)),
            f"&{struct.name}",
            str(struct.size),
            _HOME_FLAG if home else "0",
        ]
        events = ({**reach, **span.fields, **fields} for span in spans)
        size = _size(struct) + _IOVEC_BYTES * len(spans) * (vector and not inside)
        yield call(name, arguments, *events, more_bytes=size, struct=struct)


def _size(struct: Struct) -> int:
    return struct.size + sum(len(bytes.fromhex(a)) for a in struct.arrays.values())


def _struct_notes(ask: Ask, plan: Plan, *, vector: bool) -> None:
    """What holds of the struct, whoever is reached by it."""
    intent = ask.intent
    if LAYOUTS[ask.revision].reading:
        plan.note("layout", revision=ask.revision)
    if ask.revision != "v6" and intent.mode == "weighted_interleave" and not any(intent.tables):
        plan.note("global_opt_in", revision=ask.revision)
    if intent.home_node is not None and not intent.ranges:
        plan.leaves_out("home_node_of_task")
    elif intent.home_node is not None and intent.mode == "default":
        plan.leaves_out("home_node_lost")
    elif intent.home_node is not None and intent.mode not in HOME_MODES:
        plan.note("idle_home_node", mode=intent.mode)
    if vector and len(intent.ranges) > 1:
        plan.note("iovec")


def mempolicy2(ask: Ask) -> Plan:
    """The posted series: everything about a policy goes in at once, weights of its own included."""
    intent, plan = ask.intent, Plan()
    vector = ask.revision in _VECTOR_REVISIONS
    if intent.who != "self":
        plan.leaves_out("other_task")
        plan.reads = [numa_maps(), *weight_reads(intent)]
        return plan
    if intent.ranges:
        plan.steps += _for_ranges(ask, "mbind2", {}, vector=vector)
    else:
        plan.steps.append(_for_task(ask, "set_mempolicy2", {}))
    _struct_notes(ask, plan, vector=vector)
    plan.reads = list(_get_mempolicy2(intent, ask.revision))
    return plan


def _get_mempolicy2(intent: Intent, revision: str) -> Iterator[Step]:
    fields, struct = param(intent, revision, None, home=False)
    shown = [f"&{struct.name}", str(struct.size)]
    room = {"maxnode": fields["maxnode"]} if intent.nodes else {}
    inside = LAYOUTS[revision].has("addr")
    for span in intent.ranges:
        asked = [*shown, *([] if inside else [extent(intent, span)[0]]), "MPOL_F_ADDR/*0x2*/"]
        yield call("get_mempolicy2", asked, {"id": span.id, "page": span.first or 0, **room})
    if not intent.ranges:
        yield call("get_mempolicy2", [*shown, *([] if inside else ["0"]), "0"], room)


def process(ask: Ask) -> Plan:
    """The same struct, for another task: named in the thread, never written down."""
    intent, plan, reach = ask.intent, Plan(), {"target": ask.intent.task}
    if intent.ranges:
        plan.steps += _for_ranges(ask, "process_mbind", reach, vector=True)
    else:
        plan.steps.append(_for_task(ask, "process_set_mempolicy", reach))
    _struct_notes(ask, plan, vector=True)
    plan.note("capabilities")
    plan.reads = [numa_maps()]
    return plan


def _via(ask: Ask, via: str) -> dict[str, Any]:
    return {"target": ask.intent.task, "via": via, **policy_fields(ask.intent)}


def _outside(ask: Ask) -> Plan:
    """What the proposals without a struct have in common: global weights, reading by numa_maps."""
    plan = Plan()
    global_weights(ask, plan)
    plan.reads = [numa_maps(), *weight_reads(ask.intent)]
    return plan


def pidfd_set_mempolicy(ask: Ask) -> Plan:
    """Zhongkun He, 2022: another task's mode and nodes, as set_mempolicy has them."""
    intent, plan = ask.intent, _outside(ask)
    arguments, size = three_arguments(intent)
    made = call("pidfd_set_mempolicy", ["pidfd", *arguments, "0"], {}, more_bytes=size)
    event = {"op": "process_set_mempolicy", **_via(ask, "pidfd_set_mempolicy")}
    plan.steps.append(Step(line=made.line, events=(event,), bytes=made.bytes))
    if intent.ranges:
        plan.leaves_out("range", name="pidfd_set_mempolicy")
    if intent.home_node is not None:
        plan.leaves_out("home_node", name="pidfd_set_mempolicy")
    plan.note("capabilities")
    return plan


def process_mbind_2023(ask: Ask) -> Plan:
    """V. Petrucci, 2023: ranges of another task in one call; what it maps later is out of reach."""
    intent, plan = ask.intent, _outside(ask)
    spans = list(intent.ranges or intent.regions)
    (mode, mask, _), size = three_arguments(intent)
    where = _where(intent, spans, vector=True)
    made = call("process_mbind", ["pidfd", *where, mode, mask, "0"], {}, more_bytes=size)
    fields = {"op": "process_mbind", **_via(ask, "process_mbind_2023")}
    events = tuple({**span.fields, **fields} for span in spans)
    plan.steps.append(
        Step(line=made.line, events=events, bytes=made.bytes + _IOVEC_BYTES * len(spans))
    )
    if not intent.ranges:
        plan.leaves_out("whole_task")
    if intent.home_node is not None:
        plan.leaves_out("home_node", name="process_mbind")
    if len(spans) > 1:
        plan.note("iovec")
    plan.note("capabilities")
    return plan


def task_calls(ask: Ask) -> Plan:
    """G. Price, 2023: set_task_mempolicy, task_mbind, set_task_mempolicy_home_node by pid.

    There is no event for the last one; its effect is that of the task's own call.
    """
    intent, plan = ask.intent, _outside(ask)
    arguments, size = three_arguments(intent)
    if intent.ranges:
        plan.steps += [_task_mbind(ask, span, arguments, size) for span in intent.ranges]
    else:
        event = {"op": "process_set_mempolicy", **_via(ask, "set_task_mempolicy")}
        made = call("set_task_mempolicy", ["pid", *arguments], {}, more_bytes=size)
        plan.steps.append(Step(line=made.line, events=(event,), bytes=made.bytes))
    home_by_second_call(intent, plan, "set_task_mempolicy_home_node", "pid")
    plan.note("nice")
    read = call("get_task_mempolicy", ["pid", "&mode", "mask", "maxnode", "addr", "flags"])
    many = max(len(intent.ranges), 1)
    told = Step(line=read.line, bytes=read.bytes, tells=("mode", "flags", "nodes"))
    plan.reads = [told] * many + weight_reads(intent)
    return plan


_TASK_MBIND_FIELDS = 7
"""pid, start, len, mode, nmask, maxnode, flags in a struct, eight bytes each."""


def _task_mbind(ask: Ask, span: PageSpan, arguments: list[str], size: int) -> Step:
    inside = ", ".join(["pid", *extent(ask.intent, span), *arguments, "0"])
    event = {"op": "process_mbind", **span.fields, **_via(ask, "task_mbind")}
    struct = 8 * _TASK_MBIND_FIELDS
    return Step(
        line=f"task_mbind({{{inside}}}, {struct})", events=(event,), bytes=16 + struct + size
    )
