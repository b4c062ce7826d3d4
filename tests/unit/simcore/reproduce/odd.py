"""Odd experiments, and what becomes of a program made of one: built, run, replayed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from simcore import decode, simulate
from simcore.replay.files import replay_file
from simcore.replay.tally import Tally
from simcore.reproduce import c_program
from tests.build import experiment, mmap, policy, touch, two_nodes

STRICT = ("gcc", "-Wall", "-Wextra", "-Werror", "-O2", "-pthread")
AT = "0x100000000000"

EVERY_OP: list[dict[str, Any]] = [
    policy("preferred_many", "0-1", "numa_balancing"),
    policy("default", "-"),
    policy("0x7fff", "bad", maxnode="0x41"),
    policy("bind", "0", "static_nodes"),
    policy("weighted_interleave", "0-1"),
    mmap(64, addr=AT),
    mmap(8, "he*p", None, kind="memfd", object="o*", offset=2),
    mmap(8, "int", None, kind="shanon"),
    mmap(8, "he_p", None, kind="memfdpriv", object="o*", offset=1),
    mmap(8, "cached", None, kind="file"),
    {"op": "mbind", "id": "heap", "first": 8, "pages": 8, "mode": "bind", "nodes": "0"}
    | {"mf": ["move", "strict"]},
    {"op": "mbind", "id": "int", "mode": "weighted_interleave", "nodes": "0-1"},
    {"op": "mbind", "addr": "0x1000", "length": "0x1000", "mode": "local", "nodes": "5000"},
    {"op": "mbind", "addr": AT, "length": "0x1000", "mode": "bind", "nodes": "0,5000"}
    | {"maxnode": "0x8001"},
    {"op": "mbind", "addr": AT, "length": "0x1000", "mode": "bind", "nodes": "0-70"}
    | {"maxnode": "0x50", "mf": "0x100"},
    {"op": "set_mempolicy_home_node", "id": "heap", "first": 8, "pages": 8, "node": 0},
    {"op": "set_mempolicy_home_node", "id": "heap", "node": "0xffffffffffffffff", "flags": "0x1"},
    {"op": "set_mempolicy_home_node", "addr": AT, "length": "0x3000", "node": 0},
    {"op": "madvise", "id": "heap", "advice": "hugepage"},
    {"op": "madvise", "id": "heap", "advice": "dontneed", "first": 60, "pages": 4},
    touch("0-62,62-0:2", access="read"),
    touch("0-15"),
    touch("0-7", "he*p"),
    touch("0-7", "he_p", access="read"),
    touch("7-0", "int"),
    touch("7-0", "cached"),
    {"op": "sched_setaffinity", "cpu": 0},
    {"op": "migrate_pages", "from": "0", "to": "0"},
    {"op": "move_pages", "id": "heap", "page": 0, "node": 0},
    {"op": "move_pages", "id": "heap", "page": 63, "node": 0},
    {"op": "sysfs_write", "file": "node0", "value": '*/ int x; /*??/ " \u202e'},
    {"op": "weights", "set": {"0": 5, "1": 3}},
    {"op": "readweights"},
    {"op": "get_mempolicy"},
    {"op": "get_mempolicy", "id": "int", "page": 2},
    {"op": "get_mempolicy", "ask": "0x4", "maxnode": "0x401"},
    {"op": "get_mempolicy", "ask": "0x2", "addr": AT, "mask_pointer": "bad"},
    {"op": "get_mempolicy", "ask": "0x4", "policy_pointer": "null", "maxnode": "0x1"},
    policy("interleave", "0"),
    {"op": "next"},
    {"op": "step", "id": "heap", "pages": "16-19"},
    {"op": "get_node", "id": "heap", "page": 40},
    {"op": "mems_allowed"},
    {"op": "where", "id": "heap", "pages": 64},
    {"op": "mremap", "id": "heap", "addr": "0x200000000000"},
    {"op": "madvise", "id": "heap", "advice": "dontneed", "first": 0, "pages": 4},
    {"op": "thp", "enabled": "always"},
    {"op": "cpuset", "mems": "0"},
    {"op": "compact"},
    {"op": "meminfo"},
    {"op": "pwrite", "id": "cached", "pages": 2},
    {"op": "bpfmap", "entries": 2},
    {"op": "trace_on"},
    {"op": "trace_off"},
    {"op": "munmap", "id": "int"},
    {"op": "munmap", "id": "heap", "first": 1, "pages": 2},
]

POSTED: list[dict[str, Any]] = [
    {"op": "set_mempolicy2", "mode": "bind", "nodes": "0"},
    mmap(8, "a"),
    {"op": "mbind2", "id": "a", "mode": "bind", "nodes": "0"},
    touch("0-7", "a"),
    {"op": "get_mempolicy2"},
    {"op": "process_set_mempolicy", "target": "main", "mode": "bind", "nodes": "1"},
    {"op": "process_mbind", "id": "a", "target": "main", "mode": "bind", "nodes": "0"},
]

CHILD = 'k\u202e"?'
"""A name that is a trap for C, JSON and terminals."""
TWO_TASKS = [{"name": "a", "cpu": 0}, {"name": "b", "cpu": 1}]
FORKS: list[dict[str, Any]] = [
    policy("weighted_interleave", "0-1", task="a"),
    mmap(64, task="a"),
    touch("0-9", task="a"),
    {"op": "fork", "task": "a", "child": CHILD},
    touch("0-20", f"{CHILD}:heap", task=CHILD),
    touch("0-30", task="b"),
    policy("bind", "0", task=CHILD),
    {"op": "get_mempolicy", "task": "a"},
    {"op": "fork", "task": CHILD, "child": "g"},
    {"op": "get_mempolicy", "task": "g"},
    touch("40-50", "g:heap", task="g"),
    {"op": "munmap", "id": "heap", "task": "b"},
    touch("0-50", "g:heap", task="g"),
]

ENDS_BY_A_SIGNAL: list[dict[str, Any]] = [
    mmap(64),
    {"op": "fork", "child": "c"},
    {"op": "munmap", "task": "c", "id": "c:heap", "first": 3, "pages": 2},
    touch("0-20", "c:heap", task="c"),
    touch("0-20"),
]

ODD: dict[str, dict[str, Any]] = {
    "nothing": experiment(two_nodes()),
    "every op": experiment(two_nodes(64), *EVERY_OP),
    "posted calls": experiment(two_nodes(), *POSTED, kernel="mempolicy2-v6"),
    "an attribute": experiment(
        two_nodes(),
        {"op": "node_attribute", "set": {"0": 1}},
        policy("interleave", "0-1", "attribute_1"),
        kernel="attribute-flags",
    ),
    "two tasks, two forks": experiment(two_nodes(64), *FORKS, tasks=TWO_TASKS),
    "a signal": experiment(two_nodes(64), *ENDS_BY_A_SIGNAL),
    "too much": experiment(two_nodes(1024), mmap(2**20), touch("0-1048575")),
}


def program_of(document: dict[str, Any]) -> str:
    decoded = decode(document)
    return c_program(decoded, simulate(decoded))


def built(text: str, folder: Path) -> Path:
    """The program, built with the strict flags; skips where there is no compiler."""
    if shutil.which("gcc") is None:
        pytest.skip("there is no gcc here")
    source, program = folder / "reproduce.c", folder / "reproduce"
    source.write_text(text)
    command = [*STRICT, "-o", str(program), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return program


def ran(program: Path) -> tuple[str, Tally]:
    """The trace that a program prints here, and how it replays."""
    if not Path("/sys/devices/system/node/online").exists():
        pytest.skip("sysfs shows no NUMA nodes")
    done = subprocess.run([str(program)], capture_output=True, check=False, timeout=60)
    assert done.returncode == 0
    return done.stdout.decode(), replay_file(done.stdout)
