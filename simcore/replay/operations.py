"""The operations of traces, as the recorder writes them: each becomes one event or a few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simcore.replay.context import Context, Decoder, Fields, Op, of_task, policy_read
from simcore.replay.words import (
    ADVICE,
    hex_text,
    mask_fields,
    mf_field,
    mode_fields,
    node_list,
    returned,
    vmalloc_nodes,
)

__all__ = ("OPERATIONS",)


def _cpu(context: Context, op: Op) -> Iterator[Fields]:
    yield of_task(context, "sched_setaffinity", cpu=op["cpu"], expect=returned(op))


def _weights(context: Context, op: Op) -> Iterator[Fields]:
    del context
    yield {
        "op": "weights",
        "set": {str(node): weight for node, weight, _ in op["set"]},
        "expect": {"results": {str(node): result for node, _, result in op["set"]}},
    }


def _mmap(context: Context, op: Op) -> Iterator[Fields]:
    context.bases[op["id"]] = int(op["addr"], 16)
    event = of_task(context, "mmap", expect=returned(op))
    event |= {name: op[name] for name in ("id", "kind", "pages", "addr")}
    event["id"] = context.new_region(op["id"])
    if op["kind"] != "anon":
        event |= {"object": f"ino{op['ino']}", "given": {"ino": op["ino"]}}
        if op["vm_pgoff"]:
            event["offset"] = op["vm_pgoff"]
    yield event


def _munmap(context: Context, op: Op) -> Iterator[Fields]:
    part = {name: op[name] for name in ("first", "pages") if name in op}
    yield of_task(context, "munmap", id=context.region(op["id"]), expect=returned(op), **part)


def _mremap(context: Context, op: Op) -> Iterator[Fields]:
    context.bases[op["id"]] = int(op["addr"], 16)
    region = context.region(op["id"])
    yield of_task(context, "mremap", id=region, addr=op["addr"], expect=returned(op))


def _madvise(context: Context, op: Op) -> Iterator[Fields]:
    part = {name: op[name] for name in ("first", "pages") if name in op}
    region, advice = context.region(op["id"]), ADVICE[op["advice"]]
    yield of_task(context, "madvise", id=region, advice=advice, expect=returned(op), **part)


def _touch(context: Context, op: Op) -> Iterator[Fields]:
    event = of_task(context, "touch", id=context.region(op["id"]), pages=op["pages"], expect={})
    if op.get("access") == "r":
        event["access"] = "read"
    yield event


def _step(context: Context, op: Op) -> Iterator[Fields]:
    region = context.region(op["id"])
    yield of_task(context, "step", id=region, pages=op["pages"], expect={"trace": op["trace"]})


def _pwrite(context: Context, op: Op) -> Iterator[Fields]:
    part = {name: op[name] for name in ("first", "pages")}
    region, expect = context.region(op["id"]), {"next": op["next"]}
    yield of_task(context, "pwrite", id=region, expect=expect, **part)


def _where(context: Context, op: Op) -> Iterator[Fields]:
    part = {name: op[name] for name in ("first", "pages")}
    region, expect = context.region(op["id"]), {"nodes": op["nodes"]}
    yield of_task(context, "where", id=region, expect=expect, **part)


def _bpfmap(context: Context, op: Op) -> Iterator[Fields]:
    expect = {"next": op["next"], "vmalloc": vmalloc_nodes(op["vmallocinfo"])}
    yield of_task(context, "bpfmap", entries=op["entries"], expect=expect)


def _fork(context: Context, op: Op) -> Iterator[Fields]:
    if "child" in op:  # each operation names its task
        yield of_task(context, "fork", child=op["child"], expect={})
        return
    context.children += 1
    child = f"child{context.children}"
    yield of_task(context, "fork", child=child, expect={})
    context.become(child)


def _set_mempolicy(context: Context, op: Op) -> Iterator[Fields]:
    fields = mode_fields(op["mode"] | op["flags"]) | mask_fields(op["nodes"], op.get("maxnode"))
    yield of_task(context, "set_mempolicy", expect=returned(op), **fields)


def _mbind(context: Context, op: Op) -> Iterator[Fields]:
    fields = mode_fields(op["mode"] | op["flags"]) | mask_fields(op["nodes"], op.get("maxnode"))
    part = {name: op[name] for name in ("first", "pages")}
    region, mf = context.region(op["id"]), mf_field(op["mf"])
    yield of_task(context, "mbind", id=region, mf=mf, expect=returned(op), **part, **fields)


def _home_node(context: Context, op: Op) -> Iterator[Fields]:
    fields: Fields = {name: op[name] for name in ("first", "pages", "node")}
    if op["flags"]:
        fields["flags"] = hex_text(op["flags"])
    region = context.region(op["id"])
    yield of_task(context, "set_mempolicy_home_node", id=region, expect=returned(op), **fields)


def _get_mempolicy(context: Context, op: Op) -> Iterator[Fields]:
    expect = returned(op)
    if op["ret"] == 0:
        expect = policy_read(op, op["mode"], op["flags"], op["nodes"])
    event = of_task(context, "get_mempolicy", expect=expect)
    if "id" in op:
        event |= {"id": context.region(op["id"]), "page": op["page"]}
    yield event


def _next(context: Context, op: Op) -> Iterator[Fields]:
    answer = returned(op) | ({"node": op["node"]} if op["ret"] == 0 else {})
    yield of_task(context, "next", expect=answer)


def _get_node(context: Context, op: Op) -> Iterator[Fields]:
    answer = returned(op) | ({"node": op["node"]} if op["ret"] == 0 else {})
    region = context.region(op["id"])
    yield of_task(context, "get_node", id=region, page=op["page"], expect=answer)


def _mems_allowed(context: Context, op: Op) -> Iterator[Fields]:
    answer = returned(op) | ({"nodes": node_list(op["nodes"])} if op["ret"] == 0 else {})
    yield of_task(context, "mems_allowed", expect=answer)


def _migrate_pages(context: Context, op: Op) -> Iterator[Fields]:
    fields = {"from": op["from"], "to": op["to"], "expect": returned(op)}
    yield of_task(context, "migrate_pages", **fields)


def _move_pages(context: Context, op: Op) -> Iterator[Fields]:
    fields = {"page": op["page"], "node": op["node"]}
    expect = returned(op) | {"status": op["status"]}
    region = context.region(op["id"])
    yield of_task(context, "move_pages", id=region, expect=expect, **fields)


_CPUSET_FILES = {"cpuset.mems", "cgroup.procs"}
_THP_FILES = {"enabled", "shmem_enabled", "defrag"}


def _put(context: Context, op: Op) -> Iterator[Fields]:
    """A file of the cgroup tree or of transparent_hugepage; all bytes written is success."""
    folder, _, name = op["path"].rpartition("/")
    value = op["value"]
    expect = returned(op)
    if expect.get("ret") == len(value) or value == "PID":
        expect = expect | {"ret": 0}
    if name == "cgroup.procs" and value == "PID":
        expect = {} if expect["ret"] == 0 else expect
        yield of_task(context, "cpuset", group=folder, expect=expect)
    elif name == "cpuset.mems":
        yield of_task(context, "cpuset", group=folder, mems=value.strip(), expect=expect)
    elif folder.endswith("/transparent_hugepage") and name in _THP_FILES:
        yield {"op": "thp", name: value.strip(), "expect": expect}
    else:
        raise ValueError(f"{op['path']} is no file that an experiment knows")


def _get(context: Context, op: Op) -> Iterator[Fields]:
    """A file was read: nothing changes, and no answer of the engine stands against it."""
    del context, op
    yield from ()


def _mkdir(context: Context, op: Op) -> Iterator[Fields]:
    yield of_task(context, "cpuset", group=op["path"], mems="", expect=returned(op))


def _sysfs_write(context: Context, op: Op) -> Iterator[Fields]:
    del context
    expect = returned(op) | _table(op)
    yield {"op": "sysfs_write", "file": op["file"], "value": op["value"], "expect": expect}


def _table(op: Op) -> Fields:
    table: Fields = {"weights": {str(node): weight for node, weight in op["weights"]}}
    return table | ({"auto": op["auto"]} if "auto" in op else {})


def _readweights(context: Context, op: Op) -> Iterator[Fields]:
    del context
    yield {"op": "readweights", "expect": _table(op)}


def _trace(on: bool) -> Decoder:
    def decoded(context: Context, op: Op) -> Iterator[Fields]:
        context.traced = False
        yield {"op": op["op"]} | ({"expect": returned(op)} if on else {})
        context.traced = on

    return decoded


def _compact(context: Context, op: Op) -> Iterator[Fields]:
    del context
    yield {"op": op["op"]}


def _meminfo(context: Context, op: Op) -> Iterator[Fields]:
    del context
    free = {str(node): kib for node, kib in op["free_kb"]}
    yield {"op": "meminfo", "given": {"free_kib": free}}


OPERATIONS: Mapping[str, Decoder] = {
    "bpfmap": _bpfmap,
    "compact": _compact,
    "cpu": _cpu,
    "fork": _fork,
    "get": _get,
    "get_mempolicy": _get_mempolicy,
    "get_node": _get_node,
    "madvise": _madvise,
    "mbind": _mbind,
    "meminfo": _meminfo,
    "mems_allowed": _mems_allowed,
    "migrate_pages": _migrate_pages,
    "mkdir": _mkdir,
    "mmap": _mmap,
    "move_pages": _move_pages,
    "mremap": _mremap,
    "munmap": _munmap,
    "next": _next,
    "put": _put,
    "pwrite": _pwrite,
    "readweights": _readweights,
    "set_mempolicy": _set_mempolicy,
    "set_mempolicy_home_node": _home_node,
    "step": _step,
    "sysfs_write": _sysfs_write,
    "touch": _touch,
    "trace_off": _trace(on=False),
    "trace_on": _trace(on=True),
    "weights": _weights,
    "where": _where,
}
"""The decoder of each operation."""
