"""A case of a trace becomes an experiment.

One operation may become several events: the error grids set a policy, read it back and reset
it. Each event knows the operation that it came from. Addresses that name a mapping are looked
up here, and the occupancy that later operations show is given to the touches before them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from simcore.errors import SpecError
from simcore.replay.proposed import (
    asked_of,
    attribute_fields,
    mf2_field,
    param_fields,
    param_read,
)
from simcore.replay.words import (
    ADVICE,
    TraceError,
    hex_text,
    mask_fields,
    mf_field,
    mode_fields,
    mode_read,
    node_list,
    result_fields,
    returned,
    vmalloc_nodes,
)
from simcore.spec import Experiment, decode

__all__ = ("Case", "decode_case")

_PAGE = 4096
_PASSED_OVER = ("not allowed here", "not in any kernel")
"""Why an operation was not done where the trace was recorded."""

Fields = dict[str, Any]
Op = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """An experiment with its expected answers; ``ops`` has the operation of each event."""

    name: str
    experiment: Experiment
    ops: tuple[int, ...]
    skipped: tuple[str, ...] = ()


@dataclass(slots=True)
class _Context:
    """What decoding one case remembers."""

    task: str = "main"
    bases: dict[str, int] = field(default_factory=dict)
    traced: bool = False
    children: int = 0
    names: dict[str, str] = field(default_factory=dict)
    """The region that each of the trace's names stands for now."""

    def region(self, name: str) -> str:
        return self.names.get(name, name)

    def new_region(self, name: str) -> str:
        self.names[name] = f"{name}.{self.task}" if self.children else name
        return self.names[name]

    def become(self, child: str) -> None:
        """The rest goes on in a forked child, with copies of all regions."""
        self.task = child
        self.names = {name: f"{child}:{of.rpartition(':')[2]}" for name, of in self.names.items()}


def decode_case(world: Fields, case: Op) -> Case:
    """The experiment of a case, on top of what the whole file says. Raises TraceError."""
    name = str(case.get("case"))
    context = _Context()
    events: list[Fields] = []
    numbers: list[int] = []
    skipped: list[str] = []
    for number, op in enumerate(_list(case.get("ops"), name)):
        if isinstance(op, dict) and op.get("skipped") in _PASSED_OVER:
            skipped.append(str(op.get("op")))
            continue
        try:
            context.task = op.get("task", context.task)
            made = list(_events_of(context, op))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise TraceError(_why(op, error), name, number) from None
        events += made
        numbers += [number] * len(made)
    document = world | {
        "tasks": _tasks(world["tasks"], case.get("tasks"), name),
        "events": events,
        "expect": {"exit": case.get("exit", 0), "signal": case.get("signal", 0)},
    }
    return Case(name, _decoded(document, name, numbers), tuple(numbers), tuple(skipped))


def _list(value: object, case: str, what: str = "ops") -> list[Any]:
    if not isinstance(value, list):
        raise TraceError(f"has no list of {what}", case)
    return value


def _tasks(given: list[Any], own: object, case: str) -> list[Any]:
    """The tasks of a case: the file's one, or those that it names, in whose place they are."""
    if own is None:
        return given
    tasks = _list(own, case, "tasks")
    if not all(isinstance(task, Mapping) for task in tasks):
        raise TraceError("has tasks that are no objects", case)
    return [*({**given[0], **task} for task in tasks)]


def _why(op: object, error: Exception) -> str:
    if not isinstance(op, dict) or "op" not in op:
        return "is no operation: an object with an op"
    if isinstance(error, KeyError):
        missing = error.args[0]
        if missing == op["op"]:
            return f"the operation {missing!r} is not known"
        return f"{op['op']} lacks {missing!r}"
    return f"{op['op']} cannot be read: {error}"


def _decoded(document: Fields, case: str, numbers: list[int]) -> Experiment:
    try:
        return decode(document)
    except SpecError as error:
        problem = error.problems[0]
        place = re.match(r"/events/([0-9]+)", problem.pointer)
        op = numbers[int(place[1])] if place else None
        raise TraceError(f"{problem.pointer} {problem.detail}", case, op) from None


def _events_of(context: _Context, op: Op) -> Iterator[Fields]:
    for event in _DECODERS[op["op"]](context, op):
        given: Fields = dict(event.get("given", {}))
        if context.traced:
            given |= {n: op[n] for n in ("allocs", "slab_steps", "step_callers") if n in op}
            given["traced"] = True
            if "expect" in event and event["op"] in _STEPPING:
                event["expect"]["steps"] = op.get("steps", [])
        if given:
            event["given"] = given
        yield event


_STEPPING = frozenset({"bpfmap", "fork", "get_node", "next", "pwrite", "step", "touch"})


def _of_task(context: _Context, op: str, **fields: Any) -> Fields:
    return {"op": op, "task": context.task} | fields


def _address(context: _Context, text: str) -> int:
    """An address: a number, or mapping plus pages plus bytes."""
    name, *offsets = text.split("+")
    if name not in context.bases:
        return int(text, 0)
    scale = (_PAGE, 1)
    return context.bases[name] + sum(
        int(n, 0) * unit for n, unit in zip(offsets, scale, strict=False)
    )


def _cpu(context: _Context, op: Op) -> Iterator[Fields]:
    yield _of_task(context, "sched_setaffinity", cpu=op["cpu"], expect=returned(op))


def _weights(context: _Context, op: Op) -> Iterator[Fields]:
    del context
    yield {
        "op": "weights",
        "set": {str(node): weight for node, weight, _ in op["set"]},
        "expect": {"results": {str(node): result for node, _, result in op["set"]}},
    }


def _mmap(context: _Context, op: Op) -> Iterator[Fields]:
    context.bases[op["id"]] = int(op["addr"], 16)
    event = _of_task(context, "mmap", expect=returned(op))
    event |= {name: op[name] for name in ("id", "kind", "pages", "addr")}
    event["id"] = context.new_region(op["id"])
    if op["kind"] != "anon":
        event |= {"object": f"ino{op['ino']}", "given": {"ino": op["ino"]}}
        if op["vm_pgoff"]:
            event["offset"] = op["vm_pgoff"]
    yield event


def _munmap(context: _Context, op: Op) -> Iterator[Fields]:
    part = {name: op[name] for name in ("first", "pages") if name in op}
    yield _of_task(context, "munmap", id=context.region(op["id"]), expect=returned(op), **part)


def _mremap(context: _Context, op: Op) -> Iterator[Fields]:
    context.bases[op["id"]] = int(op["addr"], 16)
    region = context.region(op["id"])
    yield _of_task(context, "mremap", id=region, addr=op["addr"], expect=returned(op))


def _madvise(context: _Context, op: Op) -> Iterator[Fields]:
    part = {name: op[name] for name in ("first", "pages") if name in op}
    region, advice = context.region(op["id"]), ADVICE[op["advice"]]
    yield _of_task(context, "madvise", id=region, advice=advice, expect=returned(op), **part)


def _touch(context: _Context, op: Op) -> Iterator[Fields]:
    event = _of_task(context, "touch", id=context.region(op["id"]), pages=op["pages"], expect={})
    if op.get("access") == "r":
        event["access"] = "read"
    yield event


def _step(context: _Context, op: Op) -> Iterator[Fields]:
    region = context.region(op["id"])
    yield _of_task(context, "step", id=region, pages=op["pages"], expect={"trace": op["trace"]})


def _pwrite(context: _Context, op: Op) -> Iterator[Fields]:
    part = {name: op[name] for name in ("first", "pages")}
    region, expect = context.region(op["id"]), {"next": op["next"]}
    yield _of_task(context, "pwrite", id=region, expect=expect, **part)


def _where(context: _Context, op: Op) -> Iterator[Fields]:
    part = {name: op[name] for name in ("first", "pages")}
    region, expect = context.region(op["id"]), {"nodes": op["nodes"]}
    yield _of_task(context, "where", id=region, expect=expect, **part)


def _bpfmap(context: _Context, op: Op) -> Iterator[Fields]:
    expect = {"next": op["next"], "vmalloc": vmalloc_nodes(op["vmallocinfo"])}
    yield _of_task(context, "bpfmap", entries=op["entries"], expect=expect)


def _fork(context: _Context, op: Op) -> Iterator[Fields]:
    if "child" in op:  # each operation names its task
        yield _of_task(context, "fork", child=op["child"], expect={})
        return
    context.children += 1
    child = f"child{context.children}"
    yield _of_task(context, "fork", child=child, expect={})
    context.become(child)


def _set_mempolicy(context: _Context, op: Op) -> Iterator[Fields]:
    fields = mode_fields(op["mode"] | op["flags"]) | mask_fields(op["nodes"], op.get("maxnode"))
    yield _of_task(context, "set_mempolicy", expect=returned(op), **fields)


def _set_mempolicy2(context: _Context, op: Op) -> Iterator[Fields]:
    fields = param_fields(op)
    if op["flags"]:
        fields["call_flags"] = hex_text(op["flags"])
    yield _of_task(context, "set_mempolicy2", expect=returned(op), **fields)


def _mbind2(context: _Context, op: Op) -> Iterator[Fields]:
    fields = param_fields(op) | {name: op[name] for name in ("first", "pages")}
    region, mf = context.region(op["id"]), mf2_field(op["mf"])
    yield _of_task(context, "mbind2", id=region, mf=mf, expect=returned(op), **fields)


def _get_mempolicy2(context: _Context, op: Op) -> Iterator[Fields]:
    event = _of_task(context, "get_mempolicy2", expect=param_read(op), **asked_of(op))
    if "id" in op:
        event |= {"id": context.region(op["id"]), "page": op["page"]}
    yield event


def _node_attribute(context: _Context, op: Op) -> Iterator[Fields]:
    del context
    yield {"op": "node_attribute"} | attribute_fields(op)


def _mbind(context: _Context, op: Op) -> Iterator[Fields]:
    fields = mode_fields(op["mode"] | op["flags"]) | mask_fields(op["nodes"], op.get("maxnode"))
    part = {name: op[name] for name in ("first", "pages")}
    region, mf = context.region(op["id"]), mf_field(op["mf"])
    yield _of_task(context, "mbind", id=region, mf=mf, expect=returned(op), **part, **fields)


def _home_node(context: _Context, op: Op) -> Iterator[Fields]:
    fields: Fields = {name: op[name] for name in ("first", "pages", "node")}
    if op["flags"]:
        fields["flags"] = hex_text(op["flags"])
    region = context.region(op["id"])
    yield _of_task(context, "set_mempolicy_home_node", id=region, expect=returned(op), **fields)


def _policy_read(op: Op, mode: int, flags: int, nodes: list[int]) -> Fields:
    return returned(op) | mode_read(mode | flags) | {"nodes": node_list(nodes)}


def _get_mempolicy(context: _Context, op: Op) -> Iterator[Fields]:
    expect = returned(op)
    if op["ret"] == 0:
        expect = _policy_read(op, op["mode"], op["flags"], op["nodes"])
    event = _of_task(context, "get_mempolicy", expect=expect)
    if "id" in op:
        event |= {"id": context.region(op["id"]), "page": op["page"]}
    yield event


def _next(context: _Context, op: Op) -> Iterator[Fields]:
    answer = returned(op) | ({"node": op["node"]} if op["ret"] == 0 else {})
    yield _of_task(context, "next", expect=answer)


def _get_node(context: _Context, op: Op) -> Iterator[Fields]:
    answer = returned(op) | ({"node": op["node"]} if op["ret"] == 0 else {})
    region = context.region(op["id"])
    yield _of_task(context, "get_node", id=region, page=op["page"], expect=answer)


def _mems_allowed(context: _Context, op: Op) -> Iterator[Fields]:
    answer = returned(op) | ({"nodes": node_list(op["nodes"])} if op["ret"] == 0 else {})
    yield _of_task(context, "mems_allowed", expect=answer)


def _migrate_pages(context: _Context, op: Op) -> Iterator[Fields]:
    fields = {"from": op["from"], "to": op["to"], "expect": returned(op)}
    yield _of_task(context, "migrate_pages", **fields)


def _move_pages(context: _Context, op: Op) -> Iterator[Fields]:
    fields = {"page": op["page"], "node": op["node"]}
    expect = returned(op) | {"status": op["status"]}
    region = context.region(op["id"])
    yield _of_task(context, "move_pages", id=region, expect=expect, **fields)


_CPUSET_FILES = {"cpuset.mems", "cgroup.procs"}
_THP_FILES = {"enabled", "shmem_enabled", "defrag"}


def _put(context: _Context, op: Op) -> Iterator[Fields]:
    """A file of the cgroup tree or of transparent_hugepage; all bytes written is success."""
    folder, _, name = op["path"].rpartition("/")
    value = op["value"]
    expect = returned(op)
    if expect.get("ret") == len(value) or value == "PID":
        expect = expect | {"ret": 0}
    if name == "cgroup.procs" and value == "PID":
        expect = {} if expect["ret"] == 0 else expect
        yield _of_task(context, "cpuset", group=folder, expect=expect)
    elif name == "cpuset.mems":
        yield _of_task(context, "cpuset", group=folder, mems=value.strip(), expect=expect)
    elif folder.endswith("/transparent_hugepage") and name in _THP_FILES:
        yield {"op": "thp", name: value.strip(), "expect": expect}
    else:
        raise ValueError(f"{op['path']} is no file that an experiment knows")


def _get(context: _Context, op: Op) -> Iterator[Fields]:
    """A file was read: nothing changes, and no answer of the engine stands against it."""
    del context, op
    yield from ()


def _mkdir(context: _Context, op: Op) -> Iterator[Fields]:
    yield _of_task(context, "cpuset", group=op["path"], mems="", expect=returned(op))


def _sysfs_write(context: _Context, op: Op) -> Iterator[Fields]:
    del context
    expect = returned(op) | _table(op)
    yield {"op": "sysfs_write", "file": op["file"], "value": op["value"], "expect": expect}


def _table(op: Op) -> Fields:
    table: Fields = {"weights": {str(node): weight for node, weight in op["weights"]}}
    return table | ({"auto": op["auto"]} if "auto" in op else {})


def _readweights(context: _Context, op: Op) -> Iterator[Fields]:
    del context
    yield {"op": "readweights", "expect": _table(op)}


def _trace(on: bool) -> Callable[[_Context, Op], Iterator[Fields]]:
    def decoded(context: _Context, op: Op) -> Iterator[Fields]:
        context.traced = False
        yield {"op": op["op"]} | ({"expect": returned(op)} if on else {})
        context.traced = on

    return decoded


def _compact(context: _Context, op: Op) -> Iterator[Fields]:
    del context
    yield {"op": op["op"]}


def _meminfo(context: _Context, op: Op) -> Iterator[Fields]:
    del context
    free = {str(node): kib for node, kib in op["free_kb"]}
    yield {"op": "meminfo", "given": {"free_kib": free}}


def _sp(context: _Context, op: Op) -> Iterator[Fields]:
    """set_mempolicy from the error grid, read back, and reset."""
    mode, mask, maxnode = op["a"]
    fields = mode_fields(int(mode, 0)) | mask_fields(mask, maxnode)
    yield _of_task(context, "set_mempolicy", expect=result_fields(op["r"]), **fields)
    if "m" in op:
        yield _of_task(context, "get_mempolicy", expect=_policy_read({}, op["m"], 0, op["n"]))
    yield _of_task(context, "set_mempolicy", mode="default")


def _mb(context: _Context, op: Op) -> Iterator[Fields]:
    """A call of mbind from the error grid, read back, and the first mapping it touched reset."""
    where, length, mode, mask, maxnode, mf = op["a"]
    addr = hex_text(_address(context, where))
    fields = mode_fields(int(mode, 0)) | mask_fields(mask, maxnode)
    fields |= {"addr": addr, "length": hex_text(length), "mf": mf_field(int(mf, 0))}
    yield _of_task(context, "mbind", expect=result_fields(op["r"]), **fields)
    if "m" in op:
        expect = _policy_read({}, op["m"], 0, op["n"])
        yield _of_task(context, "get_mempolicy", addr=addr, ask="0x2", expect=expect)
    name = where.split("+")[0]
    if name in context.bases:
        yield _of_task(context, "mbind", id=context.region(name), mode="default")


_POINTERS = {"-": "null", "0": "null", "bad": "bad", "2": "bad"}
_NODE = 1


def _gp(context: _Context, op: Op) -> Iterator[Fields]:
    """get_mempolicy from the error grid."""
    policy, mask, maxnode, where, ask = op["a"]
    expect = result_fields(op["r"])
    if "m" in op:
        node = int(ask, 0) & _NODE
        expect |= {"mode": op["m"], "flags": []} if node else mode_read(op["m"])
    if "n" in op:
        expect["nodes"] = node_list(op["n"])
    fields = {"addr": hex_text(_address(context, where)), "ask": hex_text(ask)}
    fields["maxnode"] = hex_text(maxnode)
    if policy in _POINTERS:
        fields["policy_pointer"] = _POINTERS[policy]
    if mask in _POINTERS:
        fields["mask_pointer"] = _POINTERS[mask]
    yield _of_task(context, "get_mempolicy", expect=expect, **fields)


def _hn(context: _Context, op: Op) -> Iterator[Fields]:
    """set_mempolicy_home_node from the error grid."""
    where, length, node, flags = op["a"]
    fields = {"addr": hex_text(_address(context, where)), "length": hex_text(length)}
    fields |= {"node": hex_text(node), "flags": hex_text(flags)}
    expect = result_fields(op["r"])
    yield _of_task(context, "set_mempolicy_home_node", expect=expect, **fields)


_DECODERS: Mapping[str, Callable[[_Context, Op], Iterator[Fields]]] = {
    "bpfmap": _bpfmap,
    "compact": _compact,
    "cpu": _cpu,
    "fork": _fork,
    "get": _get,
    "get_mempolicy": _get_mempolicy,
    "get_mempolicy2": _get_mempolicy2,
    "get_node": _get_node,
    "gp": _gp,
    "hn": _hn,
    "madvise": _madvise,
    "mb": _mb,
    "mbind": _mbind,
    "mbind2": _mbind2,
    "meminfo": _meminfo,
    "mems_allowed": _mems_allowed,
    "migrate_pages": _migrate_pages,
    "mkdir": _mkdir,
    "mmap": _mmap,
    "move_pages": _move_pages,
    "mremap": _mremap,
    "munmap": _munmap,
    "next": _next,
    "node_attribute": _node_attribute,
    "put": _put,
    "pwrite": _pwrite,
    "readweights": _readweights,
    "set_mempolicy": _set_mempolicy,
    "set_mempolicy2": _set_mempolicy2,
    "set_mempolicy_home_node": _home_node,
    "sp": _sp,
    "step": _step,
    "sysfs_write": _sysfs_write,
    "touch": _touch,
    "trace_off": _trace(on=False),
    "trace_on": _trace(on=True),
    "weights": _weights,
    "where": _where,
}
